import { ack } from "../../src/wire/ack/ack.ts";
import type { Dialect, DialectType } from "../../src/wire/conversation.ts";
import { framed } from "../../src/wire/framed/framed.ts";
import { irc } from "../../src/wire/irc/irc.ts";
import { json } from "../../src/wire/json/json.ts";
import { relay } from "../../src/wire/relay/relay.ts";
import { type Connection, createWorld, type World } from "../../src/wire/testing.ts";
import { turns } from "../../src/wire/turns/turns.ts";
import { hashOf, inPieces } from "../in-pieces.ts";
import { demand, demandSame, type Target, USUAL } from "../target.ts";
import { ACK_SEEDS, FRAMED_SEEDS, IRC_SEEDS, JSON_SEEDS, RELAY_SEEDS, TURNS_SEEDS } from "./talk-seeds.ts";

/** The server's side of every dialect: a connection that sends anything, among people of other dialects. */

/** What is known of a dialect. */
interface Dialogue {
  readonly type: DialectType;
  readonly seeds: readonly string[];
  readonly words: readonly string[];
  /** Lines that a connection has said already, for each of the first bytes of an input that mean so. */
  readonly beginnings: readonly (readonly string[])[];
  /** Whether one read is one message: then reads are divided by a byte that is never in UTF-8. */
  readonly byReads?: boolean;
  readonly settings?: Parameters<World["listen"]>[3];
  /** @throws Error if what a client of the dialect was sent is not of the dialect */
  check(output: string): void;
}

/** What one input led to. */
interface Heard {
  readonly own: string;
  readonly others: string;
}

const READ_END = 0xfe;
const FILE = "aaaaaaaaaaaaaaaaaaaaaaaaaa";
const OUTPUT_MOST = 2_000_000;
const CAPS = capsOf();
/** As many capabilities as go on a line. */
const REQUESTS = Array.from({ length: Math.ceil(CAPS.length / 12) }, (_, i) => {
  return `CAP REQ :${CAPS.slice(12 * i, 12 * i + 12).join(" ")}`;
});

/** An IRC client that knows everything that the server can do. */
function introduced(nick: string): readonly string[] {
  return [...REQUESTS, `NICK ${nick}`, `USER ${nick} 0 * :A Person`, "CAP END"];
}

const dialogues: readonly Dialogue[] = [
  {
    type: irc,
    seeds: IRC_SEEDS,
    words: [...CAPS, FILE, "#lobby", "#tea", "watcher", "bob", "sesame", "root", "127.0.0.1"],
    beginnings: [
      [],
      [...introduced("fuzz"), "JOIN #lobby"],
      [...introduced("fuzz"), "JOIN #lobby,#tea", "OPER root sesame"],
      ["NICK plain", "USER plain 0 * :Plain", "JOIN #lobby,#tea", "REGISTER * * secret1"],
    ],
    settings: {
      operators: new Map([["root", "digest of sesame"]]),
      webirc: [{ digest: "digest of sesame", address: "127.0.0.1" }],
      uploads: "https://parley.test/files/",
      registration: "before-connect",
      motd: ["Be kind."],
    },
    check: checkIrc,
  },
  {
    type: json,
    seeds: JSON_SEEDS,
    words: ['{"type":"', '","ref":"1"}', FILE, "#lobby", "#tea", "watcher", "\\ud800", "1e309"],
    beginnings: [
      [],
      ['{"type":"hello","nick":"fuzz","client":"a secret that is long enough"}', '{"type":"join","channel":"#lobby"}'],
    ],
    check: checkJson,
  },
  {
    type: framed,
    seeds: FRAMED_SEEDS,
    words: ["5".padEnd(64), "0".padEnd(64), "65536".padEnd(64), "65537".padEnd(64), "!DISCONNECT", "11".padEnd(64)],
    beginnings: [],
    check: checkHarmless,
  },
  { type: relay, seeds: RELAY_SEEDS, words: ["/", " #tea", " watcher", FILE], beginnings: [], check: checkHarmless },
  {
    type: ack,
    seeds: ACK_SEEDS,
    words: ["get ", "status all", "list", "exit", "\r\n"],
    beginnings: [],
    byReads: true,
    check: () => {},
  },
  {
    type: turns,
    seeds: TURNS_SEEDS,
    words: ["Client has disconnected...", "Goodbye, Chat Room!"],
    beginnings: [],
    byReads: true,
    check: checkHarmless,
  },
];

/** A target for each dialect. */
export const conversations: readonly Target[] = dialogues.map((dialogue) => ({
  ...USUAL,
  name: dialogue.type.name,
  seeds: dialogue.seeds,
  words: dialogue.words,
  most: 3_000,
  ms: 400,
  async run(input) {
    const { beginning, bytes } = begun(dialogue, input);
    const reads = dialogue.byReads ? readsOf(bytes) : [bytes];
    const whole = await talk(dialogue, beginning, reads, false);
    dialogue.check(whole.own);
    // What is on disk earlier is answered earlier; apart from that it does not matter how the bytes come.
    if (hashOf(bytes) % 2 === 0) await talk(dialogue, beginning, dialogue.byReads ? reads : inPieces(bytes), true);
    else if (!dialogue.byReads) {
      const split = await talk(dialogue, beginning, inPieces(bytes), false);
      demandSame(whole.own, split.own, "answers depend on how the bytes came");
      demandSame(whole.others, split.others, "what others hear depends on how the bytes came");
    }
  },
}));

function begun({ beginnings }: Dialogue, input: Uint8Array): { beginning: readonly string[]; bytes: Uint8Array } {
  const beginning = beginnings[input[0] ?? beginnings.length];
  return beginning ? { beginning, bytes: input.subarray(1) } : { beginning: [], bytes: input };
}

