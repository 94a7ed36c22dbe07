import type { Account } from "./accounts.ts";
import { nickKey } from "./names.ts";
import type { State } from "./state.ts";

/** Who the users of an account are for good. */
export function identityOfAccount({ name, identity }: Account): string {
  return identity ?? nickKey(name);
}

/** The account whose users are that for good, if there still is one. */
export function accountByIdentity(state: State, identity: string): Account | undefined {
  const [key = ""] = identity.split("~", 1);
  const account = state.accounts.get(key);
  return account && identityOfAccount(account) === identity ? account : undefined;
}
