import { LIMITS } from "../core/limits.ts";
import { RATES } from "../core/rates.ts";
import { addressKey } from "../wire/address-key.ts";
import { Crowd } from "./crowd.ts";
import { Gate } from "./gate.ts";
import { type Held, HeldInCommon } from "./held.ts";
import { type Waiting, WaitingRoom } from "./waiting-room.ts";

/** Why a connection is turned away, as the console says it. */
export const FULL = {
  server: "the server has as many connections as it takes",
  listener: "its listener has as many connections as it takes",
  address: "its address has as many connections as one address may have",
} as const;

/** Why a connection had to go, likewise. */
export const SHED = "it had not said who it is, and its place was needed";

/** How many connections there are, and how fast new ones are let in: of the server, each listener and each address. */
export class Admissions {
  readonly rateLimits: boolean;
  readonly clock: () => number;
  readonly room: WaitingRoom;
  readonly gates: HeldInCommon<Gate>;
  #size = 0;
  #listeners = 0;

  /**
   * @param rateLimits whether there are limits on rates, and on what one address may have
   * @param clock milliseconds that never go back
   */
  constructor(rateLimits: boolean, clock: () => number) {
    this.rateLimits = rateLimits;
    this.clock = clock;
    this.room = new WaitingRoom(rateLimits);
    this.gates = new HeldInCommon(() => new Gate(RATES.connectingPerAddress, clock), clock);
  }

  /** How many connections there are. */
  get size(): number {
    return this.#size;
  }

  /** What one listener has. @param most connections that it takes, if that is fewer than the server does */
  listener(most: number = RATES.connectionsPerListener.most): Reception {
    return {
      name: String(this.#listeners++),
      most,
      gate: new Gate(RATES.connectingPerListener, this.clock),
      waiting: new Crowd(),
      size: 0,
    };
  }

  /**
   * A connection comes, and takes the place of one that waits if there is no other.
   * @param address where it comes from; nothing if it is yet to say for whom it speaks, and may
   * @param shed ends it when its place is needed
   * @returns its place, or why it is turned away
   */
  take(address: string | undefined, reception: Reception, shed: () => void): Place | { readonly full: string } {
    if (this.#size >= RATES.connections.most && !this.room.shedOne()) return { full: FULL.server };
    if (reception.size >= reception.most && !shedFirst(reception)) return { full: FULL.listener };
    const key = address === undefined ? "" : addressKey(address);
    if (!this.makeRoomFor(key)) return { full: FULL.address };
    this.#size++;
    return new Place(this, reception, key, { shed, left: () => this.#size-- });
  }

  /** Whether an address may have one more, if need be in place of one of its own that waits. */
  makeRoomFor(key: string): boolean {
    if (key === "" || !this.rateLimits) return true;
    return this.gates.membersOf(key) < RATES.connectionsPerAddress.most || this.room.shedOneOf(key);
  }
}

/** What one listener has; made by `Admissions.listener`. */
export interface Reception {
  /** Its name among all. */
  readonly name: string;
  readonly most: number;
  readonly gate: Gate;
  readonly waiting: Crowd<Waiting>;
  size: number;
}

/** One connection's place, from when it comes until it is gone. */
export class Place implements Waiting {
  readonly #all: Admissions;
  readonly #reception: Reception;
  readonly #told: { shed(): void; left(): void };
  #key: string;
  #gate: Held<Gate> | undefined;
  #isWaiting = false;
  #hasPassedListener = false;
  #isGone = false;
  #leaveLine: () => void = () => {};
  #patience: NodeJS.Timeout | undefined;

  /** Made by `Admissions.take`; it waits. */
  constructor(all: Admissions, reception: Reception, key: string, told: { shed(): void; left(): void }) {
    this.#all = all;
    this.#reception = reception;
    this.#told = told;
    this.#key = key;
    this.#gate = key === "" ? undefined : all.gates.join(key);
    reception.size++;
    this.waits();
  }

  get key(): string {
    return this.#key;
  }

  /**
   * Calls `run` when the connection may be read, by the rates of new ones: at once if it may now, never if it is gone
   * before. One that comes from another address than it seemed to asks for that address once more.
   */
  begin(run: () => void): void {
    if (!this.#all.rateLimits) {
      run();
      return;
    }
    let isIn = false;
    this.#passAddress(() => {
      isIn = true;
      clearTimeout(this.#patience);
      run();
    });
    // Nobody stands in line for longer than they may be silent.
    if (!isIn) this.#patience = setTimeout(() => this.shed(), LIMITS.sniffMs).unref();
  }

  /**
   * It has said for whom it speaks, and counts for that address from now on.
   * @returns false if that has as many connections as it may; then nothing has changed
   */
  comesFrom(address: string): boolean {
    const key = addressKey(address);
    if (this.#isGone || key === this.#key) return true;
    if (!this.#all.makeRoomFor(key)) return false;
    const isWaiting = this.#isWaiting;
    this.settled();
    this.#leaveAddress();
    this.#key = key;
    this.#gate = this.#all.gates.join(key);
    if (isWaiting) this.waits();
    return true;
  }

  /** It is somebody now, or asks something: nobody may have its place. */
  settled(): void {
    this.#isWaiting = false;
    this.#all.room.leave(this);
    this.#reception.waiting.remove(this.#key, this);
  }

  /** It is nobody yet, or again: its place may go to another. */
  waits(): void {
    if (this.#isGone || this.#isWaiting) return;
    this.#isWaiting = true;
    this.#all.room.enter(this);
    this.#reception.waiting.add(this.#key, this);
  }

  shed(): void {
    if (this.#isGone) return;
    this.leave();
    this.#told.shed();
  }

  /** The connection is gone. Called any number of times. */
  leave(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    clearTimeout(this.#patience);
    this.#leaveLine();
    this.settled();
    this.#leaveAddress();
    this.#reception.size--;
    this.#told.left();
  }

  #passAddress(run: () => void): void {
    if (this.#gate) this.#stand(this.#gate.value, "", () => this.#passListener(run));
    else this.#passListener(run);
  }

  #passListener(run: () => void): void {
    if (this.#hasPassedListener) run();
    else {
      this.#stand(this.#reception.gate, this.#key, () => {
        this.#hasPassedListener = true;
        run();
      });
    }
  }

  #stand(gate: Gate, sender: string, run: () => void): void {
    let isIn = false;
    const leave = gate.enter(sender, () => {
      isIn = true;
      run();
    });
    if (!isIn) this.#leaveLine = leave;
  }

  #leaveAddress(): void {
    if (this.#gate) this.#all.gates.leave(this.#gate);
    this.#gate = undefined;
  }
}

/** Has the listener end a connection of its own that waits, if there is one. */
function shedFirst({ waiting }: Reception): boolean {
  const first = waiting.firstOfLargest();
  first?.shed();
  return first !== undefined;
}
