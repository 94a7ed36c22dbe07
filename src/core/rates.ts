/**
 * Every limit on a rate, and every count of what one connection, address, account or listener may have, in one place.
 * An IPv6 address counts by its first half. What goes beyond a rate is not refused: it is read later. What goes beyond a
 * count is turned away. `--no-rate-limits` lifts them all but those of the whole server, which bound memory as LIMITS do.
 * They are made for a classroom: 200 people behind one address, who come in the same moment and write in the same moment.
 */
export const RATES = {
  connections: {
    what: "connections",
    per: "server",
    most: 20_000,
    text: "What one process has memory and open files for.",
  },
  connectionsPerListener: {
    what: "connections",
    per: "listener",
    most: 20_000,
    text: "All that the server takes; `connections=N` in the listener's URL says otherwise, and is not lifted.",
  },
  connectionsPerAddress: {
    what: "connections",
    per: "address",
    most: 2_048,
    text: "Ten for each of 200 people: a browser has up to seven, six of them only for a moment.",
  },
  connectingPerListener: {
    what: "new connections",
    per: "listener",
    burst: 10_000,
    perSecond: 1_000,
    text: "Half of all that the server takes come back at once after a restart, the other half within ten seconds.",
  },
  connectingPerAddress: {
    what: "new connections",
    per: "address",
    burst: 2_048,
    perSecond: 100,
    text: "All connections of 200 people at once; then each of them connects anew every two seconds.",
  },
  waiting: {
    what: "connections of nobody yet",
    per: "server",
    most: 4_096,
    text: "Those that have not said what they speak or who they are; a newcomer takes the place of another.",
  },
  waitingPerAddress: {
    what: "connections of nobody yet",
    per: "address",
    most: 1_024,
    text: "Five for each of 200 people, should all come in the same moment; a newcomer takes the place of another.",
  },
  wrongPerConnection: {
    what: "wrong passwords",
    per: "connection",
    most: 5,
    /** Before the first is answered; each answer takes twice as long as the one before. */
    delayMs: 250,
    text: "Each is answered later than the one before, from a quarter of a second to four; the last is the end. Never lifted.",
  },
  wrongPerAddress: {
    what: "wrong passwords",
    per: "address",
    most: 200,
    ms: 600_000,
    text: "One for each of 200 people who sign in for the first time; then none is looked at.",
  },
  wrongPerAccountFromAddress: {
    what: "wrong passwords from one address",
    per: "account",
    most: 20,
    ms: 600_000,
    text: "More than anybody mistypes; then none for that account is looked at from there. Never lifted.",
  },
  wrongPerAccount: {
    what: "wrong passwords",
    per: "account",
    most: 500,
    ms: 600_000,
    text: "Too few to guess one; then only where it was signed in to lately is one looked at. Never lifted.",
  },
  registrationsPerAddress: {
    what: "new accounts",
    per: "address",
    most: 400,
    ms: 3_600_000,
    text: "Two for each of 200 people in their first lesson.",
  },
  signInsElsewhere: {
    what: "sign-ins at a provider",
    per: "server",
    most: 4_000,
    text: "Those that have begun and not come back; a newcomer takes the place of another.",
  },
  signInsElsewherePerAddress: {
    what: "sign-ins at a provider",
    per: "address",
    most: 400,
    text: "Two for each of 200 people who sign in at once; a newcomer takes the place of another. Never lifted.",
  },
  passwordQueue: {
    what: "passwords waiting to be worked on",
    per: "server",
    most: 1_000,
    text: "Addresses take turns, so nobody waits for all that another wants.",
  },
  passwordWorkPerAddress: {
    what: "passwords waiting to be worked on",
    per: "address",
    most: 200,
    text: "One for each of 200 people who sign in at once.",
  },
  transfers: {
    what: "uploads and downloads",
    per: "server",
    most: 1_000,
    text: "What one process has memory and open files for.",
  },
  transfersPerAddress: {
    what: "uploads and downloads",
    per: "address",
    most: 400,
    text: "Two for each of 200 people in the same moment.",
  },
  pushesPerAccount: {
    what: "pushes",
    per: "account",
    most: 30,
    ms: 60_000,
    text: "More nobody reads as they come; what is said beyond that is not pushed. Several of one place in five seconds are one.",
  },
  commandsPerConnection: {
    what: "commands",
    per: "connection",
    burst: 2_000,
    perSecond: 500,
    text: "A bot that pastes a long file is read on without a pause.",
  },
  commandsPerAccount: {
    what: "commands",
    per: "account",
    burst: 4_000,
    perSecond: 1_000,
    text: "Two of somebody's connections may do all that one may.",
  },
  commandsPerAddress: {
    what: "commands",
    per: "address",
    burst: 40_000,
    perSecond: 5_000,
    text: "200 people paste 200 lines each at once; then each may say 25 lines a second.",
  },
  commandsPerListener: {
    what: "commands",
    per: "listener",
    burst: 200_000,
    perSecond: 40_000,
    text: "As many as one server makes durable; five classrooms at once.",
  },
  bytesPerConnection: {
    what: "bytes",
    per: "connection",
    burst: 1_048_576,
    perSecond: 262_144,
    text: "A few of the longest messages at once. What is said is sent on to everybody in the channel.",
  },
  bytesPerAccount: {
    what: "bytes",
    per: "account",
    burst: 2_097_152,
    perSecond: 524_288,
    text: "Two of somebody's connections may do all that one may.",
  },
  bytesPerAddress: {
    what: "bytes",
    per: "address",
    burst: 67_108_864,
    perSecond: 16_777_216,
    text: "200 people send five of the longest messages each at once; then each may send one a second.",
  },
  bytesPerListener: {
    what: "bytes",
    per: "listener",
    burst: 268_435_456,
    perSecond: 67_108_864,
    text: "Four classrooms at once.",
  },
  joinsPerConnection: {
    what: "joins",
    per: "connection",
    burst: 200,
    perSecond: 10,
    text: "A client comes back into all channels that one user may be in, twice.",
  },
  joinsPerAccount: {
    what: "joins",
    per: "account",
    burst: 400,
    perSecond: 20,
    text: "Two of somebody's connections may do all that one may.",
  },
  joinsPerAddress: {
    what: "joins",
    per: "address",
    burst: 10_000,
    perSecond: 200,
    text: "200 people come into 50 channels each at once; then each may join one a second.",
  },
  joinsPerListener: {
    what: "joins",
    per: "listener",
    burst: 50_000,
    perSecond: 2_000,
    text: "Five classrooms at once.",
  },
  nicksPerConnection: {
    what: "nick changes",
    per: "connection",
    burst: 30,
    perSecond: 1,
    text: "Whoever seeks a nick that is free may try many; everybody in their channels is shown each.",
  },
  nicksPerAccount: {
    what: "nick changes",
    per: "account",
    burst: 60,
    perSecond: 2,
    text: "Two of somebody's connections may do all that one may.",
  },
  nicksPerAddress: {
    what: "nick changes",
    per: "address",
    burst: 1_000,
    perSecond: 50,
    text: "200 people try five nicks each at once; then each may change theirs every four seconds.",
  },
  nicksPerListener: {
    what: "nick changes",
    per: "listener",
    burst: 5_000,
    perSecond: 250,
    text: "Five classrooms at once.",
  },
} as const;

/** Of what there is one for each: what one of them has does not count for another. */
export type Per = "connection" | "address" | "account" | "listener" | "server";

/** What all rows say. */
interface Row {
  readonly what: string;
  readonly per: Per;
  /** Why so many, in a sentence for people. */
  readonly text: string;
}

/** So many at once, and then so many a second; more has to wait. */
export interface Rate extends Row {
  readonly burst: number;
  readonly perSecond: number;
}

/** So many at a time, or in this many milliseconds; more is turned away. */
export interface Count extends Row {
  readonly most: number;
  readonly ms?: number;
}
