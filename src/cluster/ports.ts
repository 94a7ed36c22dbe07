/** What a node of a cluster sees of what it shares with the others: NATS, or what a simulation puts in its place. */

import type { Shelf } from "../core/ports.ts";

export type { Shelf };

/** Drafts of one node, as they lie in the stream. Each batch of a node has a number, greater than the one before. */
export interface StreamBatch {
  /** The id of the node whose drafts these are. */
  readonly node: string;
  readonly number: number;
  /** What one has to know to apply them: `LOG_VERSION` of the node that published them. */
  readonly version: number;
  /** Each draft as JSON, with a line end. */
  readonly lines: string;
}

/** Which batch it is. */
export type BatchId = Pick<StreamBatch, "node" | "number">;

/** A batch in its place. */
export interface StreamMessage extends StreamBatch {
  /** Its place in the stream: from 1 on, without gaps. */
  readonly place: number;
  /** When the stream took it, in milliseconds since 1970, by a clock that may go back. */
  readonly at: number;
}

/** Who is told what the stream has. */
export interface StreamReader {
  /**
   * The next message. One may come again, and after trouble some may be missing: then `Stream.follow` is called again.
   * @returns whether there is room for another one; if not, none comes until `Stream.resume`
   */
  receive(message: StreamMessage): boolean;
  /** What is in that place is no batch; it counts as nothing. */
  skip(place: number): boolean;
}

/** The one order of all that all nodes write. */
export interface Stream {
  /**
   * Puts a batch at the end. It MUST NOT block. One of a number that is there already is not put there again, as far as
   * the stream remembers; a reader has to know it all the same.
   * @param done called once, in a later turn: whether it is there, at the stream's replication; if not, nobody knows
   */
  publish(batch: StreamBatch, done: (isThere: boolean) => void): void;
  /**
   * Tells a reader, from now on and in order, what is behind that place, through all trouble; nobody else any more.
   * @param last the batch that the reader has from that place, if that is known: if the stream has something else there, it
   *   has lost what it had, and the reader is told nothing
   */
  follow(after: number, reader: StreamReader, last: BatchId | undefined): void;
  /** The reader has room again. */
  resume(): void;
}

/** What a node says of itself while it is there. */
export interface Lease {
  /** Its name, which no other node has. */
  readonly name: string;
  /** Its id, of this run. */
  readonly node: string;
}

/** Where nodes say, again and again, that they are there. */
export interface Leases {
  /** Says it. @param done called once, in a later turn: whether the others can know it now */
  renew(lease: Lease, done: (isKnown: boolean) => void): void;
  /** Tells of each time that a node says it, from now on, through all trouble. */
  watch(seen: (lease: Lease) => void): void;
  /** Takes back what the node of that name said: it is gone, and was told so in the log. */
  release(name: string): Promise<void>;
}

/** What passes from node to node, and may be lost. */
export interface Passing {
  /** It MUST NOT block. */
  send(text: string): void;
  /** Tells what other nodes send, from now on. */
  hear(heard: (text: string) => void): void;
}

/** Small texts that all nodes share, each set once, by whoever comes first. */
export interface Facts {
  /** The text of that name; nothing if it was not set. @throws Error (rejects) if it can't be known just now */
  get(name: string): Promise<string | undefined>;
  /** Sets it, unless it was; gives what it is then. @throws Error (rejects) if it can't be known just now */
  settle(name: string, text: string): Promise<string>;
  /** Sets it, whatever it was. @throws Error (rejects) if it can't be set just now */
  put(name: string, text: string): Promise<void>;
}

/** Runs something once after so many milliseconds. @returns what calls it off */
export type Timer = (ms: number, run: () => void) => () => void;

/** What the stream has. */
export interface Bounds {
  /** Its first place and its last; there is nothing in it if the last is before the first. */
  readonly first: number;
  readonly last: number;
  readonly bytes: number;
}

/** A stream that keeps what it has for those who come late. */
export interface KeptStream extends Stream {
  /** @throws Error (rejects) if it can't be known just now */
  bounds(): Promise<Bounds>;
  /** Which batch is in a place; nothing if none is there, or none any more. @throws Error (rejects) as `bounds` */
  batchAt(place: number): Promise<BatchId | undefined>;
  /** Removes what is there before a place. @throws Error (rejects) if it can't be removed just now */
  trim(before: number): Promise<void>;
}

/** All that a node shares with the others. */
export interface Shared {
  readonly stream: KeptStream;
  readonly leases: Leases;
  readonly passing: Passing;
  readonly facts: Facts;
  /** Contents of files, by their hashes. */
  readonly files: Shelf;
  /** Copies of a node's database, for those who come. */
  readonly snapshots: Shelf;
}
