import type { Register, Verifier } from "../../../core/account-commands.ts";
import type { Refusal } from "../../../core/answers.ts";
import { isNick } from "../../../core/names.ts";
import { checkInvite, linkOf } from "../../../core/rules/invite-links.ts";
import { newPassword, TOO_MANY_PASSWORDS } from "../../new-password.ts";
import { registeringOf as registeringUninvited } from "../../registrations.ts";
import type { Call } from "../call.ts";
import { hold, whenDone } from "../proof.ts";
import { registeringOf } from "../registering.ts";
import { AUTHENTICATE } from "./authenticate.ts";
import type { Row } from "./row.ts";

/** Making an account, and signing in to it (IRCv3 draft account-registration, sasl). */
export const ACCOUNTS: readonly Row[] = [
  AUTHENTICATE,
  {
    name: "REGISTER",
    minParams: 3,
    turn: "at-once",
    usage: "REGISTER <account or *> <email or *> <password>",
    text:
      "Makes an account, by the name of your nick with *, and signs you in to it. The email is not kept. " +
      "Where that takes an invite link, PASS <its code> comes first.",
    run(call) {
      const [name = "", , password = ""] = call.params;
      inTurn(call, name, () => register(call, name, password));
    },
  },
  {
    name: "VERIFY",
    minParams: 2,
    turn: "at-once",
    usage: "VERIFY <account> <code>",
    text: "Completes a registration elsewhere; here REGISTER is all that there is to do.",
    run(call) {
      const [name = ""] = call.params;
      inTurn(call, name, () => {
        if (call.client.login.account !== undefined) fail(call, "ALREADY_AUTHENTICATED", name, SIGNED_IN);
        else fail(call, "INVALID_CODE", name, "There is no registration that waits for a code");
      });
    },
  },
];

const SIGNED_IN = "You are signed in to an account already";
const UNAVAILABLE = "TEMPORARILY_UNAVAILABLE";
const UNINVITED = "Accounts are made here with an invite link: say PASS <its code> first, and then REGISTER again";
const INVITED = "The invite link leads to this channel";

/** Runs what may be done now, when all that the client asked before is done. */
function inTurn(call: Call, name: string, run: () => void): void {
  const { registration } = call.client;
  const registering = registeringOf(call.client);
  if (registering === "none") fail(call, UNAVAILABLE, name, "Accounts are not made by REGISTER here");
  else if (registration.isComplete) call.ask(run);
  else if (registering === "after-connect") {
    fail(call, "COMPLETE_CONNECTION_REQUIRED", name, "Register your connection first");
  } else if (!registration.mayEnter) fail(call, UNAVAILABLE, name, "Say the server's password first");
  else run();
}

function register(call: Call, asked: string, password: string): void {
  const { session, server, registration, line } = call.client;
  const nick = session.user?.nick ?? registration.asked;
  if (nick === undefined) {
    fail(call, "NEED_NICK", "*", "Choose a nick first");
    return;
  }
  const account = asked === "*" ? nick : asked;
  const problem = problemOf(call, account);
  if (problem) {
    fail(call, problem.code, account, problem.text);
    return;
  }
  const chosen = newPassword(account, password);
  if ("refusal" in chosen) {
    const code = chosen.isWeak ? "WEAK_PASSWORD" : "UNACCEPTABLE_PASSWORD";
    fail(call, code, account, chosen.refusal.text);
    return;
  }
  const enough = server.registrations.check(line.peer.host, line.now());
  if (enough) {
    fail(call, UNAVAILABLE, account, enough.text);
    return;
  }
  const tooMany = (): void => fail(call, UNAVAILABLE, account, TOO_MANY_PASSWORDS.text);
  const settle = (verifier: Verifier | "busy"): void => {
    if (verifier === "busy") tooMany();
    else make(call, account, verifier);
  };
  whenDone(call, server.passwords.make(chosen.prepared, line.peer.host), settle, tooMany);
}

/** Why there may be no such account, as the codes of the draft say it. */
function problemOf(call: Call, account: string): { readonly code: string; readonly text: string } | undefined {
  const { session, server, login, registration, line } = call.client;
  if (login.account !== undefined) return { code: "ALREADY_AUTHENTICATED", text: SIGNED_IN };
  if (registration.invite === undefined && registeringUninvited(server) === "none")
    return { code: UNAVAILABLE, text: UNINVITED };
  // Who has no way in does not learn here which accounts there are.
  const uninvited = registration.invite && checkInvite(session.state, registration.invite, line.now());
  if (uninvited) return { code: UNAVAILABLE, text: uninvited.text };
  if (!isNick(account)) return { code: "BAD_ACCOUNT_NAME", text: "An account's name is one that a nick could be" };
  // Whether there may be such an account does not depend on what proves its password.
  const refusal = session.check(registerAct(call, account, server.passwords.standIn(account)));
  return refusal && { code: codeOf(refusal), text: refusal.text };
}

function registerAct({ client }: Call, account: string, verifier: Verifier): Register {
  const { invite } = client.registration;
  return { type: "register", account, verifier, ...(invite !== undefined && { invite }) };
}

function make(call: Call, account: string, verifier: Verifier): void {
  const { server, line, login, registration } = call.client;
  // Others may have been faster while the password was worked on.
  const enough = server.registrations.take(line.peer.host, line.now());
  if (enough) {
    fail(call, UNAVAILABLE, account, enough.text);
    return;
  }
  const channel = invitedTo(call);
  // What comes next may be what makes the client somebody: by then it is signed in.
  const end = hold(call);
  call.submit(
    registerAct(call, account, verifier),
    ({ emissions, seq }) => {
      call.say("REGISTER", ["SUCCESS", account, "The account is yours"], true);
      if (channel !== undefined) call.say("NOTE", ["REGISTER", "INVITED", channel, INVITED], true);
      login.signedIn(call, { account, renewed: seq });
      call.show(emissions);
      // Who has said all else may have been waited for.
      registration.proceed(call);
      end();
    },
    (refusal) => {
      fail(call, codeOf(refusal), account, refusal.text);
      end();
    },
  );
}

/** The channel that the client's invite link leads to. */
function invitedTo({ client: { registration, session } }: Call): string | undefined {
  return registration.invite === undefined ? undefined : linkOf(session.state, registration.invite)?.channel;
}

function codeOf({ code }: Refusal): string {
  // Somebody's nick can no more be had as an account than an account that there is.
  if (code === "account-exists" || code === "nick-in-use") return "ACCOUNT_EXISTS";
  return code === "bad-nick" ? "BAD_ACCOUNT_NAME" : UNAVAILABLE;
}

/** The name stands in a line as the client sent it, so it is one word. */
function fail(call: Call, code: string, account: string, text: string): void {
  call.fail(code, [account], text);
}
