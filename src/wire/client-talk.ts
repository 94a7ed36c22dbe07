import { LIMITS } from "../core/limits.ts";
import type { ClientCodec, Shown } from "./client.ts";

/** What a client's talk needs: a connection, a screen and a clock. */
export interface ClientPorts {
  /** Sends one piece, in a write of its own and without delay. */
  send(piece: Uint8Array): void;
  show(shown: Shown): void;
  /** The next line is wanted: a prompt may be shown, and input that was held back may go on. Called once for each line. */
  ready(): void;
  /** Everything is said: ends the connection once all that was sent is out. */
  close(): void;
  /** Calls `run` in `ms` milliseconds unless the returned function is called first. */
  timer(ms: number, run: () => void): () => void;
}

/**
 * A client's conversation in a classroom dialect, the same for typed and for piped input. A line that comes before its
 * time waits; at the end of the input the goodbye is said once all lines are sent and answered. Who reads a pipe should
 * not read on between a line and the next `ready`: what waits here is not bounded otherwise.
 */
export class ClientTalk {
  readonly #codec: ClientCodec;
  readonly #ports: ClientPorts;
  readonly #waiting: string[] = [];
  #isAtEnd = false;
  #isOver = false;
  /** Whether `ready` has been called since the last line came. */
  #hasAsked = false;
  #stopPause: () => void = () => {};
  #stopGoodbye: () => void = () => {};

  constructor(codec: ClientCodec, ports: ClientPorts) {
    this.#codec = codec;
    this.#ports = ports;
  }

  /** Whether a goodbye was said and nothing is left unsaid: then it is no fault that the connection ends. */
  get isDone(): boolean {
    return this.#codec.isLeaving && this.#waiting.length === 0;
  }

  /** The connection is there. */
  start(): void {
    this.#goOn();
  }

  /** Takes a line of the input, without its end. */
  line(text: string): void {
    if (this.#isOver || this.#isAtEnd) return;
    this.#waiting.push(text);
    this.#hasAsked = false;
    this.#goOn();
  }

  /** The input is at its end. */
  endOfInput(): void {
    if (this.#isOver || this.#isAtEnd) return;
    this.#isAtEnd = true;
    this.#goOn();
  }

  /** Takes bytes of the server. */
  feed(bytes: Uint8Array): void {
    if (this.#isOver) return;
    this.#stopPause();
    this.#show(this.#codec.feed(bytes));
    this.#stopPause = this.#ports.timer(LIMITS.heldLineMs, () => {
      this.#show(this.#codec.pause());
      this.#goOn();
    });
    this.#goOn();
  }

  /** The server has hung up, or the connection is lost. */
  closed(): void {
    if (this.#isOver) return;
    this.#finish();
    this.#show(this.#codec.end());
  }

  /** Does whatever its time has come for. */
  #goOn(): void {
    if (this.#isOver) return;
    for (let line = this.#next(); line !== undefined; line = this.#next()) this.#send(this.#codec.encode(line));
    if (this.#waiting.length > 0 && !this.#codec.isLeaving) return;
    if (this.#codec.isLeaving) this.#awaitEnd();
    else if (this.#isAtEnd) this.#sayGoodbye();
    else if (this.#codec.isReady && !this.#hasAsked) {
      this.#hasAsked = true;
      this.#ports.ready();
    }
  }

  #next(): string | undefined {
    return this.#codec.isReady && !this.#codec.isLeaving ? this.#waiting.shift() : undefined;
  }

  #sayGoodbye(): void {
    const say = (): void => {
      this.#send(this.#codec.goodbye());
      this.#awaitEnd();
    };
    this.#stopGoodbye();
    if (this.#codec.isReady) say();
    else if (this.#codec.mayLeaveEarly) this.#stopGoodbye = this.#ports.timer(LIMITS.goodbyeMs, say);
  }

  /** A goodbye has been said: the end comes with its answer, or after a while without. */
  #awaitEnd(): void {
    this.#stopGoodbye();
    const close = (): void => {
      this.#finish();
      this.#ports.close();
    };
    if (this.#codec.isReady) close();
    else this.#stopGoodbye = this.#ports.timer(LIMITS.goodbyeMs, close);
  }

  #finish(): void {
    this.#isOver = true;
    this.#stopPause();
    this.#stopGoodbye();
  }

  #send(pieces: readonly Uint8Array[]): void {
    for (const piece of pieces) if (piece.length > 0) this.#ports.send(piece);
  }

  #show(all: readonly Shown[]): void {
    for (const shown of all) this.#ports.show(shown);
  }
}
