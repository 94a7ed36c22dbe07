import type { Socket } from "node:net";
import type { Address } from "../core/commands.ts";
import { Admissions, FULL, type Place, type Reception, SHED } from "./admissions.ts";
import type { Channel, Connection } from "./connection.ts";
import { TurnedAway } from "./turned-away.ts";

/** Somebody who has come over a socket. */
export interface Visit {
  readonly place: Place;
  /** Who connected, or whom their proxy did. */
  readonly peer: Address;
  /** The name of the listener. */
  readonly listener: string;
  /** Its URL. */
  readonly via: string;
  /** Whether others see their address only in disguise. */
  readonly cloak: boolean;
  /** As `Line.certificate`, once that is known. */
  readonly certificate?: string | undefined;
}

/** What the console is told of them. */
interface VisitsConsole {
  turnedAway(peer: Address, why: string): void;
  disconnected(peer: Address, active: number): void;
}

/** Why somebody is turned away whose address is banned. */
const BANNED = "its address is banned";

/** All who have come, over whatever, as far as there are places for them. */
export class Visits {
  readonly #console: VisitsConsole;
  readonly #admissions: Admissions;
  readonly #turnedAway: TurnedAway;
  readonly #visits = new Map<Socket, Visit>();
  readonly #isBanned: (address: string) => boolean;

  /**
   * @param rateLimits whether there are limits on rates, and on what one address may have
   * @param clock milliseconds that never go back
   * @param isBanned whether nobody may come from an address
   */
  constructor(
    console: VisitsConsole,
    rateLimits: boolean,
    clock: () => number,
    isBanned: (address: string) => boolean = () => false,
  ) {
    this.#console = console;
    this.#isBanned = isBanned;
    this.#admissions = new Admissions(rateLimits, clock);
    this.#turnedAway = new TurnedAway((peer, why) => console.turnedAway(peer, why), clock);
  }

  /** How many were turned away. */
  get refused(): number {
    return this.#turnedAway.total;
  }

  /** How many sockets there are. */
  get size(): number {
    return this.#visits.size;
  }

  /** All sockets over which somebody has come. */
  sockets(): Socket[] {
    return [...this.#visits.keys()];
  }

  /** Begins with a listener. @param most connections that it takes, if that is fewer than the server does */
  listen(most: number | undefined): Reception {
    return this.#admissions.listener(most);
  }

  /**
   * Somebody comes, who stays until the socket is closed.
   * @param isProxy whether they have yet to say for whom they speak
   * @returns nothing if there is no place for them; then the socket is destroyed
   */
  take(
    socket: Socket,
    peer: Address,
    reception: Reception,
    isProxy: boolean,
    { cloak, via }: Pick<Visit, "cloak" | "via">,
  ): Visit | undefined {
    // A proxy itself may come from anywhere; whom it brings may not.
    if (!isProxy && this.#isBanned(peer.host)) {
      this.#turnedAway.count(peer, BANNED);
      socket.destroy();
      return undefined;
    }
    const place = this.#admissions.take(isProxy ? undefined : peer.host, reception, () => {
      this.#turnedAway.count(peer, SHED);
      socket.destroy();
    });
    if ("full" in place) {
      this.#turnedAway.count(peer, place.full);
      socket.destroy();
      return undefined;
    }
    const visit: Visit = { place, peer, listener: reception.name, via, cloak };
    this.#visits.set(socket, visit);
    socket.once("close", () => {
      const last = this.#visits.get(socket) ?? visit;
      place.leave();
      this.#visits.delete(socket);
      this.#console.disconnected(last.peer, this.#visits.size);
    });
    return visit;
  }

  /** A proxy has said whom it connects. @returns why that one may not come, if it may not */
  standsFor(socket: Socket, peer: Address): string | undefined {
    if (this.#isBanned(peer.host)) return BANNED;
    const visit = this.#visits.get(socket);
    if (!visit?.place.comesFrom(peer.host)) return FULL.address;
    this.#visits.set(socket, { ...visit, peer });
    return undefined;
  }

  /** Calls `run` when a socket may be read, by the rates of new connections; never if it is closed before. */
  begin(socket: Socket, run: () => void): void {
    this.#visits.get(socket)?.place.begin(run);
  }

  /** Sockets on which nobody talks, and for whom each counts; not those of proxies that have said nothing of that. */
  *addresses(isTalking: (socket: Socket) => boolean): Iterable<readonly [Socket, string]> {
    for (const [socket, { peer, place }] of [...this.#visits]) {
      if (place.key !== "" && !isTalking(socket)) yield [socket, peer.host];
    }
  }

  /** Whether a WebSocket may be opened for an address, which a proxy may have named. */
  mayOpen({ place }: Visit, address: string): boolean {
    return !this.#isBanned(address) && place.comesFrom(address);
  }

  /** Ends a WebSocket that a proxy brought from an address that has too many connections, or is banned. */
  endOneTooMany(channel: Channel, peer: Address): Pick<Connection, "feed" | "closed"> {
    this.#turnedAway.count(peer, this.#isBanned(peer.host) ? BANNED : FULL.address);
    channel.destroy();
    return { feed: () => undefined, closed: () => undefined };
  }
}
