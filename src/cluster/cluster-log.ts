import { type Refusal, refuse } from "../core/answers.ts";
import type { Draft } from "../core/commands.ts";
import { DraftQueue, type Gathered, isAlwaysTaken } from "../core/draft-queue.ts";
import { LIMITS } from "../core/limits.ts";
import { LOG_VERSION } from "../core/log-version.ts";
import type { Batch, EntrySource, Follower, Log } from "../core/ports.ts";
import { Inbox } from "./inbox.ts";
import type { Stream, StreamBatch, StreamMessage, StreamReader, Timer } from "./ports.ts";
import { advance, type Position } from "./position.ts";

/** What the log of a node of a cluster is made of. */
export interface ClusterLogParts {
  /** This node's id, as its drafts have it. */
  readonly node: string;
  readonly stream: Stream;
  /** Where the replica stands, and the seq and the time of its last entry. */
  readonly position: Position;
  readonly seq: number;
  readonly at: number;
  /** Has what the stream brought put on the disk, in a later turn. */
  readonly wake: () => void;
  /** Runs something in a later turn of the event loop, before anything else can be waited for. */
  readonly later: (run: () => void) => void;
  readonly timer: Timer;
  /** Called when the stream can be written to no more, and when it can again. It MUST NOT throw. */
  readonly onReach: (isReached: boolean) => void;
  /** Called once if there is what only a newer Parley understands: nothing is followed from there on. */
  readonly onNewer: (version: number) => void;
}

/** Drafts of this node that the stream may have: nobody knows before they are read there. */
interface Sent {
  readonly number: number;
  readonly gathered: Gathered;
  /** Whether the stream said that it has them. */
  isThere: boolean;
}

/**
 * The log of a node of a cluster: the stream decides, and this node's replica keeps what it decided. Drafts are published
 * in batches, one behind the other, so that the drafts of a session stay in their order; whatever is read in the stream
 * goes to the disk; what is on the disk is told. A batch of which nobody knows whether the stream has it is published
 * again under its number, until it is read there: read twice, it counts once, for everybody.
 */
export class ClusterLog implements Log, EntrySource, StreamReader {
  readonly #parts: ClusterLogParts;
  readonly #queue = new DraftQueue();
  readonly #inbox: Inbox;
  readonly #sent: Sent[] = [];
  /** What was sent and has not come back. */
  readonly #away = new Set<Gathered>();
  #follower: Follower | undefined;
  #position: Position;
  #number = 0;
  /** What the stream was asked to take and has neither said to have nor shown. */
  #publishing: Sent | undefined;
  #isWoken = false;
  #isLinked = true;
  #isReached = true;
  /** Whether this node's disk took what it was given last. */
  #isKept = true;
  #isClosed = false;
  #isStopped = false;
  /** Called off when there is a sign that the stream can be written to. */
  #callOff: (() => void) | undefined;
  #callOffWake: (() => void) | undefined;
  #retry: (() => void) | undefined;
  #drained: (() => void) | undefined;

  constructor(parts: ClusterLogParts) {
    this.#parts = parts;
    this.#position = parts.position;
    this.#inbox = new Inbox(parts.seq, parts.at);
  }

  /** Where the stream was read up to, whether it is on the disk yet or not. */
  get position(): Position {
    return this.#position;
  }

  /** Whether the stream takes what is written; while it does not, all but ends and starts is refused. */
  get isReached(): boolean {
    return this.#isReached;
  }

  /** Drafts that were taken and have not come back, and the bytes of their JSON. */
  get waiting(): { readonly waiting: number; readonly waitingBytes: number } {
    const { waiting, waitingBytes } = this.#queue;
    return { waiting, waitingBytes };
  }

