import { GOODBYES, type Refusal } from "../core/answers.ts";
import type { Address, Form, Open } from "../core/commands.ts";
import type { FileRef } from "../core/files.ts";
import { fold } from "../core/names.ts";
import type { Kind } from "../core/ports.ts";
import type { Session } from "../core/session.ts";
import type { Line, Settings } from "./conversation.ts";
import type { Proved } from "./sign-in.ts";

/** Readers who are shown nothing that others do. */
export const SILENT: Kind = { render: () => "" };

/** What a session of a listener may do without an account, as its `open` says it. */
export function guestsOf({ guests }: Pick<Settings, "guests">): Pick<Open, "guests"> {
  return guests === undefined ? {} : { guests };
}

/** As whom a guest comes, and where to. */
export interface GuestName {
  readonly nick: string;
  readonly dialect: string;
  readonly channel: string;
  /** Where others may see it. */
  readonly address?: Address;
  /** Who they have proved to be; then the nick is that of their account, or of their user who is here. */
  readonly proved?: Proved;
}

/**
 * A connection of a classroom dialect: somebody without a nick of their own who is in a channel from the start. All
 * that such dialects do to their session and their line is done here; nothing is written once it has hung up.
 */
export class Guest {
  readonly session: Session;
  readonly line: Line;
  readonly #rights: Pick<Open, "guests">;
  #isOver = false;
  #wasThere = false;

  constructor(session: Session, line: Line, settings: Pick<Settings, "guests">) {
    this.session = session;
    this.line = line;
    this.#rights = guestsOf(settings);
  }

  /** Whether it has hung up. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether its user was in the channel before it came: another session of theirs is. */
  get wasThere(): boolean {
    return this.#wasThere;
  }

  /** Sends away whoever would have to sign in first; says whether it did. For dialects in which nobody can. */
  turnAway(): boolean {
    if (this.#rights.guests !== "none") return false;
    this.leave("Not let in", `${GOODBYES["account-needed"]}\n`);
    return true;
  }

  /** Comes in. `done` is called once: with why not, or with nothing when the guest is in the channel. */
  enter(name: GuestName, done: (refusal?: Refusal) => void): void {
    let refused = false;
    const settle = (refusal?: Refusal): void => {
      if (!refused) done(refusal);
      refused ||= refusal !== undefined;
    };
    this.session.submit(
      {
        type: "open",
        nick: name.nick,
        made: true,
        ident: name.dialect,
        realname: name.proved ? name.proved.account : `Guest by ${name.dialect}`,
        host: this.line.host,
        ...(name.address && !name.proved && { address: name.address }),
        ...this.#rights,
        ...name.proved,
        dialect: name.dialect,
      },
      ({ refusal }) => {
        this.#wasThere = this.session.user?.channels.has(fold(name.channel)) ?? false;
        if (refusal) settle(refusal);
      },
    );
    this.session.submit({ type: "join", channel: name.channel }, ({ refusal }) => settle(refusal));
  }

  /** Says a text. `done` is called once, with why not, or with nothing when it is durable; then others see it too. */
  say(to: string, text: string, done: (refusal?: Refusal) => void, form: Form = "message"): void {
    this.session.submit({ type: "say", to, text, form }, ({ refusal }) => done(refusal));
  }

  /** Writes a text as it is. */
  write(text: string): void {
    if (!this.#isOver) this.line.write(text);
  }

  /**
   * The files of a channel, the newest first; of several of one name only the newest. A refusal if the guest is not in it.
   * @throws Error (rejects) if they can't be looked up just now
   */
  files(channel: string, limit: number): Promise<readonly FileRef[] | { readonly refusal: Refusal }> {
    return this.session.listFiles(channel, limit);
  }

  /** Sends a file's content behind what was written. `done` is called once, unless the connection ends before. */
  send(file: FileRef, done: (isWhole: boolean) => void): void {
    if (!this.#isOver) this.line.stream(this.session.readFile(file), done);
  }

  /** Leaves at once and hangs up, with a last text. `reason` is what others are told. */
  leave(reason: string, last = ""): void {
    if (this.#isOver) return;
    if (last !== "") this.line.write(last);
    this.#isOver = true;
    this.session.end(reason);
    this.line.hangUp();
  }

  /** Leaves when all that was asked before is done and answered. */
  finish(reason: string, last?: string): void {
    this.session.after(() => this.leave(reason, last));
  }
}
