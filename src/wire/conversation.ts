import type { GuestRights } from "../core/account-commands.ts";
import type { Goodbye } from "../core/answers.ts";
import type { Address } from "../core/commands.ts";
import type { Reader } from "../core/ports.ts";
import type { Session } from "../core/session.ts";
import type { Spotter } from "./masks/mask.ts";
import type { Passwords } from "./passwords.ts";
import type { Registrations } from "./registrations.ts";
import type { Status } from "./status.ts";
import type { WrongPasswords } from "./wrong-passwords.ts";

/** What a dialect may do to the connection that it speaks on. Nothing here blocks or throws. */
export interface Line {
  /** Where the other end is. Not for others' eyes: those see `host`, and `address` if it is there. */
  readonly peer: Address;
  /** What others see as this connection's host: cloaked, unless addresses are shown. */
  readonly host: string;
  /** The peer's address, where others may see it. */
  readonly address?: Address | undefined;
  /** Whether nobody on the way can listen in, as far as the server knows: it is TLS, or comes from this machine. */
  readonly secure: boolean;
  /** SHA-256 of the client's certificate in DER, in lower-case hexadecimal; nothing if it showed none. */
  readonly certificate?: string | undefined;
  /** The token of a device that a browser sent along in its cookie; nothing if it sent none. It may be good for nothing. */
  readonly token?: string | undefined;
  /**
   * The other end has shown that it may speak for others: from now on `peer` and what is seen of it are its client's. A
   * certificate was its own, and counts no more.
   *
   * @param secure whether nobody can listen in between its client and it
   * @returns false if the host is no IP address, or has as many connections as it may; then nothing has changed
   */
  comesFrom(origin: Address, secure: boolean): boolean;
  /** Milliseconds since 1970. */
  now(): number;
  /** Puts text on its way; what is written in one turn goes out in one piece. */
  write(text: string): void;
  /** The same for what nobody is shown who watches this connection: it is about what is watched itself. */
  whisper(text: string): void;
  /** Calls `run` once most of what was written has gone out, at once if it has; never if the connection ends before. */
  drained(run: () => void): void;
  /**
   * Sends bytes behind what was written, no faster than they go out: `LIMITS.streamBytes` of them wait at most. What is
   * written meanwhile goes out behind them. The pieces are not changed any more once they were given.
   *
   * @param done called once, never if the connection ends before: with true when all is on its way, and with false if
   * the source threw, or if another stream is on its way
   */
  stream(source: AsyncIterable<Uint8Array>, done: (isWhole: boolean) => void): void;
  /** Ends the connection once all that was written is out. A stream breaks off, and what waits behind it is lost. */
  hangUp(): void;
  /** Calls `run` in `ms` milliseconds unless the returned function is called first, or the connection ends. */
  timer(ms: number, run: () => void): () => void;
  /** A digest of a client's secret, by which it can be known again and which tells nobody the secret. */
  digest(secret: string): string;
  /**
   * A ticket by which HTTP requests for files are known to be of this connection's session; it is good for
   * `LIMITS.ticketMs`, and no longer than the session. Nothing if the server takes no files.
   */
  ticket(): string | undefined;
  /** What was asked took the work of so many commands more: the connection is read that much later. */
  spend(commands: number): void;
  /** Says something on the server's console about this connection. */
  note(text: string): void;
}

/**
 * One connection's talk in one dialect: bytes to commands, events to text. It never throws for anything that a client
 * sent; an exception is a bug.
 */
export interface Conversation extends Reader {
  /** Takes bytes as they came, in pieces of any size. The bytes are only valid during the call. */
  feed(bytes: Uint8Array): void;
  /** The other end has said all it will say. */
  end(): void;
  /** Whether a line has begun whose end has not come; never so where there are no lines. */
  readonly isMidLine?: boolean;
  /** The connection is gone, whoever ended it and however. Nothing can be written any more. */
  closed?(): void;
}

