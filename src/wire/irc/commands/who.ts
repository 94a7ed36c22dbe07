import { LIMITS } from "../../../core/limits.ts";
import { matchesMask } from "../../../core/names.ts";
import { channelByName, type User, userByNick } from "../../../core/state.ts";
import { membersSeen, shareChannel } from "../../../core/view.ts";
import type { Call } from "../call.ts";
import { shownSigns } from "./channel-view.ts";

/** 352 and 315: the members of a channel, the one of a nick, or all whom a mask fits. */
export function sendWho(call: Call, asker: User, mask: string): void {
  if (mask.startsWith("#")) sendChannel(call, asker, mask);
  else for (const user of matching(call, asker, mask)) sendUser(call, user, "*", "");
  call.numeric("315", [mask], "End of WHO list");
}

function sendChannel(call: Call, asker: User, name: string): void {
  const { state } = call.client.session;
  const channel = channelByName(state, name);
  for (const { user, modes } of membersSeen(state, name, asker).slice(0, LIMITS.ircAnswerLines)) {
    sendUser(call, user, channel?.name ?? name, shownSigns(call, modes));
  }
}

function matching(call: Call, asker: User, mask: string): User[] {
  const { state } = call.client.session;
  const exact = userByNick(state, mask);
  if (exact) return [exact];
  // `0` is an old way to ask for all.
  const pattern = mask === "0" || mask === "" ? "*" : mask;
  const users: User[] = [];
  for (const user of state.users.values()) {
    if (users.length >= LIMITS.ircAnswerLines) break;
    if (isSeen(user, asker) && fitsMask(call, user, pattern)) users.push(user);
  }
  return users;
}

function isSeen(user: User, asker: User): boolean {
  return user === asker || !user.modes.includes("i") || shareChannel(user, asker);
}

function fitsMask(call: Call, user: User, mask: string): boolean {
  const { nick, ident, host, realname } = user;
  return [nick, ident, host, realname, call.client.server.name].some((name) => matchesMask(mask, name));
}

function sendUser(call: Call, user: User, channel: string, signs: string): void {
  const flags = `${user.away === undefined ? "H" : "G"}${user.modes.includes("B") ? "B" : ""}${signs}`;
  const { server } = call.client;
  call.numeric("352", [channel, user.ident, user.host, server.name, user.nick, flags], `0 ${user.realname}`);
}
