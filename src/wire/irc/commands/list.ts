import { LIMITS } from "../../../core/limits.ts";
import { matchesMask } from "../../../core/names.ts";
import type { Channel, User } from "../../../core/state.ts";
import { channelsSeen } from "../../../core/view.ts";
import type { Call } from "../call.ts";

const MINUTE = 60_000;

/** 321 to 323: the channels that the user may see and that pass all conditions (ELIST=CMNTU in 005). */
export function sendList(call: Call, user: User, conditions: readonly string[]): void {
  const { state } = call.client.session;
  const now = call.client.line.now();
  const names = conditions.filter((condition) => !isFilter(condition));
  const filters = conditions.filter(isFilter);
  const seen = channelsSeen(state, user);
  call.client.line.spend((seen.length * (1 + conditions.length)) / LIMITS.masksPerCommand);
  const found = seen.filter(
    (channel) =>
      (names.length === 0 || names.some((name) => matchesMask(name, channel.name))) &&
      filters.every((filter) => passes(filter, channel, now)),
  );
  call.numeric("321", ["Channel"], "Users  Name");
  for (const channel of found.slice(0, LIMITS.ircAnswerLines)) {
    // All of them, as `>` and `<` count: most clients make their users invisible, which hides names and not numbers.
    call.numeric("322", [channel.name, String(channel.members.size)], channel.topic?.text ?? "");
  }
  call.numeric("323", [], "End of /LIST");
}

function isFilter(condition: string): boolean {
  return /^(?:!|[CT]?[<>]\d)/i.test(condition);
}

function passes(filter: string, channel: Channel, now: number): boolean {
  if (filter.startsWith("!")) return !matchesMask(filter.slice(1), channel.name);
  const [, what = "", sign, value = ""] = /^([CT]?)([<>])(\d+)/i.exec(filter) ?? [];
  const limit = Number(value);
  const actual = measure(what.toUpperCase(), channel, now);
  if (actual === undefined) return false;
  return sign === "<" ? actual < limit : actual > limit;
}

/** Members, or minutes since the channel was made (C) or its topic set (T). */
function measure(what: string, channel: Channel, now: number): number | undefined {
  if (what === "C") return (now - channel.created) / MINUTE;
  if (what === "T") return channel.topic && (now - channel.topic.at) / MINUTE;
  return channel.members.size;
}