/** What a listener tells its dialect. */
export interface Settings {
  /** The server's name, as IRC clients see it. */
  readonly server: string;
  /** The network's name, without spaces. */
  readonly network: string;
  /** What the server says that it is, in one line. */
  readonly description: string;
  /** The lines of the message of the day, if there is one. */
  readonly motd: readonly string[] | undefined;
  /** The http or https URL of the network's picture. */
  readonly icon?: string;
  /**
   * The URL that files are uploaded to; nothing if the server takes none. Asked for whenever somebody is told of it, since
   * it may not be known before all listeners are open.
   */
  readonly uploads: string | undefined;
  /** The server's public key by which browsers ask their push services to take its pushes; nothing if it sends none. */
  readonly pushKey?: string;
  /** Who may become an operator: the `Line.digest` of each one's password, by name. */
  readonly operators: ReadonlyMap<string, string>;
  /** Who may speak for others. */
  readonly webirc: readonly Gateway[];
  readonly passwords: Passwords;
  /** One for all listeners. */
  readonly wrong: WrongPasswords;
  readonly registration: Registering;
  /** One for all listeners. */
  readonly registrations: Registrations;
  /** The URL of an invite link by its code, as far as the server knows what it is called from outside. */
  linkFor?(code: string): string | undefined;
  readonly access: Access;
  /** What those may do who are not signed in; without it, all that others may. It goes into their `open`. */
  readonly guests?: GuestRights;
  /** What the server can tell of itself; without it, nothing is told. */
  readonly status?: Status;
  /** Looks at tokens that somebody else has made, where such are taken. */
  readonly bearer?: Bearer;
  /**
   * What IRC clients are told of how to come by TLS (IRCv3 sts); nothing if they are not to be told. Asked for whenever
   * somebody is, since the port may not be known before the listener is open.
   */
  readonly sts?: TlsPolicy | undefined;
  /** Whether there are limits on what one address may do. */
  readonly rateLimits: boolean;
  readonly version: string;
  /** Milliseconds since 1970 at which the server started. */
  readonly started: number;
  /** The channel of those who can't choose one: `#lobby`, or the listener URL's. */
  readonly channel: string;
  /** The listener URL's options; `options` of the dialect names those that there may be. */
  readonly options: Readonly<Record<string, string>>;
}

/** Who gets in: everybody; or those with an account, which are made with an invite link, or only by who runs the server. */
export type Access = "open" | "invite" | "accounts";

/** Who may make an account: nobody, those who are somebody already, or anybody who has a nick in mind. */
export type Registering = "none" | "after-connect" | "before-connect";

/** Knows tokens that somebody else has made (RFC 6750), and whose they are. */
export interface Bearer {
  /**
   * The account that a token proves; nothing if it proves none.
   * @throws Error (rejects) if that can't be found out just now
   */
  check(token: string): Promise<{ readonly account: string } | undefined>;
}

/** By which port clients are to come, and for how many seconds from now on by no other way. */
export interface TlsPolicy {
  readonly port: number;
  readonly duration: number;
}

/** A gateway that may say for whom it speaks. */
export interface Gateway {
  /** The `Line.digest` of its password. */
  readonly digest: string;
  /** Its IP address, as `Line.peer` has it. */
  readonly address: string;
}

/** A dialect as one listener speaks it. What its connections share (numbers, a limit) lives in here. */
export interface Dialect {
  readonly name: string;
  /** Begins a conversation. It may act and write at once. */
  open(session: Session, line: Line): Conversation;
  /**
   * What somebody is told who is turned away before a conversation begins; without it, that is the sentence on a line.
   *
   * @param first what has come of them
   */
  turnAway?(why: Goodbye, first: Uint8Array): string;
  /** What finds secrets in what goes one way over a connection; without it, who watches one is shown nothing of that. */
  secrets?(): readonly Spotter[];
  /** There if what a conversation is told may be written later, beside other things. */
  readonly defers?: true;
}

/** One of the languages that the server knows. */
export interface DialectType {
  readonly name: string;
  /** The options that a listener URL may set, each with what it does and the texts it takes. */
  readonly options: Readonly<Record<string, OptionRow>>;
  listen(settings: Settings): Dialect;
}

/** One option of a listener URL. */
export interface OptionRow {
  readonly text: string;
  /** What a value must match. */
  readonly pattern: RegExp;
  /** What it is without being given. */
  readonly default: string;
  /** It is a password, which is not said again. */
  readonly secret?: boolean;
}
