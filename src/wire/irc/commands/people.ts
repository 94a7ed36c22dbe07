import { type User, userByNick } from "../../../core/state.ts";
import { channelsOf, presenceOf } from "../../../core/view.ts";
import type { Call } from "../call.ts";
import { bounded, listed, packed, shownSigns } from "./channel-view.ts";
import type { Row } from "./row.ts";
import { sendWho } from "./who.ts";

/** Nicks of one USERHOST (RFC 2812, 4.8). */
const USERHOST_NICKS = 5;

/** Who is here, and who is away. */
export const PEOPLE: readonly Row[] = [
  {
    name: "WHO",
    minParams: 0,
    turn: "asks",
    usage: "WHO <channel, nick or mask>",
    text: "Lists users.",
    run(call, user) {
      sendWho(call, user, call.params[0] ?? "*");
    },
  },
  {
    name: "WHOIS",
    minParams: 0,
    turn: "asks",
    usage: "WHOIS [<server>] <nick>",
    text: "Tells about somebody.",
    run(call, user) {
      const [nicks] = call.params.slice(-1);
      if (nicks === undefined || nicks === "") call.numeric("431", [], "No nickname given");
      else whois(call, user, nicks);
    },
  },
  {
    name: "WHOWAS",
    minParams: 0,
    turn: "asks",
    usage: "WHOWAS <nick>",
    text: "Would tell about somebody who has left; nothing of the kind is kept.",
    run(call) {
      const [nick = ""] = call.params;
      if (nick === "") {
        call.numeric("431", [], "No nickname given");
        return;
      }
      call.numeric("406", [nick], "There was nobody of that nick");
      call.numeric("369", [nick], "End of WHOWAS");
    },
  },
  {
    name: "AWAY",
    minParams: 0,
    turn: "acts",
    usage: "AWAY [:<text>]",
    text: "Says that you are away, or without a text back.",
    run(call) {
      const [text = ""] = call.params;
      call.submit({ type: "away", ...(text && { text: bounded(text) }) }, () => {
        if (text === "") call.numeric("305", [], "You are no longer marked as being away");
        else call.numeric("306", [], "You have been marked as being away");
      });
    },
  },
  {
    name: "USERHOST",
    minParams: 1,
    turn: "asks",
    usage: "USERHOST <nick>{ <nick>}",
    text: "Shows the names and hosts of up to five users.",
    run(call) {
      const users = found(call, call.params.slice(0, USERHOST_NICKS));
      const answers = users.map((user) => {
        const sign = user.away === undefined ? "+" : "-";
        return `${user.nick}=${sign}${user.ident}@${user.host}`;
      });
      call.numeric("302", [], answers.join(" "));
    },
  },
  {
    name: "ISON",
    minParams: 1,
    turn: "asks",
    usage: "ISON <nick>{ <nick>}",
    text: "Says which of these nicks are here.",
    run(call) {
      const nicks = call.params.flatMap((param) => param.split(" "));
      call.numeric("303", [], packed(call, "303", namesOf(found(call, nicks)))[0] ?? "");
    },
  },
];

function found(call: Call, nicks: readonly string[]): User[] {
  return nicks.flatMap((nick) => userByNick(call.client.session.state, nick) ?? []);
}

function namesOf(users: readonly User[]): string[] {
  return users.map((user) => user.nick);
}

function whois(call: Call, asker: User, nicks: string): void {
  for (const nick of listed(nicks).slice(0, 1)) {
    const user = userByNick(call.client.session.state, nick);
    if (user) describe(call, asker, user);
    else call.numeric("401", [nick], "Nobody here has that nick");
  }
  call.numeric("318", [nicks], "End of /WHOIS list");
}

function describe(call: Call, asker: User, user: User): void {
  const { server, session } = call.client;
  const { nick } = user;
  call.numeric("311", [nick, user.ident, user.host, "*"], user.realname);
  const channels = channelsOf(session.state, user, asker).map(
    (channel) => shownSigns(call, channel.members.get(user.id) ?? "") + channel.name,
  );
  for (const line of packed(call, `319 ${nick}`, channels)) call.numeric("319", [nick], line);
  const { dialects } = presenceOf(session.state, user);
  call.numeric("312", [nick, server.name], `${server.network}, by way of ${dialects.join(" and ")}`);
  if (user.away !== undefined) call.numeric("301", [nick], user.away);
  if (user.modes.includes("B")) call.numeric("335", [nick], "is a bot");
}
