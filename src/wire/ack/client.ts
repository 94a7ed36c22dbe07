import { LIMITS } from "../../core/limits.ts";
import type { ClientCodec, Shown } from "../client.ts";
import { showText } from "../incoming.ts";
import { ACK } from "./ack.ts";
import { FileReceiver } from "./file-receiver.ts";

/** What programs of this dialect differ in. */
export interface AckClientOptions {
  /** What stands directly behind a text that is acknowledged. */
  readonly ack?: string;
  /** The text that ends the talk. */
  readonly goodbye?: string;
}

/** What the next bytes are: the client's name, an answer that is known beforehand, any other, a file, or the end. */
type Awaited =
  | { readonly type: "name" }
  | { readonly type: "echo"; readonly text: string }
  | { readonly type: "any" }
  | { readonly type: "file"; readonly receiver: FileReceiver }
  | { readonly type: "end" };

/** Sends each line as it is and waits for its answer; learns first what the server calls this client. */
export class AckClient implements ClientCodec {
  readonly mayLeaveEarly = false;
  readonly #ack: string;
  readonly #goodbye: string;
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder("utf-8");
  #awaited: Awaited | undefined = { type: "name" };
  /** The beginning of what is awaited. */
  #held = "";

  constructor(options: AckClientOptions = {}) {
    this.#ack = options.ack ?? ACK;
    this.#goodbye = options.goodbye ?? "exit";
  }

  get isReady(): boolean {
    return this.#awaited === undefined;
  }

  get isLeaving(): boolean {
    return this.#awaited?.type === "end";
  }

  encode(line: string): readonly Uint8Array[] {
    if (line === "") return [];
    this.#awaited = this.#answerTo(line);
    return [this.#encoder.encode(line)];
  }

  goodbye(): readonly Uint8Array[] {
    return this.encode(this.#goodbye);
  }

  feed(bytes: Uint8Array): readonly Shown[] {
    if (this.#awaited?.type === "file") return this.#feedFile(this.#awaited.receiver, bytes);
    const text = this.#decoder.decode(bytes, { stream: true });
    this.#held += text;
    switch (this.#awaited?.type) {
      case "name":
        return this.#lookForName();
      case "echo":
        return isBeginning(this.#held, this.#awaited.text) ? [] : this.#answered();
      case "any":
        // Nothing says where such an answer ends, but all that are known are whole lines.
        return text.endsWith("\n") || this.#held.length > LIMITS.receivedLineBytes ? this.#answered() : [];
      default:
        return this.#taken();
    }
  }

  pause(): readonly Shown[] {
    return this.#awaited?.type === "any" && this.#held !== "" ? this.#answered() : [];
  }

  end(): readonly Shown[] {
    if (this.#awaited?.type === "file") return this.#awaited.receiver.end();
    return this.#taken();
  }

  #taken(): readonly Shown[] {
    const text = this.#held;
    this.#held = "";
    return showText(text);
  }

  #answerTo(line: string): Awaited {
    if (line === this.#goodbye) return { type: "end" };
    const [, name] = /^get +(\S.*)$/.exec(line) ?? [];
    if (name !== undefined) return { type: "file", receiver: new FileReceiver(name) };
    if (/^(status|status all|list|get *)$/.test(line)) return { type: "any" };
    return { type: "echo", text: line + this.#ack };
  }

  #answered(): readonly Shown[] {
    this.#awaited = undefined;
    return this.#taken();
  }

  #lookForName(): readonly Shown[] {
    if (isBeginning(this.#held, "Client") || /^Client\d?$/.test(this.#held)) return [];
    const [name] = /^Client\d+/.exec(this.#held) ?? [];
    if (name === undefined) return this.#answered();
    this.#held = this.#held.slice(name.length);
    return [...showText(`Connected as ${name}`), ...this.#answered()];
  }

  #feedFile(receiver: FileReceiver, bytes: Uint8Array): readonly Shown[] {
    const { shown, rest } = receiver.feed(bytes);
    if (!rest) return shown;
    this.#awaited = undefined;
    return rest.length > 0 ? [...shown, ...this.feed(rest)] : shown;
  }
}

/** Whether `text` is the beginning of `whole` and something is missing. */
function isBeginning(text: string, whole: string): boolean {
  return text.length < whole.length && whole.startsWith(text);
}
