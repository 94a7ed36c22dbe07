import { setTimeout as after } from "node:timers/promises";
import { refuse } from "../../core/answers.ts";
import { type Asker, accountAsker, askerOf } from "../../core/fetching.ts";
import type { Hub } from "../../core/hub.ts";
import { fits, LIMITS } from "../../core/limits.ts";
import { nickKey } from "../../core/names.ts";
import { accountByName } from "../../core/state.ts";
import { addressKey } from "../../wire/address-key.ts";
import { decodeUtf8 } from "../../wire/lines.ts";
import { type Passwords, preparePassword } from "../../wire/passwords.ts";
import { accountGuess, guessDelay, type WrongPasswords } from "../../wire/wrong-passwords.ts";
import type { Tickets } from "../tickets.ts";
import { type Problem, refused, tooManyWrong, unauthorized, wrongPassword } from "./reply.ts";

/** What it takes to know who asks. */
export interface Doorkeeping {
  readonly hub: Pick<Hub, "session" | "state">;
  readonly tickets: Pick<Tickets, "sessionOf">;
  readonly passwords: Passwords;
  /** Shared with all other ways to sign in. */
  readonly wrong: WrongPasswords;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Waits for so many milliseconds. */
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** Finds out who asks, by the header `Authorization`. */
export class WhoAsks {
  readonly #parts: Doorkeeping;
  readonly #wait: (ms: number) => Promise<unknown>;

  constructor(parts: Doorkeeping) {
    this.#parts = parts;
    this.#wait = parts.wait ?? ((ms) => after(ms, undefined, { ref: false }));
  }

  /**
   * Who asks.
   * @param address where they come from
   */
  async find(authorization: string | undefined, address: string): Promise<Asker | Problem> {
    const [, scheme = "", credentials = ""] = /^(\w+) +(\S+) *$/.exec(authorization ?? "") ?? [];
    switch (scheme.toLowerCase()) {
      case "bearer":
        return this.#byTicket(credentials, address);
      case "basic":
        return this.#byPassword(credentials, address);
      default:
        return unauthorized(false);
    }
  }

  #byTicket(ticket: string, address: string): Asker | Problem {
    const id = this.#parts.tickets.sessionOf(ticket);
    const user = id === undefined ? undefined : this.#parts.hub.session(id)?.user;
    return user ? askerOf(user, addressKey(address)) : unauthorized(true);
  }

  /** As long is taken for a name without an account as for another, so that how long it takes does not tell. */
  async #byPassword(credentials: string, address: string): Promise<Asker | Problem> {
    const said = readBasic(credentials);
    if (!said) return unauthorized(false);
    const { passwords, hub, wrong } = this.#parts;
    const opens = accountGuess(said.account);
    if (this.#isBarred(address, opens)) return this.#bar();
    const account = accountByName(hub.state, said.account);
    const verifier = account?.verifier ?? passwords.standIn(nickKey(said.account));
    const outcome = await passwords.matches(said.password, verifier, address);
    if (outcome === "busy") return refused(refuse("busy", undefined, "Too many want to sign in just now; try again."));
    // So many may have been looked at together; who was wrong too often by now is not told of any of them.
    if (this.#isBarred(address, opens)) return this.#bar();
    if (outcome && account) return accountAsker(hub.state, nickKey(account.name));
    wrong.count(address, opens, this.#parts.clock());
    await this.#wait(guessDelay(1));
    return wrongPassword();
  }

  #isBarred(address: string, opens: string): boolean {
    return this.#parts.wrong.isBarred(address, opens, this.#parts.clock());
  }

  /** Answers a password that was not looked at, after the longest time. */
  async #bar(): Promise<Problem> {
    await this.#wait(guessDelay(LIMITS.loginAttempts));
    return tooManyWrong(Math.ceil(LIMITS.wrongMs / 1_000));
  }
}

/** The name and the password of Basic authentication (RFC 7617) in UTF-8; nothing if it can't be that. */
export function readBasic(credentials: string): { readonly account: string; readonly password: string } | undefined {
  const text = decodeUtf8(Buffer.from(credentials, "base64"));
  const [, account = "", said = ""] = /^([^:]+):(.+)$/s.exec(text ?? "") ?? [];
  const password = preparePassword(said);
  const isPossible = account !== "" && password !== undefined && fits(account, LIMITS.nickBytes);
  return isPossible && fits(password, LIMITS.accountPasswordBytes) ? { account, password } : undefined;
}
