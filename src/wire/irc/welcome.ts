import { LIMITS } from "../../core/limits.ts";
import type { User } from "../../core/state.ts";
import { utf8Length } from "../../core/utf8.ts";
import { watchedText } from "../watched-text.ts";
import type { Call } from "./call.ts";
import { CHANNEL_MODE_LETTERS, PARAMETER_MODE_LETTERS, USER_MODE_LETTERS } from "./isupport.ts";
import { sendOwnMetadata } from "./metadata-view.ts";
import { splitText } from "./split-text.ts";

/** What a client is greeted with first, in the order that clients wait for: 001 to 005, and LUSERS. */
export function welcome(call: Call, user: User): void {
  const { server } = call.client;
  call.numeric("001", [], `Welcome to ${server.network}, ${user.nick}!${user.ident}@${user.host}`);
  call.numeric("002", [], `Your host is ${server.name}, running version ${server.version}`);
  call.numeric("003", [], `This server was started ${new Date(server.started).toUTCString()}`);
  call.numeric("004", [server.name, server.version, USER_MODE_LETTERS, CHANNEL_MODE_LETTERS, PARAMETER_MODE_LETTERS]);
  sendIsupport(call);
  sendLusers(call);
}

/** The end of the greeting: what the user tells of themselves, and the message of the day. */
export function endWelcome(call: Call, user: User): void {
  sendOwnMetadata(call, user);
  sendMotd(call);
  const watched = watchedText(call.client.server, user);
  if (watched !== undefined) call.say("NOTICE", [user.nick, watched], true);
}

/** 005: what the server does and bears. */
export function sendIsupport(call: Call): void {
  const { client } = call;
  const lines = client.server.isupport
    .map((tokens) => call.numericLine("005", tokens, "are supported by this server"))
    .join("");
  if (client.has("batch") && client.has("draft/extended-isupport")) call.sendBatch("draft/isupport", lines);
  else call.send(lines);
}

/** 251 to 266: how many there are. */
export function sendLusers(call: Call): void {
  const { server, session } = call.client;
  const { users, channels } = session.state;
  let invisible = 0;
  let operators = 0;
  for (const { modes } of users.values()) {
    if (modes.includes("i")) invisible++;
    if (modes.includes("o")) operators++;
  }
  const open = [...channels.values()].filter((channel) => channel.members.size > 0 || channel.kept).length;
  const { size } = users;
  const most = Math.max(server.census.mostUsers, size);
  call.numeric("251", [], `There are ${size - invisible} users and ${invisible} invisible on 1 servers`);
  call.numeric("252", [String(operators)], "operator(s) online");
  call.numeric("253", [String(server.census.unregistered)], "unknown connection(s)");
  call.numeric("254", [String(open)], "channels formed");
  call.numeric("255", [], `I have ${size} clients and 0 servers`);
  call.numeric("265", [String(size), String(most)], `Current local users ${size}, max ${most}`);
  call.numeric("266", [String(size), String(most)], `Current global users ${size}, max ${most}`);
}

/** 375, 372, 376: the message of the day. */
export function sendMotd(call: Call): void {
  const { nick, server } = call.client;
  const room = LIMITS.ircLineBytes - utf8Length(`:${server.name} 372 ${nick} :- \r\n`);
  const usual = [
    "Browsers, terminals, IRC clients, netcat and scripts meet here.",
    `Say hello: /join ${server.channel}`,
  ];
  call.numeric("375", [], `- ${server.name} Message of the day -`);
  for (const text of server.motd ?? usual) {
    for (const line of splitText(text, room)) call.numeric("372", [], `- ${line}`);
  }
  call.numeric("376", [], "End of /MOTD command");
}
