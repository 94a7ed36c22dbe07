import type { Account } from "../../core/accounts.ts";
import { type Refusal, refuse } from "../../core/answers.ts";
import { LIMITS } from "../../core/limits.ts";
import { isNick, nickKey, spareNick } from "../../core/names.ts";
import { accountByName, accountByProof, type State, subjectProof } from "../../core/state.ts";
import { cut } from "../../core/utf8.ts";
import type { Proved } from "../../wire/sign-in.ts";
import type { Accounts, KnownDevice, Newcomer, SignedIn } from "./accounts.ts";
import { type Awaited, PendingSignIns } from "./pending-sign-ins.ts";
import type { Begun, Identity, Provider } from "./provider.ts";

/** A sign-in that has begun and not come back. */
type Pending = Begun & Beginning & Awaited;

/** Names that are tried for an account of somebody whose own is taken. */
const SPARES = 100;

/** What is needed of who asks. */
interface Beginning {
  /** Where the browser comes back to. */
  readonly callback: string;
  /** The digest of a secret that the browser has in a cookie, by which it is known again. */
  readonly browser: string;
  /** The address that it comes from. */
  readonly from: string;
  /** By what it is signed in to the account that is to be linked, if it asked for that. */
  readonly link?: KnownDevice;
}

/** Signs browsers in by OpenID Connect: who is not known yet gets an account of the name that they have there. */
export class OidcSignIn {
  readonly #provider: Provider;
  readonly #accounts: Accounts;
  readonly #state: State;
  readonly #clock: () => number;
  readonly #pending = new PendingSignIns<Pending>();

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

  /**
   * Where the browser goes.
   * @throws Error (rejects) if the provider can't be reached
   */
  async begin(beginning: Beginning): Promise<URL> {
    const { url, begun } = await this.#provider.begin(beginning.callback);
    const now = this.#clock();
    this.#pending.add({ ...begun, ...beginning, until: now + LIMITS.oidcMs }, now);
    return url;
  }

  /**
   * The browser is back. Each sign-in comes back once, to the browser that began it.
   * @param query what it brings, with the `?`
   * @param browser as it began
   * @throws Error (rejects) if the provider says no, or can't be reached
   */
  async finish(
    query: string,
    browser: string | undefined,
    newcomer: Newcomer,
  ): Promise<SignedIn | { readonly refusal: Refusal }> {
    const state = new URLSearchParams(query).get("state") ?? "";
    const pending = this.#pending.take(state, this.#clock(), (its) => its.browser === browser);
    if (!pending) return { refusal: STALE };
    const identity = await this.#provider.finish(new URL(query, pending.callback), pending);
    const known = accountByProof(this.#state, subjectProof(identity.subject));
    if (known) return this.#accounts.signIn(provedBy(known), newcomer.device);
    if (!pending.link) return this.#admit(identity, newcomer);
    // What gave the right to link may have been taken back while the browser was away.
    const refusal = this.#accounts.check(pending.link) ?? (await this.#accounts.link(pending.link, identity.subject));
    return refusal ? { refusal } : this.#accounts.signIn(provedBy(pending.link.account), newcomer.device);
  }

  #admit(identity: Identity, newcomer: Newcomer): Promise<SignedIn | { readonly refusal: Refusal }> {
    const name = this.#freeName(nickFrom(identity.name));
    if (name === undefined) return Promise.resolve({ refusal: refuse("account-exists", identity.name) });
    return this.#accounts.admit({ account: name, subject: identity.subject }, newcomer);
  }

  #freeName(wanted: string): string | undefined {
    const isFree = (name: string): boolean =>
      accountByName(this.#state, name) === undefined && !this.#state.nicks.has(nickKey(name));
    if (isFree(wanted)) return wanted;
    for (let attempt = 1; attempt <= SPARES; attempt++) {
      const name = spareNick(wanted, attempt, isNick);
      if (isFree(name)) return name;
    }
    return undefined;
  }
}

/** What is proved at this moment. */
function provedBy({ name, renewed }: Account): Proved {
  return { account: name, renewed };
}

const STALE = refuse("bad-command", "state", "That sign-in is over, or began in another browser: begin again.");

/** What somebody can be called here who is called so elsewhere. */
function nickFrom(name = ""): string {
  const [local = ""] = name.split("@");
  const letters = cut(local.normalize("NFC").replace(/[^\p{L}\p{N}\-_[\]\\`^{}|]+/gu, "_"), LIMITS.nickBytes / 2);
  const begun = /^[\p{N}-]/u.test(letters) ? `_${letters}` : letters;
  return isNick(begun) ? begun : "guest";
}
