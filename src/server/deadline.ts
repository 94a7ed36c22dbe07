import type { Socket } from "node:net";
import { LIMITS } from "../core/limits.ts";
import type { Place } from "./admissions.ts";

/** A request whose head has come. Both may be called any number of times. */
export interface Asked {
  /** All of it is there, or it may take as long as it takes. */
  whole(): void;
  /** It is answered, or nobody waits for that any more. */
  end(): void;
}

/**
 * Ends a connection on which nothing is asked for too long, or on which a request takes too long to arrive. Its place is
 * its own only while a request that is whole is not answered; else it may go to another.
 */
export class Deadline {
  readonly #socket: Socket;
  readonly #place: Pick<Place, "settled" | "waits">;
  #timer: NodeJS.Timeout | undefined;
  /** Whole requests without an answer: a client may send the next before it has read the answer to the last. */
  #open = 0;
  #isOver = false;

  /** It runs from now on. */
  constructor(socket: Socket, place: Pick<Place, "settled" | "waits">) {
    this.#socket = socket;
    this.#place = place;
    this.#wait(LIMITS.sniffMs);
    socket.once("close", () => this.stop());
  }

  /** The head of a request has come. */
  begin(): Asked {
    let state: "coming" | "whole" | "over" = "coming";
    this.#wait(LIMITS.requestMs);
    return {
      whole: () => {
        if (this.#isOver || state !== "coming") return;
        state = "whole";
        this.#open++;
        this.#place.settled();
        clearTimeout(this.#timer);
      },
      end: () => {
        if (state === "over") return;
        if (state === "whole") this.#open--;
        state = "over";
        this.#wait(LIMITS.sniffMs);
      },
    };
  }

  /** There is no deadline any more, whatever comes. */
  stop(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  #wait(ms: number): void {
    if (this.#isOver || this.#open > 0) return;
    this.#place.waits();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#socket.destroy(), ms).unref();
  }
}
