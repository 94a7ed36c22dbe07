/** What a link needs of the world. A browser gives it WebSocket, Node a socket; both have timers. */

/** One connection to a server. Nothing here throws or blocks. */
export interface Connection {
  /** Sends one message; the transport marks its end. Does nothing once the connection is closed. */
  send(text: string): void;
  /** Ends the connection once what was sent is out. `closed` is not called for it. */
  close(): void;
}

/**
 * What a transport tells of a connection, in this order: `opened` once, `text` any number of times, `closed` once.
 * `closed` may come first, and `foreign` in between; `untrusted` may come in place of `opened`. Nothing MUST be told before
 * `open` has returned.
 */
export interface ConnectionEvents {
  opened(): void;
  /** One or more whole messages, each on a line. */
  text(text: string): void;
  /** What comes is not the native dialect, as can be told from its first byte. */
  foreign(): void;
  /** The other end is not the one that was meant, so nothing is sent to it. @param text a sentence for a person */
  untrusted(text: string): void;
  /** @param why a clause for a person: `connection refused` */
  closed(why: string): void;
}

/** A way to one server. */
export interface Transport {
  open(events: ConnectionEvents): Connection;
}

/** Time. */
export interface Timers {
  /** Calls `run` in `ms` milliseconds, unless the returned function is called first. */
  after(ms: number, run: () => void): () => void;
}

/** A number from 0 up to, but not, 1. */
export type Chance = () => number;
