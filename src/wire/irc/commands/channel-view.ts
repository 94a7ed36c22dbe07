import { LIMITS } from "../../../core/limits.ts";
import { signsOf } from "../../../core/modes.ts";
import { type Channel, channelByName, type User } from "../../../core/state.ts";
import { cut, utf8Length } from "../../../core/utf8.ts";
import { type MemberView, membersSeen } from "../../../core/view.ts";
import type { Call } from "../call.ts";
import { sendArrivalMetadata } from "../metadata-view.ts";
import { showMark } from "./read-marker.ts";

/** What clients are shown of a channel, by several commands. */

/** 332 and 333: the topic and who set it; 331 or nothing if there is none. */
export function sendTopic(call: Call, channel: Channel, isAsked: boolean): void {
  const { topic } = channel;
  if (!topic) {
    if (isAsked) call.numeric("331", [channel.name], "No topic is set");
    return;
  }
  call.numeric("332", [channel.name], topic.text);
  call.numeric("333", [channel.name, topic.by, String(seconds(topic.at))]);
}

/**
 * What is shown of a channel to who comes into it: the topic, how far they have read, who is there, and what is told of
 * all of it as metadata.
 */
export function sendArrival(call: Call, user: User, channel: Channel): void {
  sendTopic(call, channel, false);
  showMark(call, user, channel.name);
  if (!call.client.has("no-implicit-names")) {
    sendMembers(call, user, channel.name);
    sendEndOfNames(call, channel.name);
  }
  sendArrivalMetadata(call, user, channel);
}

/** 353: the members that the user may see, in as few lines as they fit in. */
export function sendMembers(call: Call, user: User, name: string): void {
  const channel = channelByName(call.client.session.state, name);
  if (!channel) return;
  const symbol = channel.flags.includes("s") ? "@" : "=";
  const names = membersSeen(call.client.session.state, name, user).map((member) => nameOf(call, member));
  for (const line of packed(call, `353 ${symbol} ${channel.name}`, names)) {
    call.numeric("353", [symbol, channel.name], line);
  }
}

/** 366: no more members. `names` is what was asked for, as it was written. */
export function sendEndOfNames(call: Call, names: string): void {
  call.numeric("366", [names], "End of /NAMES list");
}

/** Words in lines that have room for them beside `head`, the client's nick and the server's name. */
export function packed(call: Call, head: string, words: readonly string[], between = " "): string[] {
  const { server, nick } = call.client;
  // Two colons, two spaces more, CR LF.
  const room = LIMITS.ircLineBytes - utf8Length(`${server.name}${nick}${head}`) - 6;
  const lines: string[] = [];
  let line = "";
  let bytes = 0;
  for (const word of words) {
    const length = utf8Length(word) + 1;
    if (line !== "" && bytes + length > room) {
      lines.push(line);
      line = "";
      bytes = 0;
    }
    line += line === "" ? word : `${between}${word}`;
    bytes += length;
  }
  if (line !== "") lines.push(line);
  return lines;
}

/** The signs in front of a nick: all, or without multi-prefix the highest. */
export function shownSigns(call: Call, modes: string): string {
  const signs = signsOf(modes);
  return call.client.has("multi-prefix") ? signs : signs.slice(0, 1);
}

/** A reason, cut to what 005 says. */
export function reasonOf(text: string): string {
  return cut(text, LIMITS.ircReasonBytes);
}

/** The parts of a list such as `#a,#b`, without empty ones. */
export function listed(text: string): string[] {
  return text.split(",").filter((part) => part !== "");
}

/** IRC counts time in seconds. */
export function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

function nameOf(call: Call, { user, modes }: MemberView): string {
  const name = shownSigns(call, modes) + user.nick;
  return call.client.has("userhost-in-names") ? `${name}!${user.ident}@${user.host}` : name;
}
