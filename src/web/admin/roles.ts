import type { Role } from "../../core/account-commands.ts";

/** What an account may be on the whole server, besides a member like others. */
export const ROLES: readonly Role[] = ["admin", "owner"];
