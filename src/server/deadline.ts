import type { Socket } from "node:net";
import { LIMITS } from "../core/limits.ts";
import type { Place } from "./admissions.ts";

/** Ends a connection on which nothing is asked for too long; meanwhile its place may go to another. */
export class Deadline {
  readonly #socket: Socket;
  readonly #place: Pick<Place, "settled" | "waits">;
  #timer: NodeJS.Timeout | undefined;
  /** Requests that are not answered yet: a client may send the next before it has read the answer to the last. */
  #open = 0;

  /** It runs from now on. */
  constructor(socket: Socket, place: Pick<Place, "settled" | "waits">) {
    this.#socket = socket;
    this.#place = place;
    this.#start();
    socket.once("close", () => this.stop());
  }

  /** A request has come. */
  begin(): void {
    this.#open++;
    this.#place.settled();
    this.stop();
  }

  /** One is answered. */
  end(): void {
    if (--this.#open > 0) return;
    this.#place.waits();
    this.#start();
  }

  /** There is no deadline any more. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #start(): void {
    this.#timer = setTimeout(() => this.#socket.destroy(), LIMITS.sniffMs).unref();
  }
}
