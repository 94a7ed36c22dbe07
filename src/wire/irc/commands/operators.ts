import type { Command } from "../../../core/commands.ts";
import { LIMITS } from "../../../core/limits.ts";
import { cut } from "../../../core/utf8.ts";
import { operatorGuess } from "../../wrong-passwords.ts";
import type { Call } from "../call.ts";
import { answerWrong, countRight, countWrong, isBarred } from "../proof.ts";
import { reasonOf } from "./channel-view.ts";
import type { Row } from "./row.ts";

/** What operators of the server may do, and how one becomes one. */
export const OPERATORS: readonly Row[] = [
  {
    name: "OPER",
    minParams: 2,
    turn: "acts",
    usage: "OPER <name> <password>",
    text: "Makes you an operator of the server.",
    run(call) {
      const [name = "", password = ""] = call.params;
      oper(call, name, password);
    },
  },
  {
    name: "KILL",
    minParams: 1,
    turn: "acts",
    usage: "KILL <nick> [:<reason>]",
    text: "For operators: makes somebody leave the server.",
    run(call) {
      const [nick = "", reason = ""] = call.params;
      act(call, { type: "kill", nick, reason: reasonOf(reason) || "No reason given" });
    },
  },
  {
    name: "WALLOPS",
    minParams: 1,
    turn: "acts",
    usage: "WALLOPS :<text>",
    text: "For operators: tells something to everybody who wants to hear such (mode +w).",
    run(call) {
      const [text = ""] = call.params;
      act(call, { type: "wallops", text: cut(text, LIMITS.ircAwayBytes) });
    },
  },
  {
    name: "CHGHOST",
    minParams: 3,
    turn: "acts",
    usage: "CHGHOST <nick> <username> <host>",
    text: "For operators: changes the username and host that others see of somebody.",
    run(call) {
      const [nick = "", ident = "", host = ""] = call.params;
      act(call, { type: "chghost", nick, ident, host });
    },
  },
];

function act(call: Call, command: Command): void {
  call.submit(command, ({ emissions }) => call.show(emissions));
}

/** The password is compared as a digest; it is kept nowhere. */
function oper(call: Call, name: string, password: string): void {
  const { client } = call;
  const { operators } = client.server;
  const opens = operatorGuess(name);
  const answer = (): void => call.numeric("464", [], "Name or password is wrong");
  if (isBarred(client, opens)) {
    answerWrong(call, true, answer);
    return;
  }
  const known = operators.get(name);
  if (known === undefined || known !== client.line.digest(password)) {
    client.line.note(`OPER refused for "${cut(name, LIMITS.operatorBytes)}"`);
    countWrong(client, opens);
    answerWrong(call, false, answer);
    return;
  }
  countRight(client, opens);
  call.submit({ type: "oper", name }, ({ emissions }) => {
    call.numeric("381", [], "You are an operator of the server now");
    call.show(emissions);
  });
}