  /** Names the one who follows, and begins to read the stream. Exactly once, before the first append. */
  attach(follower: Follower): void {
    if (this.#follower) throw new Error("the log has its follower already");
    this.#follower = follower;
    this.#follow();
  }

  append(draft: Draft): Refusal | undefined {
    if (!this.#follower) throw new Error("the log has no follower yet");
    const isOpen = this.#isReached && this.#isKept;
    if (this.#isClosed || this.#isStopped || !(isOpen || isAlwaysTaken(draft))) return refuse("not-durable");
    const refusal = this.#queue.add(draft);
    if (!refusal) this.#wake();
    return refusal;
  }

  /** Whether there is a way to the stream at all; it may not take what is written even so. */
  linked(isLinked: boolean): void {
    this.#isLinked = isLinked;
    if (!isLinked) this.#stuck();
    else if (this.#sent.every(({ isThere }) => isThere)) this.#free();
  }

  receive(message: StreamMessage): boolean {
    if (this.#isStopped || !this.#isNext(message.place)) return this.#inbox.hasRoom;
    if (message.version > LOG_VERSION) {
      this.#isStopped = true;
      this.#parts.onNewer(message.version);
      return false;
    }
    const sent = message.node === this.#parts.node ? this.#sentAs(message.number) : undefined;
    const drafts = sent?.gathered.drafts ?? draftsOf(message);
    const { position, isNew } = advance(this.#position, drafts && message);
    this.#position = position;
    if (drafts && isNew) {
      this.#inbox.add({ message, drafts, position, ...(sent && { gathered: sent.gathered }) });
      if (sent || drafts.some((draft) => this.#isHeard(draft))) this.#parts.wake();
      else this.#wakeSoon();
    }
    if (sent) this.#wake();
    return this.#inbox.hasRoom;
  }

  skip(place: number): boolean {
    if (!this.#isStopped && this.#isNext(place)) this.#position = advance(this.#position, undefined).position;
    return this.#inbox.hasRoom;
  }

  get isWaiting(): boolean {
    return this.#inbox.isWaiting;
  }

  take(): Batch {
    return this.#inbox.take();
  }

  landed(batch: Batch): void {
    this.#isKept = true;
    const hadRoom = this.#inbox.hasRoom;
    for (const gathered of this.#inbox.landed(batch)) {
      this.#away.delete(gathered);
      this.#queue.cameBack(gathered);
    }
    this.#follower?.follow(batch.entries, batch.drafts);
    if (!hadRoom && this.#inbox.hasRoom) this.#parts.stream.resume();
    this.#tellDrained();
  }

  failed(batch: Batch): void {
    this.#isKept = false;
    this.#inbox.failed(batch);
    // The stream has it for the next start.
    if (this.#isStopped) this.#inbox.clear();
    this.#tellDrained();
  }

  /** Nothing is taken from now on. @returns (resolves) when all that was taken has come back, or can't for now */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (!this.#isDrained) {
      await new Promise<void>((resolve) => {
        this.#drained = resolve;
      });
    }
    this.stop();
  }

  /** Publishes and reads nothing from now on. */
  stop(): void {
    this.#isClosed = true;
    this.#isStopped = true;
    this.#callOff?.();
    this.#callOffWake?.();
    this.#retry?.();
  }

  get #isDrained(): boolean {
    return this.#queue.waiting === 0 || this.#isStopped || !this.#isReached || !this.#isKept;
  }

  #tellDrained(): void {
    if (this.#isDrained) this.#drained?.();
  }

  #follow(): void {
    const { place, last } = this.#position;
    this.#parts.stream.follow(place, this, last);
  }

  #isNext(place: number): boolean {
    const next = this.#position.place + 1;
    // What is missing is asked for; what came before is known.
    if (place > next) this.#follow();
    return place === next;
  }

  /** The batch of that number, if it was read for the first time; it needs no publishing any more, nor do those before. */
  #sentAs(number: number): Sent | undefined {
    const index = this.#sent.findIndex((sent) => sent.number === number);
    if (index < 0) return undefined;
    const sent = this.#sent.splice(index, 1)[0];
    // It is there, whether or not that is ever said.
    if (sent === this.#publishing) this.#publishing = undefined;
    this.#free();
    return sent;
  }

  #isHeard(draft: Draft): boolean {
    return this.#follower?.isHeard?.(draft) ?? true;
  }

  /** What nobody here waits for costs a commit of its own only if nothing takes it along meanwhile. */
  #wakeSoon(): void {
    this.#callOffWake ??= this.#parts.timer(LIMITS.streamUnheardMs, () => {
      this.#callOffWake = undefined;
      this.#parts.wake();
    });
  }

  /** Publishes at the end of this turn of the event loop, with all that came in it. */
  #wake(): void {
    if (this.#isWoken) return;
    this.#isWoken = true;
    this.#parts.later(() => {
      this.#isWoken = false;
      this.#publish();
    });
  }

  /** Publishes the batch that has to be published again, or else the next one. */
  #publish(): void {
    if (this.#publishing || this.#isStopped) return;
    const open = this.#sent.find(({ isThere }) => !isThere) ?? this.#next();
    if (!open) return;
    this.#publishing = open;
    const { node, stream } = this.#parts;
    const { number, gathered } = open;
    stream.publish({ node, number, version: LOG_VERSION, lines: gathered.lines }, (isThere) => {
      if (this.#publishing !== open) return;
      this.#publishing = undefined;
      if (isThere) {
        open.isThere = true;
        this.#free();
        this.#publish();
      } else this.#again();
    });
  }

  #next(): Sent | undefined {
    // Bounded, since what the stream has and nobody reads here can't be told.
    if (this.#queue.gathering === 0 || this.#sent.length >= LIMITS.streamAhead) return undefined;
    const sent: Sent = {
      number: ++this.#number,
      gathered: this.#queue.gather(LIMITS.streamBatchBytes),
      isThere: false,
    };
    this.#sent.push(sent);
    this.#away.add(sent.gathered);
    return sent;
  }

  /** The stream did not say that it has a batch. */
  #again(): void {
    if (this.#isStopped) return;
    this.#stuck();
    this.#retry?.();
    this.#retry = this.#parts.timer(LIMITS.streamRetryMs, () => this.#publish());
  }

  /** Something is wrong; if it goes on, those who write are told. */
  #stuck(): void {
    if (this.#isStopped || !this.#isReached) return;
    this.#callOff ??= this.#parts.timer(LIMITS.streamStuckMs, () => {
      this.#callOff = undefined;
      this.#isReached = false;
      this.#parts.onReach(false);
      this.#giveBack();
      this.#tellDrained();
    });
  }

