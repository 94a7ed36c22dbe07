import { LIMITS } from "../../../core/limits.ts";
import { isNick } from "../../../core/names.ts";
import { type User, userByNick } from "../../../core/state.ts";
import type { Call } from "../call.ts";
import { sendMetadataOf } from "../metadata-view.ts";
import { listed, packed } from "./channel-view.ts";
import type { Row } from "./row.ts";

/** Watching for nicks (IRCv3 monitor). */
export const MONITOR: readonly Row[] = [
  {
    name: "MONITOR",
    minParams: 1,
    turn: "asks",
    usage: "MONITOR + <nick>{,<nick>} | - <nick>{,<nick>} | C | L | S",
    text: "Tells you when somebody of these nicks comes or goes.",
    run(call) {
      const [modifier = "", nicks = ""] = call.params;
      monitor(call, modifier.toUpperCase(), listed(nicks));
    },
  },
];

function monitor(call: Call, modifier: string, nicks: readonly string[]): void {
  const list = call.client.monitor;
  switch (modifier) {
    case "+":
      add(call, nicks);
      break;
    case "-":
      for (const nick of nicks) list.remove(nick);
      break;
    case "C":
      list.clear();
      break;
    case "L":
      send(call, "732", list.nicks);
      call.numeric("733", [], "End of MONITOR list");
      break;
    case "S":
      sendStatus(call, list.nicks);
      break;
    default:
      call.numeric("400", [call.command], "MONITOR takes +, -, C, L or S");
  }
}

/** Those that could be added are shown; nothing is added behind the one for which there was no room. */
function add(call: Call, nicks: readonly string[]): void {
  const valid = nicks.filter((nick) => {
    if (!isNick(nick)) call.numeric("432", [nick], "That is no nick");
    return isNick(nick);
  });
  const full = valid.findIndex((nick) => !call.client.monitor.add(nick));
  sendStatus(call, full < 0 ? valid : valid.slice(0, full));
  if (full < 0) return;
  const left = valid.slice(full).join(",");
  call.numeric("734", [String(LIMITS.watchesPerSession), left], "Monitor list is full");
}

/** 730 and 731: which of the nicks are here, and what those tell of themselves as metadata. */
function sendStatus(call: Call, nicks: readonly string[]): void {
  const online: User[] = [];
  const offline: string[] = [];
  for (const nick of nicks) {
    const user = userByNick(call.client.session.state, nick);
    if (user) online.push(user);
    else offline.push(nick);
  }
  send(
    call,
    "730",
    online.map(({ nick, ident, host }) => `${nick}!${ident}@${host}`),
  );
  send(call, "731", offline);
  for (const { nick } of online) sendMetadataOf(call, nick);
}

function send(call: Call, code: string, targets: readonly string[]): void {
  for (const line of packed(call, code, targets, ",")) call.numeric(code, [], line);
}
