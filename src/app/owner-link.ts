import { randomBytes } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AdminCommand } from "../core/account-commands.ts";
import type { Refusal } from "../core/answers.ts";
import type { Entry } from "../core/commands.ts";
import type { Hub } from "../core/hub.ts";
import type { State } from "../core/state.ts";
import { digest } from "../server/digest.ts";

/** The one invite link of this kind, so that the next start finds it. */
const ID = "first-owner";

/** For how long it is good. */
const GOOD_MS = 86_400_000;

/** Bytes of its code, which nobody can guess. */
const CODE_BYTES = 20;

/** The file in the data folder that has it, where there is no terminal to show it on. */
const FILE = "owner-link";

/** What an owner's link needs of the rest of a server. */
export interface OwnerLinkParts {
  readonly hub: Pick<Hub, "state" | "run">;
  readonly data: string;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/**
 * The link by which the account of the first owner is made, where not everybody may come and nobody lets people in yet.
 * It is good once and for a day; every start makes a new one until there is an owner, and then there is none.
 */
export class OwnerLink {
  readonly #hub: OwnerLinkParts["hub"];
  readonly #file: string;
  readonly #clock: () => number;
  #isOut = false;

  constructor({ hub, data, clock }: OwnerLinkParts) {
    this.#hub = hub;
    this.#file = join(data, FILE);
    this.#clock = clock;
  }

  /**
   * Removes what an earlier start has left, and makes a new link if one is wanted and there is no owner.
   * @returns its code
   * @throws Error (rejects) with a sentence if that can't be
   */
  async make(isWanted: boolean): Promise<string | undefined> {
    rmSync(this.#file, { force: true });
    const { state } = this.#hub;
    if (state.invites.has(ID)) await this.#run({ type: "invite-remove", id: ID });
    if (!isWanted || hasOwner(state)) return undefined;
    const code = randomBytes(CODE_BYTES).toString("base64url");
    const until = Math.max(this.#clock(), state.at) + GOOD_MS;
    await this.#run({ type: "invite-add", id: ID, digest: digest(code), uses: 1, until, role: "owner" });
    this.#isOut = true;
    return code;
  }

  /**
   * Writes the link where only the owner of the data folder can read it.
   * @returns the file
   * @throws Error with the system's code
   */
  write(url: string): string {
    writeFileSync(this.#file, `${url}\n`, { mode: 0o600, flag: "wx", flush: true });
    return this.#file;
  }

  /** Looks whether there is an owner by now; then the link is good no more, however they became one. */
  follow(entries: readonly Entry[]): void {
    if (!this.#isOut || !entries.some(({ act }) => act.type === "register" || act.type === "role")) return;
    const { state } = this.#hub;
    if (state.invites.has(ID) && !hasOwner(state)) return;
    this.#isOut = false;
    rmSync(this.#file, { force: true });
    // If that can't be made durable now, the link is removed at the next start, or ends by itself.
    if (state.invites.has(ID)) this.#hub.run({ type: "invite-remove", id: ID }, () => undefined);
  }

  async #run(act: AdminCommand): Promise<void> {
    const refusal = await new Promise<Refusal | undefined>((resolve) => {
      this.#hub.run(act, (outcome) => resolve(outcome.refusal));
    });
    if (refusal) throw new Error(refusal.text);
  }
}

/** Whether an account is an owner's. */
export function hasOwner({ accounts }: State): boolean {
  return accounts.values().some(({ role }) => role === "owner");
}
