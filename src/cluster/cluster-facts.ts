/** What is found of a cluster by whoever looks at NATS. What could not be seen is not there. */
export interface ClusterFacts {
  /** When it was looked at, in milliseconds since 1970. */
  readonly at: number;
  /** What the names of the cluster's streams begin with. */
  readonly prefix: string;
  /** Each server of NATS that is configured. */
  readonly servers: readonly NatsServerFacts[];
  /** Why JetStream can't be asked, in a clause; nothing below is known then. */
  readonly trouble?: string;
  /** Names of streams of which nobody answered in time. */
  readonly silent: readonly string[];
  /** The log; nothing if it is not there yet, or silent. */
  readonly stream?: StreamFacts;
  /** What else nodes share: who is there, what they agree about, files, snapshots. */
  readonly others: readonly StreamFacts[];
  /** The name of the log; nothing if no node has begun it. */
  readonly log?: string;
  readonly leases: readonly LeaseFacts[];
  readonly snapshot?: SnapshotFacts;
  /** Where the node of this data folder stands; nothing if it never was in a cluster. */
  readonly own?: {
    /** The name of the log that it read. */
    readonly log: string;
    readonly place: number;
    /**
     * Whether the stream has in that place what this node has from there, or else, where the stream begins behind it, the
     * snapshot all that it has read; nothing if that can't be seen.
     */
    readonly isKept?: boolean;
  };
}

/** A server of NATS. */
export interface NatsServerFacts {
  /** As it is configured, without what is secret in it. */
  readonly url: string;
  /** Why it can't be reached, in a clause; nothing below is known then. */
  readonly unreachable?: string;
  readonly name?: string;
  readonly version?: string;
  readonly hasJetStream?: boolean;
  readonly roundTripMs?: number;
  /** When it has on disk what it acknowledges, as its monitoring says; nothing if that is not open. */
  readonly sync?: {
    /** Before it acknowledges. */
    readonly isAlways: boolean;
    /** Milliseconds between two times, else. */
    readonly everyMs: number;
  };
}

/** A stream, as the one who leads it says. */
export interface StreamFacts {
  readonly name: string;
  readonly replicas: number;
  readonly isOnDisk: boolean;
  /** Places of the first and the last message; 0 if there was none. */
  readonly first: number;
  readonly last: number;
  readonly bytes: number;
  /** Nothing if nobody leads it, or there is but one server. */
  readonly leader?: string;
  /** The servers that have a copy, besides the leader. */
  readonly peers: readonly PeerFacts[];
}

/** A copy of a stream. */
export interface PeerFacts {
  readonly name: string;
  readonly isCurrent: boolean;
  readonly isOffline: boolean;
  /** Messages that it has not got yet. */
  readonly lag: number;
}

/** A node that said that it is there. */
export interface LeaseFacts {
  readonly name: string;
  /** How long ago, in milliseconds, by NATS' clock and this one. */
  readonly ageMs: number;
}

/** The snapshot from which a new node begins. */
export interface SnapshotFacts {
  /** The seq of its last entry, and the place in the stream. */
  readonly seq: number;
  readonly place: number;
  /** When it was made, in milliseconds since 1970. */
  readonly at: number;
}
