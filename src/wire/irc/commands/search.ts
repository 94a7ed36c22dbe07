import { LIMITS } from "../../../core/limits.ts";
import type { SearchQuestion } from "../../../core/searching.ts";
import { parseSearch } from "../../search-query.ts";
import type { Call } from "../call.ts";
import { parseMessage } from "../message.ts";
import { parseTimestamp } from "../timestamp.ts";
import type { Row } from "./row.ts";

/** Search in what was said (soju.im/search, draft/search). */
export const SEARCH: readonly Row[] = [
  {
    name: "SEARCH",
    minParams: 0,
    turn: "asks",
    usage:
      "SEARCH [text=<words>][;in=<channel or nick>][;from=<nick>][;after=<YYYY-MM-DDThh:mm:ss.sssZ>][;before=<the same>][;limit=<n>]",
    text: "Searches what was said in your channels and to you. Values are written as those of message tags.",
    run(call) {
      // A client may write its text with spaces all the same, and may put a colon in front.
      const question = questionOf(call.params.join(" "));
      if ("wrong" in question) fail(call, "INVALID_PARAMS", question.wrong, `${question.why}, as in ${EXAMPLE}`);
      else answer(call, question);
    },
  },
];

const EXAMPLE = "SEARCH text=tea;in=#lobby;after=2026-11-21T00:00:00.000Z";

/** The name of an attribute that can't be read, and what is wrong with it. */
interface Wrong {
  readonly wrong: string;
  readonly why: string;
}

/** The attributes of a search, or the first that can't be read. */
function questionOf(text: string): SearchQuestion | Wrong {
  const attributes = new Map(Object.entries(attributesOf(text)));
  const [after, before] = ["after", "before"].map((name) => timeOf(attributes.get(name)));
  const limit = limitOf(attributes.get("limit"));
  const unknown = [...attributes].find(([name, value]) => !KNOWN.has(name) || (name !== "text" && value === ""));
  if (attributes.size === 0) return { wrong: "*", why: "Say what to search for" };
  if (unknown) return { wrong: unknown[0], why: whyNot(unknown[0]) };
  if (after === "unreadable") return { wrong: "after", why: NO_TIME };
  if (before === "unreadable") return { wrong: "before", why: NO_TIME };
  if (limit === "unreadable") return { wrong: "limit", why: "The limit is a whole number from 1 on" };
  const [of, from] = [attributes.get("in"), attributes.get("from")];
  return {
    ...parseSearch(cutText(attributes.get("text") ?? "")),
    ...(of !== undefined && { of }),
    ...(from !== undefined && { from }),
    ...(after !== undefined && { after }),
    ...(before !== undefined && { before }),
    // Who names a beginning wants what comes next.
    order: after === undefined ? "newest" : "oldest",
    limit,
  };
}

const KNOWN: ReadonlySet<string> = new Set(["text", "in", "from", "after", "before", "limit"]);

const NO_TIME = "The time is one in UTC, with its day and its seconds";

function whyNot(name: string): string {
  return KNOWN.has(name) ? "It has no value" : `There is only ${[...KNOWN].join(", ")}`;
}

/** They are written like the tags of a message, without the `@`; a space in a value ends none. */
function attributesOf(text: string): Readonly<Record<string, string>> {
  return parseMessage(`@${text.replaceAll(" ", "\\s")} X`)?.tags ?? {};
}

function cutText(text: string): string {
  return text.slice(0, LIMITS.searchText);
}

function timeOf(time: string | undefined): number | undefined | "unreadable" {
  return time === undefined ? undefined : (parseTimestamp(`timestamp=${time}`) ?? "unreadable");
}

function limitOf(limit: string | undefined): number | "unreadable" {
  if (limit === undefined) return LIMITS.historyDefault;
  return /^\d{1,9}$/.test(limit) && Number(limit) > 0 ? Math.min(Number(limit), LIMITS.searchPage) : "unreadable";
}

/** Answers with what was found, in the order of time; until then nothing is answered that was asked after it. */
function answer(call: Call, question: SearchQuestion): void {
  const { session, kind } = call.client;
  const done = call.later();
  const goOn = session.hold();
  session
    .search(question)
    .then((page) => {
      if ("refusal" in page) {
        fail(call, "INVALID_PARAMS", "in", "There is nothing there that you may search");
        return;
      }
      const messages = page.messages.toSorted((one, other) => one.seq - other.seq);
      send(call, messages.map((event) => kind.render(event) ?? "").join(""));
    })
    .catch(() => fail(call, "INTERNAL_ERROR", undefined, "The search could not be run just now"))
    .finally(() => {
      done();
      goOn();
    });
}

function send(call: Call, lines: string): void {
  const { client } = call;
  const type = client.has("soju.im/search") || !client.has("draft/search") ? "soju.im/search" : "draft/search";
  if (client.has("batch")) call.sendBatch(type, lines);
  else call.send(lines);
}

function fail(call: Call, code: string, about: string | undefined, text: string): void {
  call.fail(code, about === undefined ? [] : [about], text);
}
