import { type Refusal, refuse } from "../../core/answers.ts";
import type { Kind } from "../../core/ports.ts";
import type { Session } from "../../core/session.ts";
import type { Answer } from "../../core/session-host.ts";
import { hears } from "../../core/view.ts";
import type { Line } from "../conversation.ts";
import type { Rest } from "./asker.ts";
import type { ServerMessage } from "./messages.ts";

/** What is told who asked: what `ok` carries, or why not. */
export type Told = Rest | { readonly refusal: Refusal };

/** All JSON clients see the same. */
export const KIND: Kind = { render: (event) => (event.type === "arrive" ? "" : encode(event)) };

/** A message as a line. */
export function encode(message: ServerMessage): string {
  return `${JSON.stringify(message)}\n`;
}

/** Answers the commands of one connection. */
export class Answers {
  readonly #session: Session;
  readonly #line: Line;
  /** Reads of history that have no answer yet. */
  #reads = 0;
  /** What is done when they have, if the talk is to end. */
  #leave: (() => void) | undefined;

  constructor(session: Session, line: Line) {
    this.#session = session;
    this.#line = line;
  }

  ok(ref: string | undefined, rest: Rest = {}): void {
    this.#line.write(encode({ type: "ok", ...(ref !== undefined && { ref }), ...rest }));
  }

  refuse(ref: string | undefined, refusal: Refusal): void {
    this.#line.write(encode({ type: "refused", ...(ref !== undefined && { ref }), ...refusal }));
  }

  tell(ref: string | undefined, told: Told): void {
    if ("refusal" in told) this.refuse(ref, told.refusal);
    else this.ok(ref, told);
  }

  found(ref: string | undefined, answer: Rest | undefined, otherwise: Refusal): void {
    if (answer) this.ok(ref, answer);
    else this.refuse(ref, otherwise);
  }

  /** Tells what became of an act: the client sees its own events as everybody does, and then the answer. */
  settled(ref: string | undefined, answer: Answer, rest: Rest = {}): void {
    if (answer.refusal) {
      this.refuse(ref, answer.refusal);
      return;
    }
    const { user, state } = this.#session;
    let text = "";
    for (const { event, audience } of answer.emissions) {
      if (event.type === "message" || (user && hears(state, audience, user))) text += KIND.render(event) ?? "";
    }
    if (text !== "") this.#line.write(text);
    this.ok(ref, {
      ...(answer.repeats === undefined
        ? answer.seq > 0 && { seq: answer.seq }
        : { seq: answer.repeats, repeated: true }),
      ...(answer.refusals?.length && { refused: answer.refusals }),
      ...rest,
    });
  }

  /** Answers with what is looked up. */
  look(ref: string | undefined, told: Promise<Told>): void {
    this.read(
      ref,
      told.then((answer) => this.tell(ref, answer)),
    );
  }

  /** Counts a read of the history until it is answered. */
  read(ref: string | undefined, answered: Promise<void>): void {
    this.#reads++;
    answered
      .catch(() => this.refuse(ref, refuse("unavailable")))
      .finally(() => {
        this.#reads--;
        const leave = this.#leave;
        if (this.#reads > 0 || !leave) return;
        this.#leave = undefined;
        // For what was read something may have been asked, which is answered first.
        this.#session.after(() => this.leaveWhenAnswered(leave));
      });
  }

  /** Whoever asks and then leaves still gets the answer. */
  leaveWhenAnswered(leave: () => void): void {
    if (this.#reads === 0) leave();
    else this.#leave = leave;
  }
}