async function talk(
  { type, settings = {}, check }: Dialogue,
  beginning: readonly string[],
  reads: readonly Uint8Array[],
  committing: boolean,
): Promise<Heard> {
  const world = createWorld();
  world.files.all.push({ ...SHARED, owner: "", room: "" });
  world.files.shared.push({ id: FILE, place: "#lobby", seq: 1 });
  const watchers = comeToWatch(world);
  const { connection, late, drop } = arrive(world, world.listen(type, {}, "#lobby", settings));
  for (const line of beginning) connection.send(`${line}\r\n`);
  await world.settle();
  for (const watcher of watchers) watcher.connection.take();
  connection.take();
  for (const read of reads) {
    connection.send(read);
    if (committing) await world.settle();
  }
  await world.settle();
  const own = [connection.take()];
  connection.end();
  // Each file that is asked for takes its time.
  for (let left = 2 * reads.reduce((sum, { length }) => sum + length, 10); left > 0 && !connection.closed; left -= 5) {
    await world.settle();
  }
  for (let turn = 0; turn < 4; turn++) {
    await world.settle();
    world.clock.advance(61_000);
  }
  await world.settle();
  own.push(connection.take());
  demand(connection.closed, "the server does not hang up though the client has said all");
  const heard = own.join("");
  demand(heard.length <= OUTPUT_MOST, "the answer is too long", String(heard.length));
  const others = watchers.map((watcher) => {
    const output = watcher.connection.take();
    watcher.check(output);
    return output;
  });
  check(late());
  drop();
  await world.settle();
  // An operator may have sent some of them away.
  demand(world.hub.sessionCount <= watchers.length, "a session outlives its connection");
  return { own: heard, others: others.join("") };
}

const SHARED = { id: FILE, name: "notes.txt", type: "text/plain", size: 9, hash: "00" };

/** The connection that is fuzzed, and one of the same dialect that does nothing. */
function arrive(world: World, dialect: Dialect): { connection: Connection; late: () => string; drop: () => void } {
  const connection = world.connect(dialect, { peer: { host: "127.0.0.1", port: 60_001 } });
  const other = world.connect(dialect, { peer: { host: "127.0.0.1", port: 60_002 } });
  world.commit();
  return { connection, late: () => other.take(), drop: () => other.drop() };
}

interface Watcher {
  readonly connection: Connection;
  check(output: string): void;
}

/** People in `#lobby` who see what happens there in every look that there is. */
function comeToWatch(world: World): readonly Watcher[] {
  const full = world.connect(world.listen(irc));
  full.send([...introduced("watcher"), "JOIN #lobby,#tea", "MONITOR + fuzz,plain", ""].join("\r\n"));
  const bare = world.connect(world.listen(irc));
  bare.send("NICK bob\r\nUSER bob 0 * :Bob\r\nJOIN #lobby,#tea\r\n");
  const native = world.connect(world.listen(json));
  native.send('{"type":"hello","nick":"jane"}\n{"type":"join","channel":"#lobby"}\n{"type":"join","channel":"#tea"}\n');
  const person = world.connect(world.listen(relay));
  world.commit();
  return [
    { connection: full, check: checkIrc },
    { connection: bare, check: checkIrc },
    { connection: native, check: checkJson },
    { connection: person, check: checkHarmless },
  ];
}

function readsOf(bytes: Uint8Array): Uint8Array[] {
  const reads: Uint8Array[] = [];
  let from = 0;
  for (let end = bytes.indexOf(READ_END); end >= 0; end = bytes.indexOf(READ_END, from)) {
    reads.push(bytes.subarray(from, end));
    from = end + 1;
  }
  reads.push(bytes.subarray(from));
  return reads.filter((read) => read.length > 0);
}

/** Lines of IRC: each ends with CR LF, has nothing in it that ends a line, and fits in the bytes that there are. */
function checkIrc(output: string): void {
  demand(output === "" || output.endsWith("\r\n"), "an IRC line without its end", output.slice(-200));
  for (const line of output.split("\r\n").slice(0, -1)) {
    demand(!/[\r\n\0]/.test(line), "an IRC line with a line's end in it", line);
    const [, tags = "", rest = ""] = /^(@[^ ]+ )?(.*)$/s.exec(line) ?? [];
    demand(Buffer.byteLength(rest) <= 510, "an IRC line that is too long", line);
    demand(Buffer.byteLength(tags) <= 8_191, "too many tags", line);
    demand(/^(?::[^ ]+ )?(?:[A-Z]+|\d{3})(?: |$)/.test(rest), "not an IRC line", line);
    demand(line.isWellFormed(), "an IRC line with half a character", line);
  }
}

/** Lines of JSON, each an object with a type. */
function checkJson(output: string): void {
  demand(output === "" || output.endsWith("\n"), "a line of JSON without its end", output.slice(-200));
  for (const line of output.split("\n").slice(0, -1)) {
    const message: unknown = JSON.parse(line);
    demand(typeof message === "object" && message !== null && "type" in message, "JSON without a type", line);
  }
}

/** Text that does nothing to the terminal that shows it. */
function checkHarmless(output: string): void {
  demand(!/(?![\t\r\n])[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(output), "a control character", output);
}

function capsOf(): readonly string[] {
  const world = createWorld();
  const connection = world.connect(world.listen(irc));
  connection.send("CAP LS 302\r\n");
  world.commit();
  const lines = connection.take().split("\r\n");
  const names = lines.flatMap((line) => (/ LS (?:\* )?:(.*)$/.exec(line)?.[1] ?? "").split(" "));
  return names.map((name) => name.replace(/=.*$/, "")).filter((name) => name !== "" && name !== "sts");
}
