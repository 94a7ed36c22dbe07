import type { Refusal } from "../core/answers.ts";
import type { SessionId } from "../core/commands.ts";
import type { Session } from "../core/session.ts";
import type { Figures, SessionFacts, WireFrame } from "./json/status-facts.ts";

/** Which sessions are asked for. */
export interface SessionsQuestion {
  /** Only those that begin behind this one. */
  readonly after?: SessionId;
  readonly limit: number;
  /** Only those of the user of who asks. */
  readonly own: boolean;
}

export interface SessionsPage {
  readonly sessions: readonly SessionFacts[];
  readonly more: boolean;
}

/** What somebody who watches a connection is told. */
export interface Watcher {
  /** Who watches. */
  readonly session: Session;
  frame(frame: WireFrame): void;
  /** It is over. @param text why, for a person */
  ended(text: string): void;
}

/** What the server can tell of itself and of its connections. Whether somebody may know it is for who asks it. */
export interface Status {
  /** Whether operators may watch guests without their leave. */
  readonly watchesGuests: boolean;
  figures(): Figures;
  /** Tells how the server does each second, until the returned function is called; or why not. */
  follow(tell: (figures: Figures) => void): (() => void) | Refusal;
  /** @param session whoever asks */
  sessions(question: SessionsQuestion, asker: Session | undefined): SessionsPage;
  /** Watches a connection until the returned function is called, or it may not be watched any more; or why not. */
  watch(session: SessionId, watcher: Watcher): (() => void) | Refusal;
}
