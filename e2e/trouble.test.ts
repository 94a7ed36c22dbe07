import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join as path } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it, onTestFinished } from "vitest";
import { RATES } from "../src/core/rates.ts";
import { ownTime } from "./contention.ts";
import { Peer, removeFolder, startServer } from "./harness.ts";
import { JsonPeer } from "./json-peer.ts";
import { folder, join, parley, scene } from "./scene.ts";

it("says that its disk is full, refuses new messages meanwhile, answers questions, and goes on when there is room", async () => {
  const server = await scene();
  const alice = await join(server, "alice");
  const bob = await join(server, "bob");
  await alice.say("before");
  // The server may write to no file from here on, as if the disk had no room.
  const pid = server.process.pid ?? 0;
  limitFiles(pid, "0");
  await expect(alice.say("lost for want of room")).rejects.toThrow(/can't keep anything new/);
  expect((await alice.next("service")).writable).toBe(false);
  const meanwhile = await bob.ask({ type: "history", channel: "#lobby" });
  expect(meanwhile.messages?.map((message) => message.text)).toEqual(["before"]);
  expect((await fetch(`http://127.0.0.1:${server.port}/health`)).status).toBe(503);
  limitFiles(pid, "unlimited");
  expect((await alice.next("service")).writable).toBe(true);
  await alice.say("after");
  expect((await fetch(`http://127.0.0.1:${server.port}/health`)).status).toBe(200);
  const texts = (await bob.ask({ type: "history", channel: "#lobby" })).messages?.map((message) => message.text);
  expect(texts).toEqual(["before", "after"]);
  expect(bob.takeMessages().map((message) => message.text)).toEqual(["before", "after"]);
});

it("has a message once that was sent again after the connection broke and the server restarted", async () => {
  const server = await scene();
  const secret = "a client that comes back";
  const hello = { type: "hello", nick: "carol", client: secret, ref: "hello" };
  const say = { type: "say", to: "#lobby", text: "only once", ref: "message 1" };
  const first = await Peer.to(server.port);
  first.command(hello);
  first.command({ type: "join", channel: "#lobby" });
  first.command(say);
  const [, seq] =
    /"type":"ok","ref":"message 1","seq":(\d+)/.exec(await first.until(/"ref":"message 1","seq".*\n/)) ?? [];
  first.close();
  await server.kill();
  const again = await startServer([], server.data);
  const second = await Peer.to(again.port);
  second.command(hello);
  second.command({ type: "join", channel: "#lobby" });
  second.command(say);
  expect(await second.until(/"ref":"message 1".*\n/)).toContain(`"ref":"message 1","seq":${seq},"repeated":true`);
  second.command({ type: "history", channel: "#lobby", ref: "all" });
  expect((await second.until(/"ref":"all".*\n/)).match(/only once/g)).toHaveLength(1);
  second.close();
  await again.stop();
});

it("goes on for everybody while parley demo's five visitors come, talk and leave", async () => {
  const server = await scene();
  const witness = await join(server, "witness");
  const demo = parley(["demo", `localhost:${server.port}`, "--messages", "10"]);
  const [first = "", ...lines] = (await demo.untilOver()).trimEnd().split("\n");
  expect(await demo.exit).toBe(0);
  expect(first).toMatch(/^5 visitors talk at .*: Jason, Iris, .*, Rhea, Wendy\./);
  expect(lines).toHaveLength(10);
  // Who speaks is chance; that it is heard is not. Not everybody who leaves waits until what they said is on disk.
  const unheard = new Set(lines.map((line) => line.replace(/^\S+ +\S+: /, "")));
  while (unheard.size > 0) unheard.delete((await witness.next("message")).text);
});

it("ends with an error when its data is taken from under it", async () => {
  const server = await startServer();
  const closed = once(server.process, "close");
  const peer = await Peer.to(server.port);
  const db = new DatabaseSync(path(server.data, "parley.db"), { timeout: 5_000 });
  db.exec("DROP TABLE log");
  db.close();
  peer.command({ type: "hello", nick: "alice" });
  const [status] = await closed;
  expect(status).toBe(70);
  expect(server.log()).toContain("the server cannot go on");
  removeFolder(server.data);
});

it("lets parley send give up, and say so, when the server does not come back", async () => {
  const server = await startServer();
  const send = parley(["send", `localhost:${server.port}`, "lobby", "--timeout", "1"]);
  const witness = await JsonPeer.enter(server.port, "witness");
  send.type("one");
  expect(await witness.next("message")).toMatchObject({ text: "one" });
  await server.kill();
  send.type("two");
  expect(await send.exit).toBe(75);
  expect(send.errors).toContain("no connection for too long");
  removeFolder(server.data);
});

it("says on its console that it can't make findable what is said, and does all else", async () => {
  const data = folder();
  mkdirSync(path(data, "search.db"));
  const server = await startServer([], data);
  onTestFinished(async () => void (await server.stop()));
  const alice = await join(server, "alice");
  await alice.say("lost to searches");
  await expect(alice.ask({ type: "search", text: "lost" })).rejects.toThrow(/just now/);
  await expect.poll(() => server.log()).toContain("new messages are not found until it can");
  const { messages } = await alice.ask({ type: "history", channel: "#lobby" });
  expect(messages?.map(({ text }) => text)).toEqual(["lost to searches"]);
});

it("goes on when whoever read its console is gone", async () => {
  const server = await scene();
  server.process.stdout?.destroy();
  const alice = await join(server, "alice");
  await alice.say("still here");
  const bob = await join(server, "bob");
  await bob.say("so am I");
});

it("takes as many connections from one address as it says, and says on the console whom it turned away", async () => {
  const server = await scene();
  const peers: Peer[] = [];
  // Not all at once: only so many may be nobody yet.
  while (peers.length < RATES.connectionsPerAddress.most) {
    const wave = Array.from({ length: 256 }, () => Peer.to(server.port));
    peers.push(...(await Promise.all(wave.map(somebody))));
  }
  const one = await Peer.to(server.port);
  expect(await one.untilOver()).toBe("");
  await expect.poll(() => server.log()).toContain("its address has as many connections as one address may have");
  for (const peer of peers) peer.close();
});

it("cuts off nobody who reads, however much one speaker says at once", async () => {
  const server = await scene("--no-rate-limits");
  const reader = await join(server, "reader");
  const speaker = await join(server, "speaker");
  const text = "x".repeat(65_000);
  for (let i = 0; i < 300; i++) speaker.peer.command({ type: "say", to: "#lobby", text: `${i} ${text}` });
  for (let i = 0; i < 300; i++) expect((await reader.next("message")).text.split(" ")[0]).toBe(String(i));
});

it("answers whoever floods it with questions no more than it holds for one reader, and nobody else notices", async () => {
  const server = await scene("--no-rate-limits");
  const alice = await join(server, "alice");
  for (let i = 0; i < 90; i++) {
    await alice.ask({ type: "join", channel: `#c${i}` });
    await alice.ask({ type: "topic", channel: `#c${i}`, topic: "x".repeat(1000) });
  }
  const flood = await Peer.to(server.port);
  flood.command({ type: "hello", nick: "flood" });
  flood.send('{"type":"channels"}\n'.repeat(3_200));
  await flood.untilOver();
  expect((await ownTime(() => alice.fence())).ms).toBeLessThan(1_000);
  await expect.poll(() => server.log()).toContain("Too much was waiting to be read");
});

async function somebody(coming: Promise<Peer>): Promise<Peer> {
  const peer = await coming;
  peer.command({ type: "hello" });
  await peer.until('"type":"ok"');
  return peer;
}

function limitFiles(pid: number, size: string): void {
  execFileSync("prlimit", [`--pid=${pid}`, `--fsize=${size}:`]);
}
