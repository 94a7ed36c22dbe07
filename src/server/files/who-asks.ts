import { setTimeout as after } from "node:timers/promises";
import { refuse } from "../../core/answers.ts";
import { type Asker, accountAsker, askerOf } from "../../core/fetching.ts";
import type { Hub } from "../../core/hub.ts";
import { fits, LIMITS } from "../../core/limits.ts";
import { nickKey } from "../../core/names.ts";
import { RATES } from "../../core/rates.ts";
import { isAccountBanned } from "../../core/rules/bans.ts";
import { addressKey } from "../../wire/address-key.ts";
import { decodeUtf8 } from "../../wire/lines.ts";
import { type Passwords, preparePassword } from "../../wire/passwords.ts";
import { type Credentials, isDeviceToken, prove } from "../../wire/sign-in.ts";
import { guessDelay, type WrongPasswords } from "../../wire/wrong-passwords.ts";
import { digest } from "../digest.ts";
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
        return this.#byToken(credentials, address);
      case "basic":
        return this.#byPassword(credentials, address);
      default:
        return unauthorized(false);
    }
  }

  async #byToken(token: string, address: string): Promise<Asker | Problem> {
    const id = this.#parts.tickets.sessionOf(token);
    const user = id === undefined ? undefined : this.#parts.hub.session(id)?.user;
    if (user) return askerOf(user, addressKey(address));
    return isDeviceToken(token) ? this.#prove({ token }, address) : unauthorized(true);
  }

  async #byPassword(credentials: string, address: string): Promise<Asker | Problem> {
    const said = readBasic(credentials);
    return said ? this.#prove(said, address) : unauthorized(false);
  }

  async #prove(said: Credentials, address: string): Promise<Asker | Problem> {
    const { passwords, hub, wrong, clock } = this.#parts;
    const parts = { state: hub.state, passwords, wrong, digest, now: clock };
    const proved = await prove(parts, said, address);
    if (!("refusal" in proved)) {
      const isBanned = isAccountBanned(hub.state, proved.account, clock());
      return isBanned ? refused(refuse("server-banned")) : accountAsker(hub.state, nickKey(proved.account));
    }
    if (proved.refusal.code === "busy") return refused(proved.refusal);
    if (proved.refusal.code === "too-many-tries") return this.#bar();
    await this.#wait(guessDelay(1));
    return wrongPassword();
  }

  /** Answers a password that was not looked at, after the longest time. */
  async #bar(): Promise<Problem> {
    await this.#wait(guessDelay(RATES.wrongPerConnection.most));
    return tooManyWrong(Math.ceil(RATES.wrongPerAddress.ms / 1_000));
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
