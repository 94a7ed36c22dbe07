import { listItems } from "../../src/app/import/json-list.ts";
import { readLog } from "../../src/app/import/log.ts";
import { Nicks } from "../../src/app/import/nicks.ts";
import { readExport } from "../../src/app/import/parley-export.ts";
import { Report } from "../../src/app/import/report.ts";
import { slackItem } from "../../src/app/import/slack-message.ts";
import { SourceError } from "../../src/app/import/source-error.ts";
import { Zone } from "../../src/app/import/zone.ts";
import { inPieces } from "../in-pieces.ts";
import { demandSame, type Target, USUAL } from "../target.ts";

/** What is read by `parley import`. */

type Read = (bytes: AsyncIterable<Uint8Array>) => Promise<unknown>;

const zone = new Zone("Europe/Berlin");

/** The same comes of the bytes however they come. */
function reading(read: Read): Target["run"] {
  return async (bytes) => {
    const whole = JSON.stringify(await read(stream([bytes])));
    demandSame(whole, JSON.stringify(await read(stream(inPieces(bytes)))), "what is imported depends on the pieces");
  };
}

async function* stream(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const piece of pieces) yield piece;
}

async function all(items: AsyncIterable<readonly unknown[]>): Promise<unknown[]> {
  const found: unknown[] = [];
  try {
    for await (const some of items) found.push(...some);
  } catch (cause) {
    if (!(cause instanceof SourceError)) throw cause;
    // How much came before it is for nobody to rely on.
    return [cause.message];
  }
  return found;
}

/** Logs of IRC clients, exports of Parley, and lists of Slack. */
export const imports: readonly Target[] = [
  {
    ...USUAL,
    name: "import-log",
    words: [
      "--- Log opened Mon Jan 01 12:00:00 2024",
      "12:00 <@a> ",
      "12:00 -!- ",
      " has joined #a",
      "*** ",
      "[12:00:00] ",
      "\t-->\t",
      " [",
      "] ",
    ],
    seeds: [
      "--- Log opened Mon Jan 01 12:00:00 2024\n12:00 <@alice> hello\n12:01 -!- bob [b@h] has joined #a\n12:02 -!- bob [b@h] has quit [bye]\n12:03 -!- mode/#a [+o bob] by alice\n12:04  * alice waves\n--- Log closed Mon Jan 01 13:00:00 2024\n",
      "2024-01-01 12:00:00\talice\thi\n2024-01-01 12:00:01\t-->\tbob (~b@h) has joined #a\n2024-01-01 12:00:02\t--\tbob is now known as rob\n2024-01-01 12:00:03\t<--\trob (~b@h) has left #a (bye)\n",
      "[2024-01-01 12:00:00] <alice> hi\n[12:00:01] *** Joins: bob (b@h)\n[12:00:02] *** bob sets mode: +o alice\n[12:00:03] *** Quits: bob (b@h) (gone)\n[12:00:04] Nick change: a -> b\n[12:00:05] a kicked from #a by b: out\n",
    ],
    run: reading(async (bytes) => {
      const report = new Report();
      const items = await all(
        readLog(bytes, { name: "a.log", channel: "#a", day: 1_700_000_000_000 }, { zone, nicks: new Nicks(), report }),
      );
      return [items, report.skipped];
    }),
  },
  {
    ...USUAL,
    name: "import-export",
    words: [
      '{"type":"export","version":1}',
      '"type":"',
      '"at":',
      '"in":"#a"',
      '"talk":["a","b"]',
      '"from":{"nick":"a","ident":"b","host":"c"}',
      '"id":"1-a"',
      '"files":[',
    ],
    seeds: [
      '{"type":"export","version":1}\n{"type":"channel","name":"#a","created":1000,"flags":"nt","topic":{"text":"x","by":"b","at":5}}\n{"type":"message","at":1000,"id":"1-a","from":{"nick":"a","ident":"b","host":"c"},"to":"#a","text":"hi","form":"message"}\n',
      '{"type":"join","at":1,"id":"2-a","from":{"nick":"a","ident":"b","host":"c"},"channel":"#a","realname":"r"}\n{"type":"mode","at":1,"id":"3-a","from":{"nick":"a","ident":"b","host":"c"},"channel":"#a","changes":[{"mode":"o","set":true,"value":"a"}]}\n',
      '{"type":"edit","at":1,"id":"4-a","talk":["a","b"],"from":{"nick":"a","ident":"b","host":"c"},"to":"b","of":"1-a","text":"x"}\n{"type":"react","at":1,"id":"5-a","from":{"nick":"a","ident":"b","host":"c"},"to":"#a","of":"1-a","reaction":"x"}\n',
    ],
    run: reading(async (bytes) => {
      const report = new Report();
      const items = await all(readExport(bytes, "a.jsonl", report));
      return typeof items[0] === "string" ? items : [items, report.skipped];
    }),
  },
  {
    ...USUAL,
    name: "import-slack",
    words: [
      '{"type":"message","ts":"1700000000.000100","user":"U1","text":"',
      '"subtype":"',
      '"thread_ts":',
      '"reactions":[',
      '"files":[',
      "<@U1>",
      "<#C1|a>",
      "<!here>",
      "<https://a|b>",
      "&amp;",
    ],
    seeds: [
      '[{"type":"message","ts":"1700000000.000100","user":"U1","text":"hi <@U1> <#C1|a> <!here> <https://a.example|b> &lt;"}]',
      '[{"type":"message","subtype":"channel_join","ts":"1700000001.0001","user":"U1"},{"type":"message","subtype":"me_message","ts":"1700000002.0001","user":"U2","text":"x","reactions":[{"name":"+1","users":["U1"]}],"files":[{"name":"a","url_private":"https://x"}],"edited":{"ts":"1700000003.0"},"thread_ts":"1700000000.000100"}]',
      '[{"type":"message","ts":"1.1","text":"","attachments":[{"fallback":"f","title":"t"}],"topic":"x","subtype":"channel_topic"}]',
    ],
    run: reading(async (bytes) => {
      const problems: string[] = [];
      const world = {
        nicks: new Nicks(),
        accounts: true,
        nickOf: (user: string) => (user === "U1" ? "alice" : undefined),
        channelOf: (channel: string) => (channel === "C1" ? "#a" : undefined),
      };
      const items = await all(listItems(bytes, 100_000, (problem) => problems.push(problem)));
      return [items.map((item) => slackItem(item, { id: "C1", channel: "#a" }, world)), problems];
    }),
  },
];
