import type { Refusal } from "./answers.ts";
import type { MessageEvent } from "./events.ts";
import { LIMITS } from "./limits.ts";
import { nickKey } from "./names.ts";
import { type PastSource, type Place, pastOf, underName } from "./past.ts";
import type { SearchQuery } from "./ports.ts";
import { identityOf, readableFrom, type User } from "./state.ts";

/** What a user looks for in all that they may read. All of it has to fit. */
export interface SearchQuestion extends Omit<SearchQuery, "places" | "identity" | "from"> {
  /** A channel, or the nick or the account of somebody with whom they talked; without it everything is searched. */
  readonly of?: string;
  /** The nick by which it was said. */
  readonly from?: string;
}

/** Messages that were found, in the order that was wanted, and whether there are more. */
export interface SearchPage {
  readonly messages: readonly MessageEvent[];
  readonly more: boolean;
}

/**
 * Searches the pasts that the user may read: of the channels that they are in, and their talks.
 * @throws Error (rejects) if they can't be searched just now
 */
export async function search(
  { state, history }: PastSource,
  user: User,
  { of, from, ...question }: SearchQuestion,
): Promise<SearchPage | { readonly refusal: Refusal }> {
  const where = of === undefined ? everywhere({ state, history }, user) : pastOf(state, user, of);
  if ("refusal" in where) return where;
  const { places, identity } = "places" in where ? where : { places: [where], identity: undefined };
  const names = new Map(places.flatMap(({ id, name }) => (id.startsWith("@") ? [] : [[id, name]])));
  const page = await history.search({
    ...question,
    places: places.map(({ id, since }) => ({ place: id, since })),
    ...(identity !== undefined && { identity }),
    ...(from !== undefined && { from: nickKey(from) }),
    terms: question.terms.slice(0, LIMITS.searchTerms),
    limit: Math.min(question.limit, LIMITS.searchPage),
  });
  const messages = page.found.map(({ event, place }) => underName(event, names.get(place) ?? event.to));
  return { messages, more: page.more };
}

/** Places with their names, and whose talks besides. */
interface Where {
  readonly places: readonly Place[];
  readonly identity: string | undefined;
}

/** All channels that the user is in, and whose talks are theirs. */
function everywhere({ state }: PastSource, user: User): Where {
  const places = [...user.channels.keys()].flatMap((folded) => {
    const channel = state.channels.get(folded);
    return channel ? [{ id: channel.id, name: channel.name, since: readableFrom(channel, user) }] : [];
  });
  return { places, identity: identityOf(user) };
}
