import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { exported, importFiles, pieces, testFolder, textsIn } from "./import.fixture.ts";

let base: string;

beforeEach(() => {
  base = testFolder();
});

afterEach(() => rmSync(base, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(join(base, dirname(path)), { recursive: true });
  writeFileSync(join(base, path), text);
}

it("imports a folder of logs, and files that are named, in order of time", async () => {
  write(
    "znc/libera/#a/2024-01-01.log",
    "[12:00:00] <ada> one\n[12:00:02] <ada> three\n[12:00:03] *** Quits: ada (x@y) (bye)\n",
  );
  write("znc/libera/#a/2024-01-02.log", "[12:00:00] <ada> five\n");
  write("znc/libera/ada/2024-01-01.log", "[12:00:00] <ada> psst\n");
  write("lobby.log", "2024-01-01 12:00:01\tbob\ttwo\n2024-01-02 11:00:00\tbob\tfour\n");
  const { skipped, channels, others } = await importFiles(base, ["znc", "lobby.log"]);
  expect(textsIn(join(base, "data"))).toEqual(["one", "two", "three", "four", "five"]);
  expect([channels.map(({ name }) => name), others]).toEqual([["#a", "#lobby"], 1]);
  expect(exported(join(base, "data"), { events: true }).filter(({ type }) => type === "quit")).toMatchObject([
    { from: { nick: "ada" }, reason: "bye", in: "#a" },
  ]);
  expect(skipped).toMatchObject([{ count: 1, reason: expect.stringMatching(/files without a channel/) }]);
});

it("puts all logs into the channel that it is told", async () => {
  write("znc/ada/2024-01-01.log", "[12:00:00] <ada> one\n");
  await importFiles(base, ["znc"], { channel: "#b" });
  expect(exported(join(base, "data"))).toMatchObject([{ name: "#b" }, { to: "#b", text: "one" }]);
});

it("finds exports of Parley among logs", async () => {
  write("all/#a.log", "2024-01-01 12:00:00\tbob\ttwo\n");
  write(
    "all/b.jsonl",
    '{"type":"export","version":1}\n{"type":"message","at":1,"from":{"nick":"a"},"to":"#b","form":"message","text":"one"}\n',
  );
  await importFiles(base, ["all"]);
  expect(textsIn(join(base, "data"))).toEqual(["one", "two"]);
});

it.each([
  '{"type": "export", "version": 1}',
  '{ "at" : 1, "server" : "chat.example", "type" : "export", "version" : 1 }',
])("knows an export of Parley by its first line, however that is written: %s", async (first) => {
  const message = { type: "message", at: 1, from: { nick: "a" }, to: "#b", form: "message", text: "one" };
  const text = `${first}\n${JSON.stringify(message)}\n`;
  write("all/b.jsonl", text);
  for (const source of ["all", "all/b.jsonl", "-"]) {
    const dir = join(base, `data of ${source.replace("/", " ")}`);
    await importFiles(base, [source], { dir, stdin: pieces(text) });
    expect(textsIn(dir)).toEqual(["one"]);
  }
});

it("says which source can't be read, and makes nothing", async () => {
  await expect(importFiles(base, ["nowhere"])).rejects.toThrow(/nowhere can't be read \(ENOENT/);
  write("empty.log", "");
  await expect(importFiles(base, ["empty.log"])).rejects.toThrow(/There is nothing to import in .*empty.log\.$/);
  await expect(importFiles(base, ["-"], { stdin: pieces("12:00 <a> x\n") })).rejects.toThrow(/needs a --channel/);
  expect(() => textsIn(join(base, "data"))).toThrow(/There is no history/);
});
