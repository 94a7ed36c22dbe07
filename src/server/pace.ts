import { RATES } from "../core/rates.ts";
import { addressKey } from "../wire/address-key.ts";
import { type Held, HeldInCommon } from "./held.ts";
import { type Amounts, Share } from "./share.ts";

const OWN = rates(
  RATES.commandsPerConnection,
  RATES.bytesPerConnection,
  RATES.joinsPerConnection,
  RATES.nicksPerConnection,
);
const ADDRESS = rates(RATES.commandsPerAddress, RATES.bytesPerAddress, RATES.joinsPerAddress, RATES.nicksPerAddress);
const ACCOUNT = rates(RATES.commandsPerAccount, RATES.bytesPerAccount, RATES.joinsPerAccount, RATES.nicksPerAccount);
const LISTENER = rates(
  RATES.commandsPerListener,
  RATES.bytesPerListener,
  RATES.joinsPerListener,
  RATES.nicksPerListener,
);

const NOTHING: Amounts = { commands: 0, bytes: 0, joins: 0, nicks: 0 };

/** What the connections of a server share of what they may send: those of one address, account or listener. */
export class Paces {
  readonly addresses: HeldInCommon<Share>;
  readonly accounts: HeldInCommon<Share>;
  readonly listeners: HeldInCommon<Share>;
  readonly clock: () => number;

  /** @param clock milliseconds that never go back */
  constructor(clock: () => number) {
    this.clock = clock;
    this.addresses = new HeldInCommon((now) => new Share(ADDRESS, now), clock);
    this.accounts = new HeldInCommon((now) => new Share(ACCOUNT, now), clock);
    this.listeners = new HeldInCommon((now) => new Share(LISTENER, now), clock);
  }

  /** For a connection from `address` that came to a listener, named as it likes. */
  begin(address: string, listener: string): Pace {
    return new Pace(this, address, listener);
  }
}

/** How fast one connection may go, by all that it has a share in: the longest of what they say. */
export class Pace {
  readonly #paces: Paces;
  readonly #own: Share;
  readonly #listener: Held<Share>;
  #address: Held<Share>;
  #account: Held<Share> | undefined;
  /** What was sent and asked since it last waited. */
  #had: Amounts = NOTHING;

  /** Made by `Paces.begin`. */
  constructor(paces: Paces, address: string, listener: string) {
    this.#paces = paces;
    this.#own = new Share(OWN, paces.clock());
    this.#listener = paces.listeners.join(listener);
    this.#address = paces.addresses.join(addressKey(address));
  }

  /** From now on it counts for another address. */
  comesFrom(address: string): void {
    this.#paces.addresses.leave(this.#address);
    this.#address = this.#paces.addresses.join(addressKey(address));
  }

  /**
   * So much was sent and asked.
   * @param account whom the connection is signed in to, if it is
   * @returns milliseconds for which it should not be read; `waited` is to be called then
   */
  take(amounts: Amounts, account: string | undefined): number {
    if (account !== this.#account?.key) this.#signIn(account);
    const had = sum(this.#had, amounts);
    const now = this.#paces.clock();
    const shared = (held: Held<Share>): number => held.value.take(amounts, had, held.members, now);
    const wait = Math.max(
      this.#own.take(amounts, had, 1, now),
      shared(this.#address),
      shared(this.#listener),
      this.#account ? shared(this.#account) : 0,
    );
    this.#had = wait > 0 ? had : NOTHING;
    return wait;
  }

  /** It has waited for as long as it should. */
  waited(): void {
    this.#had = NOTHING;
  }

  /** The connection is over. To be called once. */
  leave(): void {
    this.#signIn(undefined);
    this.#paces.addresses.leave(this.#address);
    this.#paces.listeners.leave(this.#listener);
  }

  #signIn(account: string | undefined): void {
    if (this.#account) this.#paces.accounts.leave(this.#account);
    this.#account = account === undefined ? undefined : this.#paces.accounts.join(account);
  }
}

function sum(one: Amounts, other: Amounts): Amounts {
  if (one === NOTHING) return other;
  return {
    commands: one.commands + other.commands,
    bytes: one.bytes + other.bytes,
    joins: one.joins + other.joins,
    nicks: one.nicks + other.nicks,
  };
}

type ShareRates = ConstructorParameters<typeof Share>[0];

function rates(
  commands: ShareRates["commands"],
  bytes: ShareRates["bytes"],
  joins: ShareRates["joins"],
  nicks: ShareRates["nicks"],
): ShareRates {
  return { commands, bytes, joins, nicks };
}
