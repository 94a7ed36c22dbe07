import { inBatch, unitsOf, withTag } from "./batch.ts";

/** Everything that one connection writes goes through here, so that a labelled answer can be kept whole. */
export class Output {
  readonly #write: (text: string) => void;
  /** The label's answer whose only line so far waits, since it is not known yet whether it stays the only one. */
  #waiting: Reply | undefined;
  #batches = 0;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** Writes whole lines, behind whatever waits. */
  write(text: string): void {
    const waiting = this.#waiting;
    if (waiting) {
      this.#waiting = undefined;
      waiting.openBatch();
    }
    this.#write(text);
  }

  /** Notes that a reply keeps a line back. */
  wait(reply: Reply): void {
    if (this.#waiting && this.#waiting !== reply) this.#waiting.openBatch();
    this.#waiting = reply;
  }

  /** The reply gives up its line itself. */
  resume(reply: Reply): void {
    if (this.#waiting === reply) this.#waiting = undefined;
  }

  /** A name for a batch, new on this connection. */
  nextBatch(): string {
    return `b${++this.#batches}`;
  }
}

/**
 * The answer to one command (IRCv3 labeled-response). Without a label its lines go straight out. With one, no line
 * becomes an ACK, one line is tagged, and several become a batch; an answer that is one batch already has the label on
 * that. It is over when nobody holds it any more.
 */
export class Reply {
  readonly #output: Output;
  readonly #server: string;
  /** Escaped already. */
  readonly #label: string | undefined;
  #holders = 1;
  /** The first line, or batch, while it is kept back. */
  #first: string | undefined;
  #batch: string | undefined;

  /** @param label the label's value as it stands in a line, or nothing */
  constructor(output: Output, server: string, label: string | undefined) {
    this.#output = output;
    this.#server = server;
    this.#label = label;
  }

  /** Adds whole lines to the answer, and whole batches if there are any among them. */
  send(text: string): void {
    if (this.#label === undefined) {
      this.#output.write(text);
      return;
    }
    for (const unit of unitsOf(text)) this.#add(unit);
  }

  /** Adds whole lines to the answer as a batch of this type. */
  sendBatch(type: string, text: string): void {
    const name = this.#output.nextBatch();
    const inner = unitsOf(text).map((unit) => inBatch(unit, name));
    this.send(`:${this.#server} BATCH +${name} ${type}\r\n${inner.join("")}:${this.#server} BATCH -${name}\r\n`);
  }

  /** Something that belongs to the answer comes later; `release` follows exactly once. */
  hold(): void {
    this.#holders++;
  }

  /** What was held for, or the command itself, is done. */
  release(): void {
    if (--this.#holders > 0 || this.#label === undefined) return;
    this.#output.resume(this);
    if (this.#batch !== undefined) this.#output.write(`:${this.#server} BATCH -${this.#batch}\r\n`);
    else if (this.#first !== undefined) this.#output.write(withTag(this.#first, `label=${this.#label}`));
    else this.#output.write(`@label=${this.#label} :${this.#server} ACK\r\n`);
  }

  /** Sends what was kept back as the first of a batch. */
  openBatch(): void {
    const first = this.#first;
    if (first === undefined || this.#batch !== undefined) return;
    this.#output.resume(this);
    this.#batch = this.#output.nextBatch();
    this.#output.write(`@label=${this.#label} :${this.#server} BATCH +${this.#batch} labeled-response\r\n`);
    this.#output.write(inBatch(first, this.#batch));
  }

  #add(unit: string): void {
    if (this.#first === undefined) {
      this.#first = unit;
      this.#output.wait(this);
      return;
    }
    this.openBatch();
    if (this.#batch !== undefined) this.#output.write(inBatch(unit, this.#batch));
  }
}
