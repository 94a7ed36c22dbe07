import type { Call } from "../call.ts";
import { sendIsupport, sendLusers, sendMotd } from "../welcome.ts";
import type { Row } from "./row.ts";

/** What the server tells of itself. */
export const INFO: readonly Row[] = [
  {
    name: "MOTD",
    minParams: 0,
    turn: "asks",
    usage: "MOTD",
    text: "Shows the message of the day.",
    run(call) {
      sendMotd(call);
    },
  },
  {
    name: "LUSERS",
    minParams: 0,
    turn: "asks",
    usage: "LUSERS",
    text: "Counts users, connections and channels.",
    run(call) {
      sendLusers(call);
    },
  },
  {
    name: "VERSION",
    minParams: 0,
    turn: "asks",
    usage: "VERSION",
    text: "Shows the server's version and what it does.",
    run(call) {
      const { server } = call.client;
      call.numeric("351", [server.version, server.name], "https://ircv3.net is spoken here");
      sendIsupport(call);
    },
  },
  {
    name: "ISUPPORT",
    minParams: 0,
    turn: "acts",
    early: "draft/extended-isupport",
    usage: "ISUPPORT",
    text: "Shows what the server does and bears.",
    run(call) {
      call.inTurn(() => sendIsupport(call));
    },
  },
  {
    name: "TIME",
    minParams: 0,
    turn: "asks",
    usage: "TIME",
    text: "Shows the server's time.",
    run(call) {
      const { line, server } = call.client;
      call.numeric("391", [server.name], new Date(line.now()).toUTCString());
    },
  },
  {
    name: "ADMIN",
    minParams: 0,
    turn: "asks",
    usage: "ADMIN",
    text: "Shows who runs the server.",
    run(call) {
      const { server } = call.client;
      call.numeric("256", [server.name], "Administrative info");
      call.numeric("257", [], `This is ${server.name}, a part of ${server.network}`);
      call.numeric("258", [], "It is run by whoever started it");
      call.numeric("259", [], "No address is given");
    },
  },
  {
    name: "INFO",
    minParams: 0,
    turn: "asks",
    usage: "INFO",
    text: "Tells what the server is.",
    run(call) {
      const { server } = call.client;
      call.numeric("371", [], `${server.version}: a chat server that anything with a socket can join`);
      call.numeric("371", [], `Running since ${new Date(server.started).toUTCString()}`);
      call.numeric("374", [], "End of /INFO list");
    },
  },
  {
    name: "HELP",
    minParams: 0,
    turn: "asks",
    usage: "HELP [<command>]",
    text: "Lists the commands, or tells about one.",
    run: help,
  },
  {
    name: "HELPOP",
    minParams: 0,
    turn: "asks",
    usage: "HELPOP [<command>]",
    text: "Is the same as HELP.",
    run: help,
  },
];

/** 704 to 706, made from the table of commands. */
function help(call: Call): void {
  const { commands } = call.client;
  const [subject = ""] = call.params;
  if (subject === "") {
    call.numeric("704", ["*"], "Commands; HELP <command> tells about one");
    for (const { usage } of commands.values()) call.numeric("705", ["*"], usage);
    call.numeric("706", ["*"], "End of /HELP");
    return;
  }
  const row = commands.get(subject.toUpperCase());
  if (!row) {
    call.numeric("524", [subject], "There is no help on that");
    return;
  }
  call.numeric("704", [row.name], row.usage);
  call.numeric("705", [row.name], row.text);
  call.numeric("706", [row.name], "End of /HELP");
}
