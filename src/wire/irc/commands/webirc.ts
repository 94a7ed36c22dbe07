import type { Address } from "../../../core/commands.ts";
import type { Call } from "../call.ts";
import type { Row } from "./row.ts";

/** Speaking for others (IRCv3 webirc). */
export const WEBIRC: Row = {
  name: "WEBIRC",
  minParams: 4,
  turn: "at-once",
  usage: "WEBIRC <password> <gateway> <hostname> <ip> [:<options>]",
  text: "Lets a gateway say whom it connects.",
  run(call) {
    const [password = "", gateway = "", , ip = "", options = ""] = call.params;
    const { client } = call;
    const origin = originOf(ip, options);
    if (!client.registration.isFresh) call.complain("462", [], "WEBIRC comes first");
    else if (!isGateway(call, password) || !client.line.comesFrom(origin, isSecure(options))) refuse(call, gateway);
  },
};

function refuse(call: Call, gateway: string): void {
  const { client } = call;
  client.line.note(`WEBIRC refused for "${gateway}"`);
  client.close("Invalid WebIRC password");
}

function isGateway({ client }: Call, password: string): boolean {
  const digest = client.line.digest(password);
  const { host } = client.line.peer;
  return client.server.webirc.some((gateway) => gateway.digest === digest && gateway.address === host);
}

/** Whether the client comes to the gateway by TLS. */
function isSecure(options: string): boolean {
  return options.split(" ").some((option) => /^secure(=|$)/.test(option));
}

/** The address of the gateway's client. Its host's name is not believed: nobody here has looked it up. */
function originOf(host: string, options: string): Address {
  const [, port = "0"] = /(?:^| )remote-port=(\d{1,5})(?: |$)/.exec(options) ?? [];
  return { host, port: Number(port) };
}
