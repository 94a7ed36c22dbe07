import type { ClientCodec, Shown } from "../client.ts";
import { showText } from "../incoming.ts";
import { frame } from "./frames.ts";

/** What programs of this dialect differ in. */
export interface FramedClientOptions {
  /** The message that ends the talk. */
  readonly goodbye?: string;
  /** The text that acknowledges a message; without it, any read is taken for one, as the programs' own clients do. */
  readonly ack?: string;
}

/** Sends each line with its header, and waits for the acknowledgement. */
export class FramedClient implements ClientCodec {
  readonly mayLeaveEarly = false;
  readonly #goodbye: string;
  readonly #ack: string;
  readonly #decoder = new TextDecoder("utf-8");
  #isReady = true;
  #isLeaving = false;
  /** The beginning of an acknowledgement. */
  #held = "";

  constructor(options: FramedClientOptions = {}) {
    this.#goodbye = options.goodbye ?? "!DISCONNECT";
    this.#ack = options.ack ?? "";
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  encode(line: string): readonly Uint8Array[] {
    if (line === "") return [];
    this.#isReady = false;
    if (line === this.#goodbye) this.#isLeaving = true;
    return frame(line);
  }

  goodbye(): readonly Uint8Array[] {
    return this.encode(this.#goodbye);
  }

  feed(bytes: Uint8Array): readonly Shown[] {
    this.#held += this.#decoder.decode(bytes, { stream: true });
    const isBegun = this.#held.length < this.#ack.length && this.#ack.startsWith(this.#held);
    if (this.#held === "" || isBegun) return [];
    this.#isReady = true;
    return this.end();
  }

  pause(): readonly Shown[] {
    return [];
  }

  end(): readonly Shown[] {
    const text = this.#held;
    this.#held = "";
    return showText(text);
  }
}
