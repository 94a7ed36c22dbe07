import * as v from "valibot";
import type { Register } from "../src/core/account-commands.ts";
import { GOODBYES, REFUSALS } from "../src/core/answers.ts";
import type { Command } from "../src/core/commands.ts";
import { LIMITS } from "../src/core/limits.ts";
import { COMMANDS } from "../src/wire/json/commands.ts";
import type { DeskCommand } from "../src/wire/json/desk-schemas.ts";
import { json } from "../src/wire/json/json.ts";
import type { ShownEvent, StatusMessage } from "../src/wire/json/messages.ts";
import type { Question } from "../src/wire/json/question-schemas.ts";
import type { SignInCommand } from "../src/wire/json/sign-in-schemas.ts";
import type { Figures } from "../src/wire/json/status-facts.ts";
import type { StatusCommand } from "../src/wire/json/status-schemas.ts";
import type { Status } from "../src/wire/status.ts";
import { createWorld } from "../src/wire/testing.ts";
import { codeTable } from "./markdown.ts";

/** What each event says; an event without a sentence does not compile. */
const EVENTS: Readonly<Record<(ShownEvent | StatusMessage)["type"], string>> = {
  message:
    "Somebody said something. `to` is a channel, or your nick (or the nick of the one you said it to), or `@#channel` if " +
    "it is only for members of that standing. `by` is there if a bridge of that nick passed it on; `from` is then somebody " +
    "elsewhere. `files` are those of this server whose links are in the text.\n\nA reply has the tag " +
    "`+draft/reply` with the `id` of what it answers. A reaction is a message of the form `tags` with that tag and " +
    "`+draft/react`, or `+draft/unreact` to take it back, as [say](#say) tells.\n\nIn the history a message has its last " +
    "text. `edited` is there if that is not the first one: the `seq` and `at` of the last edit. `reactions` has each " +
    "reaction once, `{text, by}`, in the order in which they came up; `by` is whose it is, each with `nick`, and with " +
    "`account` if there is one. `reacted` is the `seq` of the last change of its reactions, even if that took one away. " +
    "An edit or a reaction of that `seq` or an earlier one is in it already.",
  join: "Somebody came into a channel that you are in.",
  part: "Somebody left a channel that you are in.",
  quit: "Somebody is gone, from all channels.",
  nick: "Somebody is called `nick` from now on; `from` has the old one.",
  topic: "A channel's topic changed; empty means that it has none any more.",
  mode: "A channel's modes changed. The letters are IRC's.",
  usermode: "Your own modes changed.",
  kick: "Somebody made `nick` leave a channel.",
  invite: "You were asked into a channel; or with `seen`, somebody else was into one that you are in.",
  away: "Somebody is away (`text` says why), or back (no `text`).",
  setname: "Somebody has another real name.",
  account: "Somebody signed in to `account`, or out of the one they had (no `account`).",
  chghost:
    "An operator of the server gave somebody another `user` and `host` to be seen with; `from` has the old ones.",
  rename: "A channel that you are in is called `name` from now on, and is the same channel in all else.",
  redact:
    "A message was taken back: show the one of the id `msgid` no more. It is not in the history any more. `from` is who " +
    "took it back, not always who said it.",
  edit: "Who said the message of the id `msgid` has given it another `text`. The history has that from then on, with `edited`.",
  markread: "You have read what was said in the channel or with the nick `to` up to `until`, says a session of yours.",
  metadata:
    "A `key` of a user or a channel has another `value`, or none any more. You see those of yourself, of your channels, " +
    "and of who is in them.",
  wallops: "An operator of the server tells something to everybody. Who has the mode `w` sees it.",
  moderation:
    "Something was done on the server to keep order, or asked for (`report`). Only operators of the server see it. `action` " +
    "says what was done, to `target`, in `channel`; `said` is what a reported message said, and by whom.",
  typing: "Somebody is writing. It has no `seq`: it is not kept.",
  service:
    "From now on the server can't make durable what is asked of it (`writable` is false), or can again. Until then it refuses that with `not-durable`, and answers questions. It has no `seq`: who comes later is not told.",
  status: "How the server does, each second, to who follows it by [status](#status). It has no `seq`.",
  wire:
    "Something went over a connection that you watch by [wire](#wire): `in` to the server, or `out` from it. `bytes` is in " +
    "base 64, without secrets, and the first of them if they are many; `length` is of all. `made` says what the dialect made " +
    "of them, or by which events and answers they came about; without bytes it is about earlier ones. `missed` counts what " +
    "came before it and was not told, since it was too much. It has no `seq`.",
  "wire-end": "You watch that connection no more, and why. It has no `seq`.",
};

