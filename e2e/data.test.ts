import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join as path } from "node:path";
import process from "node:process";
import { expect, it } from "vitest";
import { PARLEY, startServer, type TestServer } from "./harness.ts";
import type { JsonPeer } from "./json-peer.ts";
import { folder, join, parley, scene } from "./scene.ts";

/** Runs a verb to its end. */
async function verb(
  ...args: readonly string[]
): Promise<{ readonly status: number | null; readonly out: string; readonly err: string }> {
  const program = parley(args);
  program.closeInput();
  const out = await program.untilOver();
  return { status: await program.exit, out, err: program.errors };
}

/** The texts of all messages in #lobby, which may be more than a page has. */
async function textsOf(someone: JsonPeer): Promise<string[]> {
  const texts: string[] = [];
  for (let after = 0; ; ) {
    const page = await someone.ask({ type: "history", channel: "#lobby", after, limit: 1000 });
    texts.push(...(page.messages ?? []).map(({ text }) => text));
    after = page.messages?.at(-1)?.seq ?? after;
    if (page.more !== true) return texts;
  }
}

/** Talks until it is told to stop. @returns what makes it stop, and then how much it has said */
function keepTalking(someone: JsonPeer): () => Promise<number> {
  let isOver = false;
  let said = 0;
  const talking = (async () => {
    for (; !isOver; said++) await someone.say(`word ${said}`);
  })();
  return async () => {
    isOver = true;
    await talking;
    return said;
  };
}

/** A server that starts with what was backed up. */
async function restored(file: string): Promise<{ readonly server: TestServer; readonly data: string }> {
  const data = path(folder(), "data");
  mkdirSync(data);
  copyFileSync(file, path(data, "parley.db"));
  return { server: await startServer([], data), data };
}

it("backs up and exports while people talk, who notice nothing; a server starts with either", async () => {
  const server = await scene();
  const alice = await join(server, "alice");
  await alice.say("first");
  const stop = keepTalking(alice);
  await join(server, "bob");
  const dir = folder();
  const file = path(dir, "backup.db");
  const backup = await verb("backup", file, "--data", server.data);
  expect(backup).toMatchObject({ status: 0, err: "" });
  expect(backup.out).toMatch(
    /^backed up [\d,]+ messages?, .*; restore it by copying it to parley\.db in an empty folder\n$/,
  );
  const lines = path(dir, "all.jsonl");
  expect((await verb("export", lines, "--data", server.data)).status).toBe(0);
  const said = await stop();
  expect(said).toBeGreaterThan(0);

  const all = await textsOf(alice);
  const fromBackup = await restored(file);
  const again = await join(fromBackup.server, "carol");
  const kept = await textsOf(again);
  expect(kept[0]).toBe("first");
  expect(kept).toEqual(all.slice(0, kept.length));
  await again.say("it goes on");
  expect(await fromBackup.server.stop()).toBe(0);

  const data = path(dir, "imported");
  expect((await verb("import", lines, "--data", data)).status).toBe(0);
  const imported = await startServer([], data);
  const dave = await join(imported, "dave");
  const brought = await textsOf(dave);
  expect(brought.length).toBeGreaterThanOrEqual(kept.length);
  expect(brought).toEqual(all.slice(0, brought.length));
  await dave.say("here too");
  expect((await textsOf(dave)).at(-1)).toBe("here too");
  expect(await imported.stop()).toBe(0);
});

it("backs up and exports what a server has left that was killed", async () => {
  const server = await startServer([], folder());
  const alice = await join(server, "alice");
  await alice.say("acknowledged");
  await server.kill();
  const dir = folder();
  const file = path(dir, "backup.db");
  expect(await verb("backup", file, "--data", server.data)).toMatchObject({ status: 0, err: "" });
  const { out } = await verb("export", "--data", server.data);
  expect(out).toContain('"text":"acknowledged"');
  const again = await restored(file);
  expect(await textsOf(await join(again.server, "bob"))).toEqual(["acknowledged"]);
  await again.server.stop();
  const next = await startServer([], server.data);
  expect(await textsOf(await join(next, "bob"))).toEqual(["acknowledged"]);
  await next.stop();
});

