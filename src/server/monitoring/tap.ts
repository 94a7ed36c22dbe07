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
  /** As `Dialect.defers`. */
  readonly defers: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Whether anybody is told of the next piece. */
  isWanted(): boolean;
  /** Whether what an event says is for the connection's own user alone. */
  isConfided(event: Event): boolean;
  tell(piece: Piece): void;
}

/** What went over a connection in one piece; nothing is there of what nobody is told. */
export interface Piece {
  readonly at: number;
  /** For the connection's own user, and for others. */
  readonly frame: WireFrame | undefined;
  readonly discreet: WireFrame | undefined;
}

/** Something that waits to be written, by what it came about, and whether only the connection's own user may see it. */
interface Written {
  readonly text: string;
  readonly made: string;
  readonly isConfided: boolean;
}

/** What others see of what is not for them. */
const HIDDEN = "********\n";

const NOTHING = new Uint8Array(0);

/** By what something is written that no event is the reason for. */
const ANSWER = "answer";

/** Sees all that comes and goes over one connection, and tells it without the secrets. */
export class Tap implements Onlooker {
  readonly #parts: TapParts;
  readonly #in: Mask;
  readonly #out: Mask;
  readonly #discreet: Mask;
  #written: Written[] = [];
  /** What the bytes that are being read were made into; nothing if none are. */
  #asked: string[] | undefined;
  /** What went out while bytes are being read, which is told behind them. */
  #later: Piece[] = [];
  /** What is being told, and whether that is confided. */
  #event: { readonly made: string; readonly isConfided: boolean } | undefined;
  /** Something confided was looked up, and is being told now; or something that was told is written at some time from now on. */
  #isFound = false;
  #isDeferred = false;

  constructor(parts: TapParts) {
    this.#parts = parts;
    this.#in = new Mask(parts.secrets?.(), parts.isMidLine);
    this.#out = new Mask(parts.secrets?.(), false);
    this.#discreet = new Mask(parts.secrets?.(), false);
  }

  /** Bytes have come. @param run has the dialect read them */
  fed(bytes: Uint8Array, isMidLine: boolean, run: () => void): void {
    const isWanted = this.#parts.isWanted();
    // They are only valid now.
    const shown = isWanted ? this.#in.hide(bytes, isMidLine) : undefined;
    if (!isWanted) this.#in.skip(bytes, isMidLine);
    const asked: string[] = [];
    this.#asked = asked;
    try {
      run();
    } finally {
      this.#asked = undefined;
      this.#emit(shown && this.#frame("in", shown, asked));
      for (const piece of this.#later.splice(0)) this.#parts.tell(piece);
    }
  }

  asked(what: AskedFor): void {
    const made = describeAsked(what);
    if (this.#asked) this.#asked.push(made);
    // What had to wait for something is told when its turn has come.
    else this.#emit(this.#frame("in", NOTHING, [made]));
  }

  told(event: Event, run: () => void): void {
    const isConfided = this.#parts.isConfided(event);
    this.#event = { made: describeEvent(event), isConfided };
    if (isConfided && this.#parts.defers) this.#isDeferred = true;
    try {
      run();
    } finally {
      this.#event = undefined;
    }
  }

  found(what: readonly Event[] | "files"): void {
    if (what !== "files" && !what.some((event) => this.#parts.isConfided(event))) return;
    this.#isFound = true;
    // All that is made of it is written in this turn.
    setImmediate(() => {
      this.#isFound = false;
    });
  }

  /** The dialect writes something. */
  wrote(text: string): void {
    const { made, isConfided } = this.#event ?? { made: ANSWER, isConfided: this.#isFound };
    this.#written.push({ text, made, isConfided: isConfided || this.#isDeferred });
  }

  /** What was written has gone out. */
  sent(): void {
    const written = this.#written.splice(0);
    if (written.length === 0) return;
    if (!this.#parts.isMessages) {
      this.#outgoing(written);
      return;
    }
    for (const { text, made, isConfided } of written) {
      for (const line of text.split(/\r?\n/)) if (line !== "") this.#outgoing([{ text: line, made, isConfided }]);
    }
  }

  /** So many bytes of a file have gone out. */
  streamed(length: number): void {
    this.#emit({ at: this.#parts.now(), direction: "out", bytes: "", length, made: ["file"] });
  }

  #outgoing(written: readonly Written[]): void {
    if (!this.#parts.isWanted()) {
      this.#emit(undefined);
      return;
    }
    const made = written.map((one) => one.made);
    const frame = (mask: Mask, texts: readonly string[]): WireFrame =>
      this.#frame("out", mask.hide(Buffer.from(texts.join(""), "utf8"), false), made);
    const whole = frame(
      this.#out,
      written.map(({ text }) => text),
    );
    if (!written.some(({ isConfided }) => isConfided)) this.#emit(whole);
    else {
      const hidden = written.map(({ text, isConfided }) => (isConfided ? HIDDEN : text));
      this.#emit(whole, frame(this.#discreet, hidden));
    }
  }

  #frame(direction: "in" | "out", shown: Uint8Array, made: readonly string[]): WireFrame {
    const bytes = Buffer.from(shown.subarray(0, LIMITS.wireFrameBytes)).toString("base64");
    const told = counted(made).slice(0, LIMITS.wireMade);
    return {
      at: this.#parts.now(),
      direction,
      bytes,
      length: shown.length,
      ...(told.length > 0 && { made: told }),
    };
  }

  /** @param discreet what others see than the connection's own user, if that is something else */
  #emit(frame: WireFrame | undefined, discreet = frame): void {
    const piece = { at: this.#parts.now(), frame, discreet };
    if (this.#asked) this.#later.push(piece);
    else this.#parts.tell(piece);
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
