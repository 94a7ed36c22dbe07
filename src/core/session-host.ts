import type { Register } from "./account-commands.ts";
import type { Refusal } from "./answers.ts";
import type { Outcome } from "./apply.ts";
import type { Act, Close, Command, Open, SessionId, Typing } from "./commands.ts";
import type { Files } from "./files.ts";
import type { History } from "./ports.ts";
import type { Session } from "./session.ts";
import type { State } from "./state.ts";

/** What became of what a session asked, and its place in the log (0 if it has none). */
export type Answer = Outcome & { readonly seq: number };

/** What a session needs of its hub. */
export interface SessionHost {
  readonly state: State;
  readonly history: History;
  readonly files: Files;
  /** Whether whoever has a file's link may fetch it. */
  readonly openLinks: boolean;
  /** Whether what is asked can be made durable at the moment. */
  readonly isWritable: boolean;
  /** Whether an act would be carried out as things stand. */
  check(session: SessionId, act: Act): Refusal | undefined;
  /** Gives an act to the log; its outcome comes to the session by `settle`. A close is always taken. */
  append(session: Session, act: Command | Open | Register | Close): Refusal | undefined;
  /** Lets others know that the session's user is writing. It is not logged, and who is not here now misses it. */
  pass(session: Session, act: Typing): Refusal | undefined;
  /** Tells the session's reader what becomes of a nick; false if it watches as many as it may. */
  watch(session: Session, nick: string): boolean;
  unwatch(session: Session, nick: string): void;
  /** Calls back when all that this node has given to the log is through it; false if there is nothing to wait for now. */
  afterAll(fence: () => void): boolean;
  /** The connection is gone: from now on the session is told nothing. */
  unhear(session: Session): void;
  /** Runs what belongs to one session, whose end it is if that throws. */
  guard(session: Session, run: () => void): void;
  /** The session has left: nothing is settled with it any more. */
  forget(session: Session): void;
}
