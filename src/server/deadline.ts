import type { Socket } from "node:net";
import { LIMITS } from "../core/limits.ts";

/** Ends a connection on which nothing is asked for too long. */
export class Deadline {
  readonly #socket: Socket;
  #timer: NodeJS.Timeout | undefined;
  /** Requests that are not answered yet: a client may send the next before it has read the answer to the last. */
  #open = 0;

  /** It runs from now on. */
  constructor(socket: Socket) {
    this.#socket = socket;
    this.#start();
    socket.once("close", () => this.stop());
  }

  /** A request has come. */
  begin(): void {
    this.#open++;
    this.stop();
  }

  /** One is answered. */
  end(): void {
    if (--this.#open === 0) this.#start();
  }

  /** There is no deadline any more. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #start(): void {
    this.#timer = setTimeout(() => this.#socket.destroy(), LIMITS.sniffMs).unref();
  }
}
