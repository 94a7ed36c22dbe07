import { type Refusal, refuse } from "../../core/answers.ts";
import { LIMITS } from "../../core/limits.ts";
import type { SearchQuestion } from "../../core/searching.ts";
import { parseSearch } from "../search-query.ts";
import type { JsonCommand } from "./commands.ts";

/** What a JSON client searches for; what it says in fields counts more than what it says in the text. */
export function searchQuestion(command: Extract<JsonCommand, { type: "search" }>): SearchQuestion | Refusal {
  const { text = "", channel, with: nick, from, link, file, after, before, order = "newest" } = command;
  if (channel !== undefined && nick !== undefined) {
    return refuse("bad-command", undefined, 'search takes either the field "channel" or the field "with".');
  }
  if (channel !== undefined && !channel.startsWith("#")) return refuse("no-such-channel", channel);
  if (nick?.startsWith("#")) return refuse("no-such-nick", nick);
  const of = channel ?? nick;
  return {
    ...parseSearch(text),
    ...(of !== undefined && { of }),
    ...(from !== undefined && { from }),
    ...(link !== undefined && { link }),
    ...(file !== undefined && { file }),
    ...(after !== undefined && { after }),
    ...(before !== undefined && { before }),
    order,
    limit: Math.min(command.limit ?? LIMITS.historyDefault, LIMITS.searchPage),
  };
}
