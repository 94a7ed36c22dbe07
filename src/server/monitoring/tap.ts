import type { Event } from "../../core/events.ts";
import { LIMITS } from "../../core/limits.ts";
import type { AskedFor, Onlooker } from "../../core/onlooker.ts";
import type { Dialect } from "../../wire/conversation.ts";
import type { WireFrame } from "../../wire/json/status-facts.ts";
import { Mask } from "../../wire/masks/mask.ts";
import { describeAsked, describeEvent } from "./made.ts";

/** What a tap needs of its connection. */
export interface TapParts {
  readonly secrets: Dialect["secrets"];
  /** Whether what is written goes out as messages, a line each. */
  readonly isMessages: boolean;
  /** Whether a line has begun whose beginning the tap has not seen. */
  readonly isMidLine: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  tell(frame: WireFrame): void;
}

/** Something that waits to be written, and by what it came about. */
interface Written {
  readonly text: string;
  readonly made: string;
}

const NOTHING = new Uint8Array(0);

/** By what something is written that no event is the reason for. */
const ANSWER = "answer";

/** Sees all that comes and goes over one connection, and tells it without the secrets. */
export class Tap implements Onlooker {
  readonly #parts: TapParts;
  readonly #in: Mask;
  readonly #out: Mask;
  #written: Written[] = [];
  /** What the bytes that are being read were made into; nothing if none are. */
  #asked: string[] | undefined;
  /** What went out while bytes are being read, which is told behind them. */
  #later: WireFrame[] = [];
  #event: string | undefined;

  constructor(parts: TapParts) {
    this.#parts = parts;
    this.#in = new Mask(parts.secrets?.(), parts.isMidLine);
    this.#out = new Mask(parts.secrets?.(), false);
  }

  /** Bytes have come. @param run has the dialect read them */
  fed(bytes: Uint8Array, isMidLine: boolean, run: () => void): void {
    // They are only valid now.
    const shown = this.#in.hide(bytes, isMidLine);
    const asked: string[] = [];
    this.#asked = asked;
    try {
      run();
    } finally {
      this.#asked = undefined;
      this.#tell("in", shown, asked);
      for (const frame of this.#later.splice(0)) this.#parts.tell(frame);
    }
  }

  asked(what: AskedFor): void {
    const made = describeAsked(what);
    if (this.#asked) this.#asked.push(made);
    // What had to wait for something is told when its turn has come.
    else this.#tell("in", NOTHING, [made]);
  }

  told(event: Event, run: () => void): void {
    this.#event = describeEvent(event);
    try {
      run();
    } finally {
      this.#event = undefined;
    }
  }

  /** The dialect writes something. */
  wrote(text: string): void {
    this.#written.push({ text, made: this.#event ?? ANSWER });
  }

  /** What was written has gone out. */
  sent(): void {
    const written = this.#written.splice(0);
    if (written.length === 0) return;
    if (!this.#parts.isMessages) {
      this.#outgoing(
        written.map(({ text }) => text).join(""),
        written.map(({ made }) => made),
      );
      return;
    }
    for (const { text, made } of written) {
      for (const line of text.split(/\r?\n/)) if (line !== "") this.#outgoing(line, [made]);
    }
  }

  /** So many bytes of a file have gone out. */
  streamed(length: number): void {
    this.#emit({ at: this.#parts.now(), direction: "out", bytes: "", length, made: ["file"] });
  }

  #outgoing(text: string, made: readonly string[]): void {
    this.#tell("out", this.#out.hide(Buffer.from(text, "utf8"), false), made);
  }

  #tell(direction: "in" | "out", shown: Uint8Array, made: readonly string[]): void {
    const bytes = Buffer.from(shown.subarray(0, LIMITS.wireFrameBytes)).toString("base64");
    const told = counted(made).slice(0, LIMITS.wireMade);
    this.#emit({
      at: this.#parts.now(),
      direction,
      bytes,
      length: shown.length,
      ...(told.length > 0 && { made: told }),
    });
  }

  #emit(frame: WireFrame): void {
    if (this.#asked) this.#later.push(frame);
    else this.#parts.tell(frame);
  }
}

/** The same, with how often if something comes several times in a row. */
function counted(made: readonly string[]): string[] {
  const told: { text: string; count: number }[] = [];
  for (const text of made) {
    const last = told.at(-1);
    if (last?.text === text) last.count++;
    else told.push({ text, count: 1 });
  }
  return told.map(({ text, count }) => (count === 1 ? text : `${count} × ${text}`));
}