/** What the answer to each question carries, and to each command about accounts, ways in and order. */
const ANSWERS: Readonly<Record<(SignInCommand | DeskCommand | Question | StatusCommand)["type"], string>> = {
  hello:
    "`nick` that you have, `server` and `version`, the log's `epoch`, the `channel` where everybody is, the channels that " +
    "you have `joined` already, with their ids in the same order in `joinedIds`, `present` if you were here already, by another " +
    "session or always (then you are in no other channels than those), and `markers`: what you have read, each with `to` (a " +
    "channel or a nick) and `until`. Later changes come as `markread` events. `account`, and its `role` (`owner` or `admin`), " +
    "if you are signed in. `access`: its `mode` (`open`, or by `invite` link, or `accounts` only), `register` (whether you can " +
    "make an account without an invite link), `guests` (`read`) if guests may only read, and `watched` if " +
    "operators may watch the connections of guests. `pushKey`, if the server sends " +
    "pushes: the key for `PushManager.subscribe` (see [push.md](push.md)). `token` and `id` if a `device` " +
    "was to be made; `refused` says why there is none",
  login: "`account`, `role` if it has one, and `token` and `id` as for `hello`",
  names:
    "`channel`, `flags` (the letters of its modes), `topic` if there is one, `metadata` if there is any (each with `key` " +
    "and `value`), and `members`: each as in an event's `from`, with `modes` (q a o h v), the `dialects` that they use, and `away`. Who has the mode `i` is shown only to those who share a channel. `more` if not " +
    "all are listed",
  modes:
    "`channel`, its `id` if you are in it, `flags` (the letters of its modes), `key` if it has one (`*` if you are not in it), `limit` and `forward` " +
    "if they are set, and `masks`: each with the letter of its `list` (b e I), `mask`, `by` and `at`",
  channels: "`channels`: each with `channel`, `members` (how many), `topic`. `more` if not all are listed",
  whois:
    "`user` as in an event's `from` (with the `account`, if there is one), `realname`, `away`, `operator` if they are one of " +
    "the server, `since` (when they came), `spoke` (when they last said something, or else came), the `dialects` they use, " +
    "the channels they are `in`, and `metadata` if there is any",
  talks:
    "`talks`: each with `with` (a nick, or the account of who is not here), `seq` and `at` of the latest message, and " +
    "`here` if somebody of that nick is here",
  history:
    "`channel` or `with`, `messages` (events of the type `message`, in order), and `more` if there are more between the " +
    "bounds. With `events` it is `events` in place of `messages`: of a channel also `join`, `part`, `topic`, `mode`, " +
    "`kick` and `rename`, of both messages of the form `tags`. There is a gap, and `begins` says so, if what you asked " +
    "for begins before what you may read, or before what is still kept: it is the first seq that is there for you",
  search: "`messages` (events of the type `message`) in the order that was wanted, and `more` if there are more",
  files:
    "`files` in that order, each with its `id`, `name`, `type` (a media type), `size` in bytes and `hash` (SHA-256 of its " +
    "content), and `more` if there are more",
  ticket:
    "`ticket`, and `upload`, if files are taken: the URL to which they are uploaded, as [files.md](files.md) says",
  ping: "nothing",
  bye: "nothing",
  register: "`account`, `token` and `id` if a `device` was to be made, and `channel` if the invite link leads to one",
  passwd: "nothing",
  unregister: "nothing; if it was your own account, `goodbye` follows",
  account:
    "`account`, `role` if it has one, `alwaysOn`, `created`, `hasPassword`, `devices` (each with `id`, `name`, `created`, and " +
    "`used`, if it was), and `certificates`, by their fingerprints. Never what proves it",
  accounts:
    "`accounts`: each with `account`, `created`, `role`, `alwaysOn`, and `here` if somebody is signed in to it; and `more`",
  role: "nothing",
  alwayson: "nothing",
  "device-add": "`id`, and `token`, which is told only here",
  "device-remove": "nothing; if your own session is by it, `goodbye` follows",
  "certificate-add": "its `fingerprint` as it is listed",
  "certificate-remove": "nothing",
  "push-add": "nothing",
  "push-remove": "nothing",
  "invite-add": "`id`, `code`, which is told only here, and `url`, if the server knows what it is called from outside",
  "invite-remove": "nothing",
  invites:
    "`invites`: each with `id`, `uses` (how many accounts may still be made by it), `used` (how many were), `created`, " +
    "`until`, `role`, `channel`, and `by`, the account of who made it",
  "ban-add": "its `account`, `range` or `mask` as it is listed",
  "ban-remove": "nothing",
  bans: "`bans`: each with `account`, `range` or `mask`, `mutes`, `reason`, `by`, `at` and `until`; and `more`",
  moderation: "`events` of the type `moderation`, in order, and `more` if there are earlier ones",
  status:
    "`figures`: counts since the start of `messages`, `deliveries`, `commits`, `bytesIn` and `bytesOut` and `refused` " +
    "connections; and as they are now `connections` by dialect, `sockets`, `sessions`, `users`, `channels`, `memory` in bytes, " +
    "`cpu` in seconds, and `loop`, by how much the event loop was late",
  sessions:
    "`sessions`: each with `session` (its id), `nick` and `account` if it has them, `dialect`, `address`, `since`, `secure`, " +
    "`bytesIn`, `bytesOut`, `via` (the listener), `websocket` if it came by one, and `watchable` if you may watch it; and `more`",
  wire: "nothing; what goes over it comes as events",
};

