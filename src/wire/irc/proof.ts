import type { Account } from "../../core/accounts.ts";
import type { Refusal } from "../../core/answers.ts";
import { confirm, provingOf } from "../sign-in.ts";
import type { Call } from "./call.ts";
import type { Client } from "./client.ts";

/**
 * Whether so many tries were wrong, from this client's address or for what is to be opened, that no other is looked at now.
 *
 * @param opens as `accountGuess` and `operatorGuess` have it, if that is known
 */
export function isBarred({ server, line }: Client, opens: string | undefined): boolean {
  return server.wrong.isBarred(line.peer.host, opens, line.now());
}

/** Notes a try that was wrong, beyond the connection; as `isBarred`. */
export function countWrong({ server, line }: Client, opens: string | undefined): void {
  server.wrong.count(line.peer.host, opens, line.now());
}

/** Notes that something was opened from this client's address; as `isBarred`. */
export function countRight({ server, line }: Client, opens: string): void {
  server.wrong.right(line.peer.host, opens);
}

/**
 * Answers a wrong try in its time; until then the client is not heard, and the last one is its end.
 *
 * @param isUnseen whether it was not looked at, since there were too many: that is answered after the longest time
 */
export function answerWrong(call: Call, isUnseen: boolean, answer: () => void): void {
  whileHeld(call, answer, (whole, release) => call.client.guesses.answer(isUnseen, whole, release));
}

/** Has an answer given that is whole when it is there, so that it stands in front of what may end the connection. */
function whileHeld(call: Call, answer: () => void, give: (whole: () => void, release: () => void) => void): void {
  const done = call.later();
  give(() => {
    answer();
    done();
  }, call.client.turnstile.hold());
}

/** Answers a refusal as `Guesses.refuse` does: in its time if that is of a wrong password, or else at once. */
export function refuseInTime(call: Call, refusal: Refusal, answer: () => void): void {
  whileHeld(call, answer, (whole, release) => call.client.guesses.refuse(refusal, whole, release));
}

/** The answer comes later, and what the client sends from now on waits, until the returned function is called, once. */
export function hold(call: Call): () => void {
  const done = call.later();
  const release = call.client.turnstile.hold();
  return () => {
    done();
    release();
  };
}

/**
 * Waits for what is worked on outside: what the client sends meanwhile waits too. What becomes of it is told in a turn of
 * the connection's own, if that is still there.
 *
 * @param failed if it can't be found out
 */
export function whenDone<T>(call: Call, asked: Promise<T>, settle: (outcome: T) => void, failed: () => void): void {
  const { line } = call.client;
  const release = hold(call);
  const inTurn = (run: () => void): void => {
    line.timer(0, () => {
      run();
      release();
    });
  };
  asked.then(
    (outcome) => inTurn(() => settle(outcome)),
    () => inTurn(failed),
  );
}

/**
 * Goes on once a client has said the password of its account, if that has one; a token is not enough. A wrong one is
 * answered in its time.
 */
export function whenConfirmed(
  call: Call,
  account: Account,
  password: string,
  goOn: () => void,
  refused: (refusal: Refusal) => void,
): void {
  if (!account.verifier) {
    goOn();
    return;
  }
  const { server, session, line } = call.client;
  const settle = (refusal: Refusal | undefined): void => {
    if (!refusal) goOn();
    else refuseInTime(call, refusal, () => refused(refusal));
  };
  const asked = confirm(provingOf(server, session, line), account.name, password, line.peer.host);
  whenDone(call, asked, settle, () => refused({ code: "unavailable", text: UNAVAILABLE }));
}

const UNAVAILABLE = "That could not be looked at just now; try again.";
