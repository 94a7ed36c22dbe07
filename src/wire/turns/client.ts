import type { ClientCodec, Shown } from "../client.ts";
import { showText } from "../incoming.ts";
import { CLIENT_GOODBYE, SERVER_GOODBYE } from "./turns.ts";

/** What programs of this dialect differ in. */
export interface TurnsClientOptions {
  /** The text that ends the talk. */
  readonly goodbye?: string;
}

/** Listens first, answers once, and listens again. Whatever comes in one read is a turn of the server. */
export class TurnsClient implements ClientCodec {
  readonly mayLeaveEarly = true;
  readonly #goodbye: string;
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder("utf-8");
  #isReady = false;
  #isLeaving = false;

  constructor(options: TurnsClientOptions = {}) {
    this.#goodbye = options.goodbye ?? CLIENT_GOODBYE;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  encode(line: string): readonly Uint8Array[] {
    if (line === "") return [];
    if (line === this.#goodbye) return this.goodbye();
    this.#isReady = false;
    return [this.#encoder.encode(line)];
  }

  goodbye(): readonly Uint8Array[] {
    this.#isLeaving = true;
    // It is not answered.
    this.#isReady = true;
    return [this.#encoder.encode(this.#goodbye)];
  }

  feed(bytes: Uint8Array): readonly Shown[] {
    this.#isReady = true;
    const text = this.#decoder.decode(bytes, { stream: true });
    // The server may be the one that ends the talk.
    if (text.trimEnd().endsWith(SERVER_GOODBYE)) this.#isLeaving = true;
    return showText(text);
  }

  pause(): readonly Shown[] {
    return [];
  }

  end(): readonly Shown[] {
    return [];
  }
}