/** The text of docs/protocol.md, made from the table of commands, the tables of refusals and goodbyes, and a real talk. */
export async function protocolDoc(): Promise<string> {
  const examples = await talk();
  return [
    "# The native protocol",
    "",
    "Made by `npm run docs` from the code; a test compares.",
    "",
    "One JSON object a line over TCP (the one port, or a `json://` listener), or one a message over WebSocket with the",
    "subprotocol `parley.v1.json`. UTF-8. You send commands; you get answers and events, told apart by `type`.",
    "",
    "```console",
    "$ nc localhost 5050",
    ...examples.opening,
    "```",
    "",
    "- Every command may carry a `ref`. Exactly one answer carries it back: `ok` or `refused`.",
    "- `ok` to a `say` means that the message is on disk. Nobody sees a message before it is.",
    "- Events carry `seq`, their place in the one order of everything, `at` in milliseconds since 1970, and `id`.",
    "- You see your own events too, just before the `ok`.",
    "- To miss nothing: keep the greatest `seq` you saw and the `epoch` of `hello`'s answer. When you are back, say `hello`",
    "  with the same `client`, `join` your channels, and ask for `history` with `after` that seq. Another `epoch` means",
    "  another log: there is a gap, and seqs of the old one mean nothing.",
    "- A channel may be renamed: from then on it goes by its new name only. Messages of the history bear the name of now.",
    "- To say nothing twice: send what was not answered again, with the same `client` and the same `ref`.",
    `- The server remembers the last ${LIMITS.refsPerClient} refs of each of the last ${LIMITS.refClients} clients.`,
    `- A line is at most ${LIMITS.lineBytes} bytes, a text at most ${LIMITS.textBytes}. Bad input is refused, and the talk goes on.`,
    "",
    "## Accounts",
    "",
    "- Sign in with `hello`, by an account and its password, or by a device's token; or later with `login`. Give a `device` with",
    "  your password, keep the `token` that the answer has, and forget the password: the token can be revoked alone.",
    "- A browser that got its cookie by `POST /session` is signed in by that, if its `hello` says nothing else.",
    "- `register` makes an account, also before `hello`. With the code of an invite link it works on every server.",
    "- Passwords and tokens are secrets: over the network, send them on TLS only. Tokens and codes stand in the one answer that",
    "  makes them, and nowhere else.",
    "- What is sent while a password is worked on waits for that, in its order. A wrong one is answered the later the more there",
    "  were on the connection; then it is closed with the goodbye `too-many-tries`.",
    "- Who runs the server asks the same about accounts, ways in and order on the socket `control.sock` in the data folder, as",
    "  the server itself: no password is asked for. There is no `hello` there, and nothing but the commands from `register` on.",
    "",
    "## Commands",
    "",
    ...Object.entries(COMMANDS).flatMap(([name, schema]) => command(name, schema)),
    "## Answers",
    "",
    "| answer | meaning |",
    "| --- | --- |",
    '| `{"type":"ok","ref":…,"seq":…}` | Done. `seq` is its place in the log; `repeated` says that it was said before. |',
    '| `{"type":"refused","ref":…,"code":…,"text":…,"about":…}` | No. `code` is for programs, `text` for people. |',
    '| `{"type":"goodbye","code":…,"text":…}` | The end: the connection closes behind it. |',
    "",
    "What `ok` carries besides:",
    "",
    ...codeTable(["to", "fields"], Object.entries(ANSWERS)),
    "### Refusals",
    "",
    ...codeTable(
      ["code", "meaning"],
      Object.entries(REFUSALS).map(([code, text]) => [code, text.replace(/[\\`]/g, "\\$&")]),
    ),
    "### Goodbyes",
    "",
    ...codeTable(["code", "meaning"], Object.entries(GOODBYES)),
    "## Events",
    "",
    ...Object.entries(EVENTS).flatMap(([type, text]) => [
      `### ${type}`,
      "",
      text,
      "",
      "```json",
      examples.events.get(type) ?? fail(`no example of ${type}`),
      "```",
      "",
    ]),
  ]
    .join("\n")
    .trimEnd()
    .concat("\n");
}

function command(name: string, schema: v.GenericSchema): string[] {
  const rows = Object.entries(entriesOf(schema))
    .filter(([field]) => field !== "type")
    .map(([field, entry]): [string, string, string] => {
      const optional = entry.type === "exact_optional";
      return [`\`${field}\`${optional ? "" : " (needed)"}`, typeOf(entry), descriptionOf(entry)];
    });
  return [`### ${name}`, "", descriptionOf(schema), "", ...codeTable(["field", "type", "meaning"], rows)];
}

function entriesOf(schema: v.GenericSchema): Record<string, v.GenericSchema> {
  return "entries" in schema && typeof schema.entries === "object" && schema.entries !== null
    ? { ...schema.entries }
    : {};
}

function unwrap(schema: v.GenericSchema): v.GenericSchema {
  return "wrapped" in schema && isSchema(schema.wrapped) ? schema.wrapped : schema;
}

function isSchema(value: unknown): value is v.GenericSchema {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "schema";
}

function typeOf(schema: v.GenericSchema): string {
  const inner = unwrap(schema);
  if ("options" in inner && Array.isArray(inner.options))
    return inner.options.map((one) => (isSchema(one) ? one.type : `"${String(one)}"`)).join(" or ");
  return inner.type === "record" ? "object" : inner.type;
}

function descriptionOf(schema: v.GenericSchema): string {
  return v.getDescription(unwrap(schema)) ?? "";
}

/** A talk in a world of its own, for examples of what really goes over the wire. */
async function talk(): Promise<{ opening: string[]; events: Map<string, string> }> {
  const world = createWorld();
  const dialect = world.listen(json);
  const alice = world.connect(dialect);
  const bob = world.connect(dialect);
  const events = new Map<string, string>();
  const opening: string[] = [];
  const look = async (): Promise<void> => {
    await world.settle();
    for (const line of bob.take().split("\n")) {
      const type = /^\{"type":"(\w+)"/.exec(line)?.[1];
      if (type && !events.has(type)) events.set(type, steady(line));
    }
  };
  const say = async (who: typeof alice, what: object): Promise<void> => {
    who.send(`${JSON.stringify(what)}\n`);
    await look();
  };
  const operate = async (act: Command | Register): Promise<void> => {
    alice.session.submit(act, ({ refusal }) => refusal && fail(refusal.text));
    await look();
  };
  const show = async (what: object): Promise<void> => {
    await say(alice, what);
    opening.push(JSON.stringify(what), ...alice.take().trimEnd().split("\n").map(steady));
  };
  await show({ type: "hello", nick: "alice", ref: "1" });
  await show({ type: "join", channel: "#lobby", ref: "2" });
  await show({ type: "say", to: "#lobby", text: "Hello, everybody", ref: "3" });
  await say(bob, { type: "hello", nick: "bob" });
  await say(bob, { type: "join", channel: "#tea" });
  await say(alice, { type: "join", channel: "#tea" });
  await say(alice, { type: "typing", to: "#tea", state: "active" });
  await say(alice, { type: "say", to: "#tea", text: "Is there any left?" });
  await say(alice, { type: "edit", to: "#tea", msgid: idOf(events.get("message")), text: "Is there any tea left?" });
  await say(alice, { type: "redact", to: "#tea", msgid: idOf(events.get("message")), reason: "Found some" });
  await say(bob, { type: "markread", to: "#tea", at: world.clock.now() });
  await say(alice, { type: "metadata", to: "*", key: "display-name", value: "Alice, by the kettle" });
  await say(alice, { type: "setname", realname: "Alice Liddell" });
  await say(alice, { type: "away", text: "boiling water" });
  await say(alice, { type: "nick", nick: "alicia" });
  await say(bob, { type: "mode", channel: "#tea", changes: [{ set: true, mode: "o", parameter: "alicia" }] });
  await say(bob, { type: "usermode", changes: [{ set: true, mode: "w" }] });
  await say(alice, { type: "topic", channel: "#tea", topic: "It is ready" });
  await say(alice, { type: "rename", channel: "#tea", name: "#kitchen", reason: "There is cake too" });
  // What only operators of the server may do, by another dialect.
  await operate({
    type: "register",
    account: "alicia",
    verifier: { salt: "", iterations: 1, storedKey: "", serverKey: "" },
  });
  await operate({ type: "oper", name: "cook" });
  await operate({ type: "chghost", nick: "alicia", ident: "cook", host: "the.kitchen" });
  await operate({ type: "wallops", text: "The kettle is switched off at ten" });
  world.hub.setWritable(false);
  await look();
  await say(alice, { type: "kick", channel: "#kitchen", nick: "bob", reason: "You spilled it" });
  await say(alice, { type: "invite", channel: "#kitchen", nick: "bob" });
  await say(bob, { type: "join", channel: "#kitchen" });
  await say(alice, { type: "part", channel: "#kitchen", reason: "Washing up" });
  await say(alice, { type: "join", channel: "#kitchen" });
  await say(alice, { type: "bye", reason: "Good night" });
  alice.drop();
  await world.settle();
  await say(bob, { type: "ping" });
  bob.session.submit({ type: "oper", name: "keeper" }, ({ refusal }) => refusal && fail(refusal.text));
  await look();
  const target = { kind: "mask", name: "*!*@spam.example" } as const;
  world.hub.run({ type: "ban-add", target, mutes: false, reason: "Advertising" }, () => {});
  await look();
  const watched = world.connect(world.listen(json, {}, "#lobby", { status: exampleStatus() }));
  bob.drop();
  await world.settle();
  watched.send(`${JSON.stringify({ type: "hello", nick: "keeper" })}\n`);
  await world.settle();
  watched.session.submit({ type: "oper", name: "keeper" }, ({ refusal }) => refusal && fail(refusal.text));
  await world.settle();
  watched.send('{"type":"status","follow":true}\n{"type":"wire","session":"test.3"}\n');
  await world.settle();
  for (const line of watched.take().split("\n")) {
    const type = /^\{"type":"([\w-]+)"/.exec(line)?.[1];
    if (type && !events.has(type)) events.set(type, steady(line));
  }
  return { opening, events };
}

/** The id of a message. */
function idOf(line: string | undefined): string {
  return /"id":"([^"]+)"/.exec(line ?? "")?.[1] ?? fail("no message was said");
}

/** The line with times that are the same in every time zone. */
function steady(line: string): string {
  return line.replace(/"(at|until)":\d+/g, '"$1":1739022889439');
}

function fail(text: string): never {
  throw new Error(text);
}

/** A server that tells at once what it would tell in time. */
function exampleStatus(): Status {
  const at = 1_739_022_889_439;
  const figures: Figures = {
    at,
    started: at - 3_600_000,
    connections: { json: 2, irc: 5 },
    sockets: 9,
    sessions: 7,
    users: 6,
    channels: 3,
    messages: 120,
    deliveries: 610,
    commits: { count: 95, failed: 0, ms: 142.5, lastMs: 1.4 },
    bytesIn: 20_480,
    bytesOut: 131_072,
    refused: 0,
    memory: { rss: 104_857_600, heap: 31_457_280 },
    cpu: 4.2,
    loop: { meanMs: 0.1, mostMs: 1.9 },
  };
  return {
    watchesGuests: false,
    figures: () => figures,
    follow(tell) {
      tell(figures);
      return () => {};
    },
    sessions: () => ({ sessions: [], more: false }),
    watch(_session, watcher) {
      const bytes = Buffer.from("NICK tom\r\n").toString("base64");
      watcher.frame({ at, direction: "in", bytes, length: 10, made: ['nick {"nick":"tom"}'] });
      watcher.ended("That connection is closed.");
      return () => {};
    },
  };
}
