import type { Account } from "../../core/accounts.ts";
import type { Refusal } from "../../core/answers.ts";
import { confirm, type Proving } from "../sign-in.ts";
import type { Call } from "./call.ts";
import type { Client } from "./client.ts";

/** What it takes to look at what a client says to prove who it is. */
export function provingOf({ server, session, line }: Pick<Client, "server" | "session" | "line">): Proving {
  return {
    state: session.state,
    passwords: server.passwords,
    wrong: server.wrong,
    digest: (secret) => line.digest(secret),
    now: () => line.now(),
  };
}

/**
 * Waits for what is worked on outside: what the client sends meanwhile waits too. What becomes of it is told in a turn of
 * the connection's own, if that is still there.
 *
 * @param failed if it can't be found out
 */
export function whenDone<T>(call: Call, asked: Promise<T>, settle: (outcome: T) => void, failed: () => void): void {
  const { guesses, line } = call.client;
  const release = guesses.hold(call);
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
  const { client } = call;
  const settle = (refusal: Refusal | undefined): void => {
    if (!refusal) goOn();
    else if (refusal.code === "wrong-password") client.guesses.delay(call, () => refused(refusal));
    else if (refusal.code === "too-many-tries") client.guesses.bar(call, () => refused(refusal));
    else refused(refusal);
  };
  const asked = confirm(provingOf(client), account.name, password, client.line.peer.host);
  whenDone(call, asked, settle, () => refused({ code: "unavailable", text: UNAVAILABLE }));
}

const UNAVAILABLE = "That could not be looked at just now; try again.";