  /** Refuses what was not sent, but for what stands behind something of its session that was: that is answered first. */
  #giveBack(): void {
    const unsure = new Set([...this.#away].flatMap(({ drafts }) => drafts.map(({ session }) => session)));
    const drafts = this.#queue.giveBack(({ session }) => unsure.has(session));
    for (const draft of drafts) this.#follower?.refused(draft, refuse("not-durable"));
  }

  /** There is a sign that the stream can be written to. */
  #free(): void {
    if (!this.#isLinked) return;
    this.#callOff?.();
    this.#callOff = undefined;
    if (this.#isReached) return;
    this.#isReached = true;
    this.#parts.onReach(true);
    this.#wake();
  }
}

/** The drafts of a batch; nothing if that is no batch. */
function draftsOf({ node, lines }: StreamBatch): readonly Draft[] | undefined {
  try {
    const drafts: Draft[] = lines
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line));
    return drafts.length > 0 && drafts.every((draft) => isDraft(draft, node)) ? drafts : undefined;
  } catch {
    return undefined;
  }
}

/** Whether it is a node's draft. What is in its act is as that node made it. */
function isDraft(value: unknown, node: string): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (!("node" in value && "session" in value && "act" in value)) return false;
  const { act } = value;
  const isAct = typeof act === "object" && act !== null && "type" in act && typeof act.type === "string";
  return isAct && value.node === node && typeof value.session === "string";
}