it("brings shared files along, from a backup and from an export", async () => {
  const server = await scene();
  const alice = await join(server, "alice");
  const [theirs, dir] = [folder(), folder()];
  writeFileSync(path(theirs, "notes.txt"), "what was in the file");
  const ada = parley(["join", `localhost:${server.port}`, "--nick", "ada"], theirs);
  ada.type("/upload notes.txt");
  const { pathname } = new URL((await alice.next("message")).text);
  ada.closeInput();
  await ada.exit;
  const file = path(dir, "backup.db");
  const { out } = await verb("backup", file, "--data", server.data);
  expect(out).toContain(`and 1 shared file to ${file}.files; restore them by copying them to parley.db and to files`);
  const data = path(dir, "restored");
  mkdirSync(data);
  copyFileSync(file, path(data, "parley.db"));
  cpSync(`${file}.files`, path(data, "files"), { recursive: true });
  const lines = path(dir, "all.jsonl");
  await verb("export", lines, "--data", server.data);
  const imported = path(dir, "imported");
  const brought = await verb("import", lines, "--data", imported, "--files", `${file}.files`);
  expect(brought.out).toContain("with 1 shared file");
  for (const folderOfIts of [data, imported]) {
    const again = await startServer([], folderOfIts);
    const answer = await fetch(`http://127.0.0.1:${again.port}${pathname}`);
    expect([answer.status, await answer.text()]).toEqual([200, "what was in the file"]);
    expect(await again.stop()).toBe(0);
  }
});

it("moves a history through a pipe", async () => {
  const server = await scene();
  const alice = await join(server, "alice");
  await alice.say("one");
  await alice.say("two");
  const data = path(folder(), "data");
  const [from, to] = [
    spawn(process.execPath, [PARLEY, "export", "--data", server.data], { stdio: ["ignore", "pipe", "ignore"] }),
    spawn(process.execPath, [PARLEY, "import", "-", "--data", data], { stdio: ["pipe", "pipe", "inherit"] }),
  ];
  from.stdout.pipe(to.stdin);
  let said = "";
  to.stdout.on("data", (bytes: Buffer) => {
    said += bytes.toString();
  });
  expect(await once(to, "close")).toEqual([0, null]);
  expect(said).toContain("imported 2 messages of 1 channel");
});

it("leaves nothing when there is no room for a backup, an export or an import", async () => {
  const server = await scene();
  const alice = await join(server, "alice");
  for (let i = 0; i < 20; i++) await alice.say("x".repeat(20_000));
  const dir = folder();
  const lines = path(dir, "all.jsonl");
  await verb("export", lines, "--data", server.data);
  // As if the disk had room for so many bytes in a file.
  const cramped = async (...args: readonly string[]): Promise<{ readonly status: unknown; readonly err: string }> => {
    const program = spawn("prlimit", ["--fsize=100000", process.execPath, PARLEY, ...args], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    let err = "";
    program.stderr.on("data", (bytes: Buffer) => {
      err += bytes.toString();
    });
    const [status]: unknown[] = await once(program, "close");
    return { status, err };
  };
  const before = readdirSync(dir);
  const sentence = /^parley: [^\n]* can't be written[^\n]*\n$/;
  for (const args of [
    ["backup", path(dir, "backup.db"), "--data", server.data],
    ["export", path(dir, "other.jsonl"), "--data", server.data],
    ["import", lines, "--data", path(dir, "data")],
  ]) {
    expect(await cramped(...args)).toEqual({ status: 74, err: expect.stringMatching(sentence) });
    expect(readdirSync(dir)).toEqual(before);
  }
  await alice.say("still here");
});

it("leaves nothing of a backup or an import that is interrupted", async () => {
  const dir = folder();
  const line = { type: "message", from: { nick: "ada" }, to: "#lobby", form: "message", text: "something ".repeat(50) };
  const rows = Array.from({ length: 60_000 }, (_, i) => JSON.stringify({ ...line, at: i + 1, id: `x-${i}` }));
  const lines = path(dir, "all.jsonl");
  writeFileSync(lines, ['{"type":"export","version":1}', ...rows, ""].join("\n"));
  const data = path(dir, "data");
  const interrupted = async (part: RegExp, ...args: readonly string[]): Promise<void> => {
    const program = parley(args);
    while (!readdirSync(dir).some((name) => part.test(name))) {
      if (program.process.exitCode !== null) throw new Error(`it was too fast: ${program.errors}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    program.process.kill("SIGINT");
    expect(await program.exit).not.toBe(0);
    expect(readdirSync(dir).filter((name) => part.test(name))).toEqual([]);
  };
  await interrupted(/\.import$/, "import", lines, "--data", data);
  expect(existsSync(data)).toBe(false);
  expect((await verb("import", lines, "--data", data)).status).toBe(0);
  await interrupted(/\.part/, "backup", path(dir, "backup.db"), "--data", data);
  expect(existsSync(path(dir, "backup.db"))).toBe(false);
  expect((await verb("backup", path(dir, "backup.db"), "--data", data)).status).toBe(0);
  expect(readFileSync(path(dir, "backup.db")).subarray(0, 15).toString()).toBe("SQLite format 3");
});
