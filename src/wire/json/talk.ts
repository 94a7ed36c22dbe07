import type { Session } from "../../core/session.ts";
import type { Line, Settings } from "../conversation.ts";
import type { Guesses } from "../guesses.ts";
import type { Answers } from "./answers.ts";
import type { InOrder } from "./in-order.ts";

/** One JSON connection, as its parts see it. */
export interface Talk {
  readonly session: Session;
  readonly line: Line;
  readonly settings: Settings;
  readonly answers: Answers;
  readonly inOrder: InOrder;
  /** Its wrong passwords. */
  readonly guesses: Guesses;
}

/**
 * Goes on with what was worked on outside, in a turn of the connection's own: a bug in it ends that connection alone. If the
 * connection is gone by then, nothing of it is carried out any more.
 */
export function inOwnTurn<T>(line: Pick<Line, "timer">, promise: Promise<T>, run: (value: T) => void): void {
  void promise.then(
    (value) => line.timer(0, () => run(value)),
    (cause: unknown) =>
      line.timer(0, () => {
        throw cause;
      }),
  );
}
