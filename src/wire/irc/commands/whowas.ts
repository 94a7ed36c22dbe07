import { LIMITS } from "../../../core/limits.ts";
import { nickKey } from "../../../core/names.ts";
import type { Call } from "../call.ts";
import type { Row } from "./row.ts";

/** Who was here. */
export const WHOWAS: readonly Row[] = [
  {
    name: "WHOWAS",
    minParams: 0,
    turn: "asks",
    usage: "WHOWAS <nick> [<count>]",
    text: "Tells about those who had a nick and have left or changed it, the latest first.",
    run(call) {
      const [nick = "", count = ""] = call.params;
      if (nick === "") call.numeric("431", [], "No nickname given");
      else whowas(call, nick, Number.parseInt(count, 10));
    },
  },
];

/** 314 and 312 for each, or 406; then 369. @param count how many; as many as are shown unless it is a positive number */
function whowas(call: Call, nick: string, count: number): void {
  const { session, server } = call.client;
  const key = nickKey(nick.slice(0, LIMITS.nickBytes));
  const found = session.state.past.filter((past) => past.key === key).reverse();
  const most = count > 0 ? Math.min(count, LIMITS.pastShown) : LIMITS.pastShown;
  if (found.length === 0) call.numeric("406", [nick], "There was nobody of that nick");
  for (const past of found.slice(0, most)) {
    call.numeric("314", [past.nick, past.ident, past.host, "*"], past.realname);
    call.numeric("312", [past.nick, server.name], new Date(past.at).toUTCString());
  }
  call.numeric("369", [nick], "End of WHOWAS");
}
