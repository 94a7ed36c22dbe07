import { LIMITS } from "../../../core/limits.ts";
import { cut } from "../../../core/utf8.ts";
import type { Call } from "../call.ts";
import { CAP } from "./cap.ts";
import type { Row } from "./row.ts";
import { WEBIRC } from "./webirc.ts";

/** What concerns the connection: who speaks, what both sides can do, and whether it still stands. */
export const CONNECTION: readonly Row[] = [
  CAP,
  WEBIRC,
  {
    name: "PASS",
    minParams: 1,
    turn: "at-once",
    usage: "PASS <password>",
    text: "Gives a password, or an invite link or its code, before registration.",
    run(call) {
      const [password = ""] = call.params;
      const { registration } = call.client;
      if (registration.isComplete) alreadyRegistered(call);
      else registration.pass(password);
    },
  },
  {
    name: "NICK",
    minParams: 0,
    turn: "at-once",
    usage: "NICK <nick>",
    text: "Takes a nick, or another one.",
    run(call) {
      const [nick = ""] = call.params;
      const { registration } = call.client;
      if (nick === "") call.complain("431", [], "No nickname given");
      else if (!registration.isComplete) registration.nick(call, nick);
      else changeNick(call, nick);
    },
  },
  {
    name: "USER",
    minParams: 4,
    turn: "at-once",
    usage: "USER <username> 0 * :<real name>",
    text: "Says who you are when you connect.",
    run(call) {
      const [username = "", , , realname = ""] = call.params;
      const { registration } = call.client;
      if (registration.isComplete) alreadyRegistered(call);
      else if (username === "" || realname === "") call.needMoreParams();
      else registration.user(call, username, realname);
    },
  },
  {
    name: "PING",
    minParams: 1,
    turn: "at-once",
    usage: "PING <token>",
    text: "Is answered with the token once everything before it is done, whoever asked for it.",
    run(call) {
      const [token = ""] = call.params;
      const pong = (): void => call.say("PONG", [call.client.server.name, token], true);
      if (call.client.registration.isComplete) call.afterAll(pong);
      else pong();
    },
  },
  {
    name: "PONG",
    minParams: 0,
    turn: "at-once",
    usage: "PONG <token>",
    text: "Answers the server's PING.",
    run() {
      // That something was heard is all there is to it.
    },
  },
  {
    name: "ERROR",
    minParams: 0,
    turn: "at-once",
    usage: "ERROR :<text>",
    text: "Is for servers; from a client it means nothing.",
    run() {
      // Servers say it to each other.
    },
  },
  {
    name: "QUIT",
    minParams: 0,
    turn: "at-once",
    usage: "QUIT [:<reason>]",
    text: "Leaves the server.",
    run(call) {
      const { client } = call;
      const [reason = ""] = call.params;
      const shown = reason === "" ? "Quit" : `Quit: ${cut(reason, LIMITS.ircReasonBytes)}`;
      client.deafen();
      // Behind the answers to everything before it.
      client.session.after(() => {
        // Whoever sees the connection end can ask for the nick.
        client.session.end(shown, () => client.close(`Closing link: ${client.line.host} (${shown})`));
      });
    },
  },
];

function changeNick(call: Call, nick: string): void {
  call.submit(
    { type: "nick", nick },
    (done) => call.show(done.emissions),
    (refusal) => {
      // The first nick was refused while this one was on its way: it is the next try.
      if (refusal.code === "not-open") call.client.registration.nick(call, nick);
      else call.refuse(refusal);
    },
  );
}

function alreadyRegistered(call: Call): void {
  call.ask(() => call.numeric("462", [], "You are registered already"));
}
