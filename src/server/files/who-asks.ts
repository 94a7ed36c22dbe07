import { setTimeout as after } from "node:timers/promises";
import { type Refusal, refuse } from "../../core/answers.ts";
import { mayAccountBring, maySessionBring } from "../../core/bringing.ts";
import { type Asker, accountAsker, askerOf } from "../../core/fetching.ts";
import type { Hub } from "../../core/hub.ts";
import { LIMITS } from "../../core/limits.ts";
import { nickKey } from "../../core/names.ts";
import { RATES } from "../../core/rates.ts";
import { isAccountBanned } from "../../core/rules/bans.ts";
import { fits } from "../../core/utf8.ts";
import { addressKey } from "../../wire/address-key.ts";
import { isDeviceToken } from "../../wire/devices.ts";
import { decodeUtf8 } from "../../wire/lines.ts";
import { type Passwords, preparePassword } from "../../wire/passwords.ts";
import { type Credentials, prove } from "../../wire/sign-in.ts";
import { requestDelay, type WrongPasswords } from "../../wire/wrong-passwords.ts";
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

/** Somebody who asks, and what they may not. */
export interface Visitor extends Asker {
  /** Why they may bring no files; nothing if they may. */
  readonly barred?: Refusal;
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
  async find(authorization: string | undefined, address: string): Promise<Visitor | Problem> {
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

  async #byToken(token: string, address: string): Promise<Visitor | Problem> {
    const { hub, tickets, clock } = this.#parts;
    const id = tickets.sessionOf(token);
    const user = id === undefined ? undefined : hub.session(id)?.user;
    if (id !== undefined && user) {
      return visitorOf(askerOf(user, addressKey(address)), maySessionBring(hub.state, id, clock()));
    }
    return isDeviceToken(token) ? this.#prove({ token }, address) : unauthorized(true);
  }

  async #byPassword(credentials: string, address: string): Promise<Visitor | Problem> {
    const said = readBasic(credentials);
    return said ? this.#prove(said, address) : unauthorized(false);
  }

  async #prove(said: Credentials, address: string): Promise<Visitor | Problem> {
    const { passwords, hub, wrong, clock } = this.#parts;
    const parts = { state: hub.state, passwords, wrong, digest, now: clock };
    const proved = await prove(parts, said, address);
    if (!("refusal" in proved)) return this.#visitorFor(proved.account);
    const { code } = proved.refusal;
    if (code !== "wrong-password" && code !== "too-many-tries") return refused(proved.refusal);
    await this.#wait(requestDelay(code));
    return code === "wrong-password" ? wrongPassword() : tooManyWrong(Math.ceil(RATES.wrongPerAddress.ms / 1_000));
  }

  #visitorFor(account: string): Visitor | Problem {
    const { state } = this.#parts.hub;
    const now = this.#parts.clock();
    if (isAccountBanned(state, account, now)) return refused(refuse("server-banned"));
    const asker = accountAsker(state, nickKey(account));
    return visitorOf(asker, mayAccountBring(state, account, asker, now));
  }
}

function visitorOf(asker: Asker, barred: Refusal | undefined): Visitor {
  return { ...asker, ...(barred && { barred }) };
}

/** The name and the password of Basic authentication (RFC 7617) in UTF-8; nothing if it can't be that. */
export function readBasic(credentials: string): { readonly account: string; readonly password: string } | undefined {
  const text = decodeUtf8(Buffer.from(credentials, "base64"));
  const [, account = "", said = ""] = /^([^:]+):(.+)$/s.exec(text ?? "") ?? [];
  const password = preparePassword(said);
  const isPossible = account !== "" && password !== undefined && fits(account, LIMITS.nickBytes);
  return isPossible && fits(password, LIMITS.accountPasswordBytes) ? { account, password } : undefined;
}
