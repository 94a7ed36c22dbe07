import { type Refusal, refuse } from "../../core/answers.ts";
import { cut, LIMITS } from "../../core/limits.ts";
import { isNick, nickKey, spareNick } from "../../core/names.ts";
import { accountByName, accountByProof, type State, subjectProof } from "../../core/state.ts";
import type { Accounts, SignedIn } from "./accounts.ts";
import type { Begun, Identity, Provider } from "./provider.ts";

/** A sign-in that has begun and not come back. */
interface Pending extends Begun {
  /** What the browser that began it has in a cookie, by which it is known again: its digest. */
  readonly browser: string;
  /** Where it comes back to. */
  readonly callback: string;
  /** The account that is to be linked, if one was signed in to that asked for it. */
  readonly link?: string;
  /** By the clock. */
  readonly until: number;
}

/** Names that are tried for an account of somebody whose own is taken. */
const SPARES = 100;

/** What is needed of who asks. */
interface Beginning {
  /** Where the browser comes back to. */
  readonly callback: string;
  /** The digest of a secret that the browser has in a cookie. */
  readonly browser: string;
  readonly link?: string;
}

/** Signs browsers in by OpenID Connect: who is not known yet gets an account of the name that they have there. */
export class OidcSignIn {
  readonly #provider: Provider;
  readonly #accounts: Accounts;
  readonly #state: State;
  readonly #clock: () => number;
  /** By `state`, the oldest first. */
  readonly #pending = new Map<string, Pending>();

  constructor(parts: {
    readonly provider: Provider;
    readonly accounts: Accounts;
    readonly state: State;
    readonly clock: () => number;
  }) {
    this.#provider = parts.provider;
    this.#accounts = parts.accounts;
    this.#state = parts.state;
    this.#clock = parts.clock;
  }

  /** How many have begun and are remembered. */
  get size(): number {
    return this.#pending.size;
  }

  /**
   * Where the browser goes.
   * @throws Error (rejects) if the provider can't be reached
   */
  async begin({ callback, browser, link }: Beginning): Promise<URL> {
    const { url, begun } = await this.#provider.begin(callback);
    const until = this.#clock() + LIMITS.oidcMs;
    this.#pending.set(begun.state, { ...begun, browser, callback, until, ...(link !== undefined && { link }) });
    for (const [state, pending] of this.#pending) {
      if (pending.until > this.#clock() && this.#pending.size <= LIMITS.oidcPending) break;
      this.#pending.delete(state);
    }
    return url;
  }

  /**
   * The browser is back. Each sign-in comes back once, to the browser that began it.
   * @param query what it brings, with the `?`
   * @throws Error (rejects) if the provider says no, or can't be reached
   */
  async finish(
    query: string,
    browser: string | undefined,
    device: string,
  ): Promise<SignedIn | { readonly refusal: Refusal }> {
    const state = new URLSearchParams(query).get("state") ?? "";
    const pending = this.#pending.get(state);
    if (!pending || pending.browser !== browser || pending.until <= this.#clock()) return { refusal: STALE };
    this.#pending.delete(state);
    const identity = await this.#provider.finish(new URL(query, pending.callback), pending);
    const known = this.accountOf(identity);
    if (known !== undefined) return this.#accounts.signIn(known, device);
    if (pending.link === undefined) return this.#admit(identity, device);
    const refusal = await this.#accounts.link(pending.link, identity.subject);
    return refusal ? { refusal } : this.#accounts.signIn(pending.link, device);
  }

  /** The name of the account of somebody who is known elsewhere; nothing if they have none yet. */
  accountOf({ subject }: Identity): string | undefined {
    return accountByProof(this.#state, subjectProof(subject))?.name;
  }

  #admit(identity: Identity, device: string): Promise<SignedIn | { readonly refusal: Refusal }> {
    const name = this.#freeName(nickFrom(identity.name));
    if (name === undefined) return Promise.resolve({ refusal: refuse("account-exists", identity.name) });
    return this.#accounts.admit(name, identity.subject, device);
  }

  #freeName(wanted: string): string | undefined {
    const isFree = (name: string): boolean =>
      accountByName(this.#state, name) === undefined && !this.#state.nicks.has(nickKey(name));
    if (isFree(wanted)) return wanted;
    for (let attempt = 1; attempt <= SPARES; attempt++) {
      const name = spareNick(wanted, attempt);
      if (isFree(name)) return name;
    }
    return undefined;
  }
}

const STALE = refuse("bad-command", "state", "That sign-in is over, or began in another browser: begin again.");

/** What somebody can be called here who is called so elsewhere. */
function nickFrom(name = ""): string {
  const [local = ""] = name.split("@");
  const letters = cut(local.normalize("NFC").replace(/[^\p{L}\p{N}\-_[\]\\`^{}|]+/gu, "_"), LIMITS.nickBytes / 2);
  const begun = /^[\p{N}-]/u.test(letters) ? `_${letters}` : letters;
  return isNick(begun) ? begun : "guest";
}
