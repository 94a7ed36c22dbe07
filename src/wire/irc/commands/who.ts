import { LIMITS } from "../../../core/limits.ts";
import { matchesMask } from "../../../core/names.ts";
import { type Channel, channelByName, type State, type User, userByNick } from "../../../core/state.ts";
import { channelsOf, membersSeen, shareChannel } from "../../../core/view.ts";
import type { Call } from "../call.ts";
import { type Found, flagsOf, formatFields, parseFields } from "./whox.ts";

/**
 * 352 (or with fields 354) and 315: the members of a channel, the one of a nick, or all whom a mask fits.
 *
 * @param options `o` for operators of the server only, and behind a `%` the fields that are wanted (IRCv3 whox)
 */
export function sendWho(call: Call, asker: User, mask: string, options: string): void {
  const [flags = "", fields] = options.split("%", 2);
  const wanted = fields === undefined ? undefined : parseFields(fields);
  const onlyOperators = flags.includes("o");
  const found = mask.startsWith("#") ? inChannel(call, asker, mask) : matching(call, asker, mask);
  for (const one of found) {
    if (onlyOperators && !one.user.modes.includes("o")) continue;
    if (wanted) call.say("354", [call.client.nick, ...formatFields(call, one, wanted)], wanted.letters.has("r"));
    else sendUser(call, one);
  }
  call.numeric("315", [mask], "End of WHO list");
}

function inChannel(call: Call, asker: User, name: string): Found[] {
  const { state } = call.client.session;
  const channel = channelByName(state, name);
  const members = membersSeen(state, name, asker, true).slice(0, LIMITS.ircAnswerLines);
  return members.map(({ user, modes }) => ({ user, modes, ...(channel && { channel }) }));
}

function matching(call: Call, asker: User, mask: string): Found[] {
  const { state } = call.client.session;
  const exact = userByNick(state, mask);
  if (exact) return [{ user: exact, ...channelWith(call, exact, asker) }];
  // `0` is an old way to ask for all.
  const pattern = mask === "0" || mask === "" ? "*" : mask;
  const found: Found[] = [];
  call.client.line.spend(state.users.size / LIMITS.masksPerCommand);
  for (const user of state.users.values()) {
    if (found.length >= LIMITS.ircAnswerLines) break;
    if (isSeen(state, user, asker) && fitsMask(call, user, pattern)) found.push({ user, modes: "" });
  }
  return found;
}

/** Some channel of the user that the asker may know of, and the user's standing in it. */
function channelWith(call: Call, user: User, asker: User): { readonly channel?: Channel; readonly modes: string } {
  const [channel] = channelsOf(call.client.session.state, user, asker);
  return channel ? { channel, modes: channel.members.get(user.id) ?? "" } : { modes: "" };
}

function isSeen(state: State, user: User, asker: User): boolean {
  return user === asker || !user.modes.includes("i") || shareChannel(state, user, asker);
}

function fitsMask(call: Call, user: User, mask: string): boolean {
  const { nick, ident, host, realname } = user;
  return [nick, ident, host, realname, call.client.server.name].some((name) => matchesMask(mask, name));
}

function sendUser(call: Call, found: Found): void {
  const { user, channel } = found;
  const { server } = call.client;
  const params = [channel?.name ?? "*", user.ident, user.host, server.name, user.nick, flagsOf(call, found)];
  call.numeric("352", params, `0 ${user.realname}`);
}
