import * as v from "valibot";
import { LIMITS } from "../../core/limits.ts";
import { channel, maybe, type Named, place, reason, ref, text } from "./fields.ts";

/** What concerns the conversation itself, or only asks. */
export type Question =
  | ({ readonly type: "names"; readonly channel: string } & Named)
  | ({ readonly type: "modes"; readonly channel: string } & Named)
  | ({ readonly type: "channels" } & Named)
  | ({ readonly type: "whois"; readonly nick: string } & Named)
  | ({ readonly type: "talks"; readonly limit?: number } & Named)
  | ({
      readonly type: "history";
      readonly channel?: string;
      readonly with?: string;
      readonly before?: number;
      readonly after?: number;
      readonly beforeAt?: number;
      readonly afterAt?: number;
      readonly end?: "earliest" | "latest";
      readonly around?: number | string;
      readonly events?: boolean;
      readonly limit?: number;
    } & Named)
  | ({
      readonly type: "search";
      readonly text?: string;
      readonly channel?: string;
      readonly with?: string;
      readonly from?: string;
      readonly link?: boolean;
      readonly file?: boolean;
      readonly after?: number;
      readonly before?: number;
      readonly order?: "newest" | "oldest" | "best";
      readonly limit?: number;
    } & Named)
  | ({
      readonly type: "files";
      readonly channel?: string;
      readonly with?: string;
      readonly name?: string;
      readonly limit?: number;
    } & Named)
  | ({ readonly type: "ticket" } & Named)
  | ({ readonly type: "ping" } & Named)
  | ({ readonly type: "bye"; readonly reason?: string } & Named);

/** The schema of every question, with a sentence on what it asks. */
export const QUESTIONS: {
  readonly [N in Question["type"]]: v.GenericSchema<unknown, Extract<Question, { type: N }>>;
} = {
  names: v.pipe(
    v.object({ type: v.literal("names"), ref, channel }),
    v.description("Asks who is in a channel, and what is known about it."),
  ),
  modes: v.pipe(
    v.object({ type: v.literal("modes"), ref, channel }),
    v.description("Asks how the modes of a channel stand, with its lists of masks."),
  ),
  channels: v.pipe(v.object({ type: v.literal("channels"), ref }), v.description("Asks which `channels` there are.")),
  whois: v.pipe(
    v.object({ type: v.literal("whois"), ref, nick: text("Whom you ask about.") }),
    v.description("Asks about a user."),
  ),
  talks: v.pipe(
    v.object({
      type: v.literal("talks"),
      ref,
      limit: place(`At most so many; ${LIMITS.talksDefault} if you don't say, ${LIMITS.talksListed} at most.`),
    }),
    v.description("Asks with whom you have talked: for your `talks`, the latest first."),
  ),
  history: v.pipe(
    v.object({
      type: v.literal("history"),
      ref,
      channel: maybe("A channel that you are in, with its `#`; or in its place `with`."),
      with: maybe("A nick or an account: what you and they said to each other."),
      before: place("Only what has a smaller seq."),
      after: place("Only what has a greater seq."),
      beforeAt: place("In place of `before`: only what was before this time, in milliseconds since 1970."),
      afterAt: place("In place of `after`: only what was after this time."),
      end: v.exactOptional(
        v.pipe(
          v.picklist(["earliest", "latest"]),
          v.description(
            "Which are wanted if there are more than `limit`. If you don't say, it is the earliest with only an `after`, " +
              "and else the latest.",
          ),
        ),
      ),
      around: v.exactOptional(
        v.pipe(
          v.union([v.pipe(v.number(), v.integer(), v.minValue(0)), v.string()]),
          v.description("In place of bounds: a seq or a message's `id`; what was before and after it, and itself."),
        ),
      ),
      events: v.exactOptional(
        v.pipe(v.boolean(), v.description("Whether you want all `events` of the channel, not only its `messages`.")),
      ),
      limit: place("At most so many; 50 if you don't say, 1000 at most."),
    }),
    v.description(
      "Asks for `messages` of a channel that you are in, or of what you and somebody said to each other. `more` says " +
        "whether there are more between the bounds than were wanted.",
    ),
  ),
  search: v.pipe(
    v.object({
      type: v.literal("search"),
      ref,
      text: v.exactOptional(
        v.pipe(
          v.string(),
          v.maxLength(LIMITS.searchText),
          v.description(
            'Words, all of which have to be there; a word of three characters or more may be a part of one. `"so and so"` ' +
              "is found as it stands. Also `from:nick`, `in:#channel`, `has:link`, `has:file`, `after:2026-11-30`, `before:2026-11-30`.",
          ),
        ),
      ),
      channel: maybe("Only in this channel, with its `#`."),
      with: maybe("Only in what you and this nick or account said to each other."),
      from: maybe("Only what was said by this nick."),
      link: v.exactOptional(v.pipe(v.literal(true), v.description("Only what has a link."))),
      file: v.exactOptional(v.pipe(v.literal(true), v.description("Only what shares a file of this server."))),
      after: place("Only what was said at this time or later, in milliseconds since 1970."),
      before: place("Only what was said at this time or earlier."),
      order: v.exactOptional(
        v.pipe(
          v.picklist(["newest", "oldest", "best"]),
          v.description(
            `Which come first; the newest if you don't say. The best are chosen among the newest ${LIMITS.searchCandidates}.`,
          ),
        ),
      ),
      limit: place(`At most so many; ${LIMITS.historyDefault} if you don't say, ${LIMITS.searchPage} at most.`),
    }),
    v.description(
      "Searches the `messages` of the channels that you are in and of your talks. What was said a moment ago may not be " +
        "found yet. `more` says whether there are more.",
    ),
  ),
  files: v.pipe(
    v.object({
      type: v.literal("files"),
      ref,
      channel: maybe("A channel that you are in, with its `#`; or in its place `with`."),
      with: maybe("A nick or an account: what you and they shared with each other."),
      name: maybe("Only the file of this name."),
      limit: place(`At most so many; ${LIMITS.historyDefault} if you don't say, ${LIMITS.filesListed} at most.`),
    }),
    v.description(
      "Asks for the `files` that were shared in a channel that you are in or in a talk of yours, the newest first; of " +
        "several of one name only the newest. Fetch one from `/files/ID/NAME` of the server, by HTTP.",
    ),
  ),
  ticket: v.pipe(
    v.object({ type: v.literal("ticket"), ref }),
    v.description(
      "Asks for a ticket by which HTTP requests for files are known to be yours: `Authorization: Bearer TICKET`. It is " +
        `good for ${LIMITS.ticketMs / 60_000} minutes, and no longer than you are here; ask for a new one at any time.`,
    ),
  ),
  ping: v.pipe(
    v.object({ type: v.literal("ping"), ref }),
    v.description("Is answered when all that anybody asked of the server before is done."),
  ),
  bye: v.pipe(v.object({ type: v.literal("bye"), ref, reason }), v.description("Says goodbye.")),
};
