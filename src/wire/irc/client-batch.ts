import { LIMITS } from "../../core/limits.ts";
import type { Call } from "./call.ts";
import type { Client } from "./client.ts";
import type { Message } from "./message.ts";
import { type Fault, invalid, isFault, MULTILINE, type Multiline, MultilineReader } from "./multiline.ts";

/** What a batch may be called (IRCv3 batch). */
const NAME = /^[A-Za-z0-9-]{1,64}$/;

const NOT_OPEN = "No batch of that name is open";

/** What to do with a message that came as a batch. The call is the one that began the batch: the answer is to that. */
export type Say = (call: Call, target: string, message: Multiline) => void;

/** A batch of which the end has not come. */
interface OpenBatch {
  readonly name: string;
  readonly target: string;
  readonly reader: MultilineReader;
  /** What began it, and is answered when all is there. */
  readonly call: Call;
  /** Nothing more comes of it. */
  readonly close: () => void;
}

/**
 * The batches that a client sends (IRCv3 client-batch), one at a time. What is wrong is said once; what still comes of
 * that batch is then left out without a word.
 */
export class ClientBatches {
  readonly #client: Client;
  #open: OpenBatch | undefined;
  /** Something was wrong with a batch, and its end has not come. */
  #isSkipping = false;

  constructor(client: Client) {
    this.#client = client;
  }

  /** `BATCH +name type target`. A batch that is still open fails by that. */
  begin(call: Call, name: string, type: string, target: string): void {
    this.spoil("Another batch was begun in it");
    this.#isSkipping = false;
    if (!NAME.test(name)) {
      this.#fail(call, ["INVALID_REFTAG", [name], "A batch is called by letters, digits and hyphens"]);
    } else if (type !== MULTILINE || !this.#client.has(MULTILINE)) {
      this.#fail(call, ["UNKNOWN_TYPE", [name, type], "There is no such type of batch"]);
    } else if (target === "") {
      this.#fail(call, invalid("The batch is for nobody"));
    } else {
      const release = call.later();
      const stop = this.#client.line.timer(LIMITS.ircBatchMs, () => this.#expire());
      const close = (): void => {
        stop();
        this.#open = undefined;
        release();
      };
      this.#open = { name, target, reader: new MultilineReader(target), call, close };
    }
  }

  /** `BATCH -name`: the batch is said if all is well with it. */
  end(call: Call, name: string, say: Say): void {
    const open = this.#open;
    if (this.#isSkipping) this.#isSkipping = false;
    else if (open?.name !== name) this.#fail(open?.call ?? call, invalid(NOT_OPEN));
    else {
      const result = open.reader.finish();
      if (isFault(result)) fail(open.call, result);
      else say(open.call, open.target, result);
      open.close();
    }
  }

  /** Takes a line that says which batch it is in. */
  take(call: Call, message: Message): void {
    const open = this.#open;
    if (this.#isSkipping) return;
    // Who mixes up names is not to be trusted with the batch that is open either.
    const fault = open?.name === message.tags["batch"] ? open?.reader.add(message) : invalid(NOT_OPEN);
    if (fault) this.#fail(open?.call ?? call, fault);
  }

  /** Gives up the batch that is open, if one is: what came does not fit in it. */
  spoil(why: string): void {
    if (this.#open) this.#fail(this.#open.call, invalid(why));
  }

  #expire(): void {
    if (this.#open) this.#fail(this.#open.call, ["TIMEOUT", [this.#open.name], "The end of the batch did not come"]);
  }

  #fail(call: Call, fault: Fault): void {
    fail(call, fault);
    this.#open?.close();
    this.#isSkipping = true;
  }
}

function fail(call: Call, [code, context, text]: Fault): void {
  call.inTurn(() => call.fail(code, context, text, "BATCH"));
}
