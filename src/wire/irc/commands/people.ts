import { LIMITS } from "../../../core/limits.ts";
import { accountByName, type User, userByNick } from "../../../core/state.ts";
import { cut } from "../../../core/utf8.ts";
import { channelsOf, presenceOf } from "../../../core/view.ts";
import type { Call } from "../call.ts";
import { sendWhoisMetadata } from "../metadata-view.ts";
import { listed, packed, seconds, shownSigns } from "./channel-view.ts";
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
    usage: "WHO <channel, nick or mask> [o][%<fields>[,<token>]]",
    text: "Lists users: with o only operators of the server, with % the fields of your choice (tcuihsnfdlaor).",
    run(call, user) {
      const [mask = "*", options = ""] = call.params;
      sendWho(call, user, mask, options);
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
    name: "AWAY",
    minParams: 0,
    turn: "acts",
    early: "draft/pre-away",
    usage: "AWAY [:<text>]",
    text: "Says that you are away, or without a text back.",
    run(call) {
      const [text = ""] = call.params;
      const away = text === "" ? undefined : cut(text, LIMITS.ircAwayBytes);
      const { registration } = call.client;
      if (!registration.isComplete) {
        registration.away(away);
        sendAway(call, away);
        return;
      }
      call.submit({ type: "away", ...(away !== undefined && { text: away }) }, () => sendAway(call, away));
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

/** 305 and 306: whether one is away now. */
function sendAway(call: Call, away: string | undefined): void {
  if (away === undefined) call.numeric("305", [], "You are no longer marked as being away");
  else call.numeric("306", [], "You have been marked as being away");
}

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

/** What somebody is who keeps order here: by their account's role, or by OPER. */
function dutyOf({ client }: Call, { account }: User): string {
  const role = account === undefined ? undefined : accountByName(client.session.state, account)?.role;
  if (role === undefined) return "an operator";
  return role === "owner" ? "an owner" : "an admin";
}

function describe(call: Call, asker: User, user: User): void {
  const { client } = call;
  const { server, session } = client;
  const { nick } = user;
  call.numeric("311", [nick, user.ident, user.host, "*"], user.realname);
  const channels = channelsOf(session.state, user, asker).map(
    (channel) => shownSigns(call, channel.members.get(user.id) ?? "") + channel.name,
  );
  for (const line of packed(call, `319 ${nick}`, channels)) call.numeric("319", [nick], line);
  const { dialects } = presenceOf(session.state, user);
  call.numeric("312", [nick, server.name], server.description);
  // That it is IRC goes without saying.
  if (dialects.some((dialect) => dialect !== "irc")) {
    call.numeric("320", [nick], `is connected by way of ${dialects.join(" and ")}`);
  }
  if (user.away !== undefined) call.numeric("301", [nick], user.away);
  if (user.operator !== undefined) call.numeric("313", [nick], `is ${dutyOf(call, user)} of the server`);
  if (user.account !== undefined) call.numeric("330", [nick, user.account], "is signed in as");
  // A parameter can't begin with a colon, as `::1` does.
  if (user === asker) call.numeric("338", [nick, client.line.peer.host.replace(/^:/, "0:")], "is your own address");
  const idle = seconds(Math.max(0, client.line.now() - user.spoke));
  call.numeric("317", [nick, String(idle), String(seconds(user.since))], "seconds idle, signon time");
  if (user.modes.includes("B")) call.numeric("335", [nick], "is a bot");
  sendWhoisMetadata(call, user);
}
