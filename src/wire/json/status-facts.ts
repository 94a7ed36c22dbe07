import type { Address, SessionId } from "../../core/commands.ts";

/** How a server does, as it counts since its start unless something else is said. Bytes are those that dialects read and write. */
export interface Figures {
  /** When this was so, and when the server started, in milliseconds since 1970. */
  readonly at: number;
  readonly started: number;
  /** Connections that speak each dialect now. */
  readonly connections: Readonly<Record<string, number>>;
  /** Sockets now, with those that speak HTTP or have not said yet what they speak. */
  readonly sockets: number;
  /** Sessions that are somebody, users, and channels now. */
  readonly sessions: number;
  readonly users: number;
  readonly channels: number;
  /** Messages that were said. */
  readonly messages: number;
  /** Events that were told to sessions: one for each that was told. */
  readonly deliveries: number;
  readonly commits: CommitFigures;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Connections that were turned away. */
  readonly refused: number;
  readonly memory: {
    /** Bytes of the process that are in memory now, and of them those of JavaScript's objects. */
    readonly rss: number;
    readonly heap: number;
  };
  /** Seconds of CPU. */
  readonly cpu: number;
  readonly loop: {
    /** By how many milliseconds the event loop was late, on average and at most, since this was last looked at. */
    readonly meanMs: number;
    readonly mostMs: number;
  };
  /** There if the server is a node of a cluster. */
  readonly cluster?: ClusterFigures;
}

/** How a node is in its cluster. */
export interface ClusterFigures {
  /** The node's name. */
  readonly name: string;
  /** Whether what is asked here reaches the log that all nodes have in common. */
  readonly reached: boolean;
  /** The names of the nodes that are there, this one among them, as far as the log was read here. */
  readonly nodes: readonly string[];
  /** Entries of the log that this node has yet to read; there if that is known. */
  readonly behind?: number;
}

/** What became durable, and in what time. */
export interface CommitFigures {
  readonly count: number;
  readonly failed: number;
  /** Milliseconds of all of them, and of the last. */
  readonly ms: number;
  readonly lastMs: number;
}

/** One session, for those who may know where it comes from. */
export interface SessionFacts {
  readonly session: SessionId;
  /** There once it is somebody. */
  readonly nick?: string;
  readonly account?: string;
  readonly dialect: string;
  readonly address: Address;
  /** When it connected, in milliseconds since 1970. */
  readonly since: number;
  /** Whether nobody on the way can listen in. */
  readonly secure: boolean;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** The listener's URL. */
  readonly via: string;
  /** There if it came over a WebSocket. */
  readonly websocket?: true;
  /** There if whoever asks may watch it. */
  readonly watchable?: true;
}

/** What went over a connection in one piece. */
export interface WireFrame {
  readonly at: number;
  /** To the server, or from it. */
  readonly direction: "in" | "out";
  /** The bytes, in base 64, without secrets: the first of them if they are many. */
  readonly bytes: string;
  /** How many they are, with eight stars for each secret. */
  readonly length: number;
  /** What the dialect made of it, or by what it came about: commands, events, answers. */
  readonly made?: readonly string[];
  /** How many before it are not told, since they were too many. */
  readonly missed?: number;
}
