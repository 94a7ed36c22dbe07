import type { Call } from "../call.ts";
import { seconds } from "./channel-view.ts";
import type { Row } from "./row.ts";

/** The servers of the network, of which others see one. */
export const NETWORK: readonly Row[] = [
  {
    name: "LINKS",
    minParams: 0,
    turn: "asks",
    usage: "LINKS",
    text: "Lists the servers of the network, for operators.",
    run(call, user) {
      const { name, description } = call.client.server;
      if (user.operator !== undefined) call.numeric("364", [name, name], `0 ${description}`);
      call.numeric("365", ["*"], "End of /LINKS list");
    },
  },
  {
    name: "MAP",
    minParams: 0,
    turn: "asks",
    usage: "MAP",
    text: "Draws the servers of the network.",
    run(call) {
      const { server, session } = call.client;
      call.numeric("015", [], `${server.name} [${session.state.users.size} users]`);
      call.numeric("017", [], "End of /MAP");
    },
  },
  {
    name: "STATS",
    minParams: 0,
    turn: "asks",
    usage: "STATS u",
    text: "Tells for how long the server has been running.",
    run(call) {
      const [[letter = "*"] = []] = call.params.map((param) => [...param]);
      if (letter === "u") sendUptime(call);
      call.numeric("219", [letter], "End of /STATS report");
    },
  },
];

/** 242: days, hours, minutes and seconds since the server started. */
function sendUptime(call: Call): void {
  const { line, server } = call.client;
  const up = seconds(line.now() - server.started);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  const clock = `${two((up % 86_400) / 3_600)}:${two((up % 3_600) / 60)}:${two(up % 60)}`;
  call.numeric("242", [], `Server Up ${Math.floor(up / 86_400)} days ${clock}`);
}
