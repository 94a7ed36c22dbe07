import type { BatchId, Stream, StreamBatch, StreamMessage, StreamReader } from "../ports.ts";
import { isSame } from "../position.ts";
import type { Setting } from "./setting.fixture.ts";
import type { Turns } from "./timeline.fixture.ts";

/** By what the stream's clock is ahead, so that it can go back. */
const CLOCK_SLACK = 20_000;

/** The stream that all nodes share. It loses nothing that it took; what is on the way to it or from it is another matter. */
export class SimulatedStream {
  /** By their places, from 1 on; what is no batch is only its place. */
  readonly messages: (StreamMessage | number)[] = [];
  /** Whether it takes anything. */
  isTaking = true;
  /** Batches that are on their way to it. */
  arriving = 0;
  readonly #setting: Setting;
  readonly #links = new Set<StreamLink>();
  /** Of how many batches it remembers that it has them. */
  readonly #memory: number;
  readonly #remembered: string[] = [];
  #clockAhead = CLOCK_SLACK;

  constructor(setting: Setting) {
    this.#setting = setting;
    this.#memory = setting.chance.pick([0, 1, 3, 20]);
  }

  /** The last place. */
  get end(): number {
    return this.messages.length;
  }

  /** The way of a node to it. */
  link(turns: Turns): StreamLink {
    const link = new StreamLink(this, turns, this.#setting);
    this.#links.add(link);
    return link;
  }

  unlink(link: StreamLink): void {
    this.#links.delete(link);
  }

  /** A batch arrives. @returns whether it is there now */
  take(batch: StreamBatch): boolean {
    if (!this.isTaking) return false;
    const key = `${batch.node} ${batch.number}`;
    if (this.#remembered.includes(key)) return true;
    this.#remembered.push(key);
    if (this.#remembered.length > this.#memory) this.#remembered.shift();
    this.put(batch);
    return true;
  }

  /** Puts something at the end, whatever it is; nothing for what is no batch. */
  put(batch: StreamBatch | undefined): void {
    const place = this.end + 1;
    const at = this.#setting.timeline.now + this.#clockAhead;
    this.messages.push(batch ? { ...batch, place, at } : place);
    this.#setting.figures.places++;
    this.#setting.trace(() => `stream ${place} at ${at}: ${batch ? textOf(batch) : "no batch"}`);
    for (const link of this.#links) link.pump();
  }

  /** @throws Error if a reader has another batch from a place than the one that is there */
  check(place: number, batch: BatchId | undefined): void {
    const message = this.messages[place - 1];
    if (!batch || isSame(typeof message === "object" ? message : undefined, batch)) return;
    throw new Error(`${batch.node} ${batch.number} was read in place ${place}, and is not there`);
  }

  /** Its clock goes elsewhere, as that of another leader would. */
  jump(): void {
    this.#clockAhead = this.#setting.chance.below(2 * CLOCK_SLACK);
  }
}

/** Where a reader is. */
interface Following {
  readonly reader: StreamReader;
  next: number;
  isFull: boolean;
}

/** The stream as one run of a node has it. */
export class StreamLink implements Stream {
  /** Whether anything comes through. */
  isLinked = true;
  readonly #stream: SimulatedStream;
  readonly #turns: Turns;
  readonly #setting: Setting;
  #following: Following | undefined;
  #isPumping = false;

  constructor(stream: SimulatedStream, turns: Turns, setting: Setting) {
    this.#stream = stream;
    this.#turns = turns;
    this.#setting = setting;
  }

  publish(batch: StreamBatch, done: (isThere: boolean) => void): void {
    const { chance } = this.#setting;
    let isAnswered = false;
    const answer = (isThere: boolean): void => {
      if (isAnswered) return;
      isAnswered = true;
      this.#setting.trace(() => `${batch.node} is told of ${batch.number}: ${isThere}`);
      done(isThere);
    };
    this.#turns.after(300 + chance.below(1_500), () => answer(false));
    if (this.#setting.fails("twicePublish")) this.#send(batch, () => {});
    this.#send(batch, answer);
  }

  follow(after: number, reader: StreamReader, last: BatchId | undefined): void {
    this.#stream.check(after, last);
    this.#following = { reader, next: after + 1, isFull: false };
    this.pump();
  }

  resume(): void {
    if (this.#following) this.#following.isFull = false;
    this.pump();
  }

  /** Comes through from now on, or does not. */
  set(isLinked: boolean): void {
    this.isLinked = isLinked;
    // Who joins again may be told again what was told before.
    const following = this.#following;
    if (isLinked && following && this.#setting.chance.once(3)) {
      following.next = Math.max(1, following.next - this.#setting.chance.below(5));
    }
    this.pump();
  }

  /** Sees to it that what there is comes to the reader. */
  pump(): void {
    const following = this.#following;
    if (this.#isPumping || !this.isLinked || !following || following.isFull) return;
    if (following.next > this.#stream.end) return;
    this.#isPumping = true;
    this.#turns.after(this.#setting.delay(20), () => {
      this.#isPumping = false;
      this.#deliver();
      this.pump();
    });
  }

  #send(batch: StreamBatch, answer: (isThere: boolean) => void): void {
    const setting = this.#setting;
    if (setting.fails("lostPublish")) return;
    const isLate = setting.fails("latePublish");
    const ms = isLate ? 1_000 + setting.chance.below(20_000) : setting.delay(20);
    this.#stream.arriving++;
    setting.timeline.after(ms, () => {
      this.#stream.arriving--;
      if (!(isLate || this.isLinked)) return;
      const isThere = this.#stream.take(batch);
      if (setting.fails("lostAnswer")) return;
      // What is not taken may be said, or not.
      if (!isThere && setting.chance.once(2)) return;
      this.#turns.after(setting.delay(20), () => {
        if (this.isLinked) answer(isThere);
      });
    });
  }

  #deliver(): void {
    const following = this.#following;
    if (!following || !this.isLinked) return;
    for (let count = 1 + this.#setting.chance.below(6); count > 0; count--) {
      this.#next(following);
      if (following !== this.#following || following.isFull) return;
    }
  }

  #next(following: Following): void {
    const { end } = this.#stream;
    if (following.next > end) return;
    if (this.#setting.fails("repeated")) {
      this.#give(following, Math.max(1, following.next - 1 - this.#setting.chance.below(4)));
    }
    if (following.next < end && this.#setting.fails("missing")) following.next++;
    if (following === this.#following && !following.isFull) this.#give(following, following.next++);
  }

  #give(following: Following, place: number): void {
    const message = this.#stream.messages[place - 1];
    if (message === undefined) return;
    const { reader } = following;
    const hasRoom = typeof message === "number" ? reader.skip(message) : reader.receive(message);
    if (!hasRoom) following.isFull = true;
  }
}

function textOf({ node, number, lines }: StreamBatch): string {
  return `${node} ${number} ${lines.trim().replaceAll("\n", " ")}`;
}
