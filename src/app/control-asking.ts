import * as v from "valibot";
import { LIMITS } from "../core/limits.ts";
import type { DeskCommand } from "../wire/json/desk-schemas.ts";
import { LineSplitter } from "../wire/lines.ts";

/** Why something that was asked of a server by who runs it was not done: one sentence. */
export class ControlError extends Error {
  override readonly name: string = "ControlError";
  /** The code of the refusal; nothing if the server could not be asked. */
  readonly code: string | undefined;

  constructor(text: string, { code, cause }: { readonly code?: string; readonly cause?: unknown } = {}) {
    super(text, cause === undefined ? {} : { cause });
    this.code = code;
  }
}

/** What carries commands to who does them. */
export interface ControlWire {
  send(line: string): void;
  close(): Promise<void>;
}

/** What an answer has to have, whatever it carries. */
const ANSWER = v.variant("type", [
  v.looseObject({ type: v.literal("ok"), ref: v.string() }),
  v.looseObject({ type: v.literal("refused"), ref: v.string(), code: v.string(), text: v.string() }),
]);

interface Waiting {
  resolve(answer: unknown): void;
  reject(why: ControlError): void;
}

/** Asks a server, as the server itself, in JSON lines. */
export class Control {
  /** Whether a server runs that is asked; otherwise this is its data. */
  readonly isRunning: boolean;
  readonly #wire: ControlWire;
  readonly #waiting = new Map<string, Waiting>();
  readonly #lines: LineSplitter;
  #refs = 0;
  #lost: ControlError | undefined;

  /** @param connect begins the talk; what comes back is given to `feed`, and `lost` is called if it ends too early */
  constructor(
    connect: (ends: { feed(bytes: Uint8Array): void; lost(): void }) => ControlWire,
    isRunning: boolean = true,
  ) {
    this.isRunning = isRunning;
    this.#lines = new LineSplitter(
      LIMITS.serverLineBytes,
      (line) => this.#take(line),
      () => this.#fail(),
    );
    this.#wire = connect({ feed: (bytes) => this.#lines.feed(bytes), lost: () => this.#fail() });
  }

  /**
   * Has a command carried out.
   * @param schema what the answer has to carry
   * @throws ControlError (rejects) with a sentence if it is refused, or if the server went away
   */
  async ask<S extends v.GenericSchema>(command: DeskCommand, schema: S): Promise<v.InferOutput<S>> {
    const answer = await this.#ask(command);
    const parsed = v.safeParse(schema, answer);
    if (parsed.success) return parsed.output;
    throw new ControlError("The server's answer is not understood: it is of another version than this command.");
  }

  /** Asks no more. */
  close(): Promise<void> {
    return this.#wire.close();
  }

  #ask(command: DeskCommand): Promise<unknown> {
    if (this.#lost) return Promise.reject(this.#lost);
    const ref = String(++this.#refs);
    return new Promise((resolve, reject) => {
      this.#waiting.set(ref, { resolve, reject });
      this.#wire.send(`${JSON.stringify({ ...command, ref })}\n`);
    });
  }

  #take(line: string): void {
    const parsed = v.safeParse(ANSWER, parseJson(line));
    if (!parsed.success) {
      this.#fail();
      return;
    }
    const answer = parsed.output;
    const waiting = this.#waiting.get(answer.ref);
    this.#waiting.delete(answer.ref);
    if (answer.type === "ok") waiting?.resolve(answer);
    else waiting?.reject(new ControlError(answer.text, { code: answer.code }));
  }

  #fail(): void {
    this.#lost ??= new ControlError("The server went away before it had answered; whether it was done is not known.");
    for (const { reject } of this.#waiting.values()) reject(this.#lost);
    this.#waiting.clear();
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
