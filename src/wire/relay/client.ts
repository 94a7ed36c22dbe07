import { LIMITS } from "../../core/limits.ts";
import type { ClientCodec, Shown } from "../client.ts";
import { showText } from "../incoming.ts";
import { LineSplitter } from "../lines.ts";

/** Sends lines and shows lines, each whenever it comes. There is no goodbye but hanging up. */
export class RelayClient implements ClientCodec {
  readonly isReady = true;
  readonly mayLeaveEarly = true;
  readonly #encoder = new TextEncoder();
  readonly #lines: LineSplitter;
  #shown: Shown[] = [];
  #isLeaving = false;

  constructor() {
    this.#lines = new LineSplitter(
      LIMITS.receivedLineBytes,
      (line) => this.#shown.push(...showText(line)),
      (problem) =>
        this.#shown.push(...showText(`(a line that is ${problem === "too-long" ? "too long" : "not UTF-8"})`)),
    );
  }

  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  encode(line: string): readonly Uint8Array[] {
    return line === "" ? [] : [this.#encoder.encode(`${line}\n`)];
  }

  goodbye(): readonly Uint8Array[] {
    this.#isLeaving = true;
    return [];
  }

  feed(bytes: Uint8Array): readonly Shown[] {
    this.#lines.feed(bytes);
    return this.#taken();
  }

  pause(): readonly Shown[] {
    this.#lines.flush();
    return this.#taken();
  }

  end(): readonly Shown[] {
    return this.pause();
  }

  #taken(): readonly Shown[] {
    const shown = this.#shown;
    this.#shown = [];
    return shown;
  }
}
