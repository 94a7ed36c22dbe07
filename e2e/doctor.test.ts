import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { createServer, type Server } from "node:net";
import { join as path } from "node:path";
import process from "node:process";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished } from "vitest";
import { goodPair, makePair, writePair } from "../src/server/tls/pair.fixture.ts";
import { PARLEY, Program, type TestServer } from "./harness.ts";
import { freePorts } from "./ports.ts";
import { folder, join, parley, scene } from "./scene.ts";

interface Finding {
  readonly level: string;
  readonly about: string;
  readonly text: string;
  readonly mend?: string;
}

/** What the doctor finds, and its exit status. */
async function doctor(
  ...args: readonly string[]
): Promise<{ readonly status: number | null; readonly found: Finding[] }> {
  const program = parley(["doctor", "--json", ...args]);
  const lines = (await program.untilOver()).trimEnd().split("\n");
  expect(program.errors).toBe("");
  return { status: await program.exit, found: lines.map((line): Finding => JSON.parse(line)) };
}

function wrongs({ found }: { readonly found: readonly Finding[] }): readonly string[] {
  return found.filter(({ level }) => level === "wrong").map(({ about, text }) => `${about}: ${text}`);
}

/** The data folder of a server in whose only channel so much was said, and which is stopped again. */
async function dataOf(messages: number): Promise<string> {
  const server = await scene();
  const alice = await join(server, "alice");
  for (let i = 0; i < messages; i++) await alice.say(`message ${i} ${"x".repeat(500)}`);
  alice.peer.close();
  await server.stop();
  return server.data;
}

/** The options by which the doctor looks at a server that runs. */
function optionsOf({ port, data }: TestServer): readonly string[] {
  return ["--port", String(port), "--data", data];
}

describe("parley doctor on what is configured here", () => {
  it("finds nothing wrong with a server that runs, changes nothing, and the server does not notice", async () => {
    const server = await scene();
    const alice = await join(server, "alice");
    await alice.say("before");
    await alice.ask({ type: "search", text: "before" });
    const before = readdirSync(server.data).toSorted();
    const { status, found } = await doctor(...optionsOf(server));
    expect(wrongs({ found })).toEqual([]);
    expect(status).toBe(0);
    const texts = found.map(({ text }) => text).join("\n");
    expect(texts).toMatch(/Parley \S+ answers there, with 1 session\./);
    expect(texts).toContain("A server runs on this folder, and answers.");
    expect(texts).toContain("The index of searches is in step.");
    expect(readdirSync(server.data).toSorted()).toEqual(before);
    await alice.say("after");
  });

  it("says what is wrong with a configuration as the server would, and looks at the data all the same", async () => {
    const data = await dataOf(1);
    const config = path(folder(), "parley.toml");
    writeFileSync(config, `data = ${JSON.stringify(data)}\naccess = "friends"\n`);
    const { status, found } = await doctor("--config", config);
    expect(status).toBe(1);
    expect(wrongs({ found })).toEqual(["configuration: --access is one of: open, invite, accounts."]);
    expect(found.map(({ text }) => text)).toContain(`${path(data, "parley.db")} is sound.`);
  });

  it("finds a damaged page of the database, and leaves the file as it is", async () => {
    const data = await dataOf(100);
    const file = path(data, "parley.db");
    const descriptor = openSync(file, "r+");
    for (let page = 10; page < 20; page++) writeSync(descriptor, Buffer.alloc(4_096, 0xff), 0, 4_096, page * 4_096);
    closeSync(descriptor);
    const damaged = readFileSync(file);
    const { status, found } = await doctor("--port", "0", "--data", data);
    expect(status).toBe(1);
    expect(wrongs({ found })).toEqual([expect.stringMatching(/^database: .*parley\.db is damaged: /)]);
    expect(found.find(({ level }) => level === "wrong")?.mend).toContain("backup");
    expect(readFileSync(file).equals(damaged)).toBe(true);
  });

  it("finds a gap in the log, a history of another log, and a time in the future", async () => {
    const data = await dataOf(3);
    const db = new DatabaseSync(path(data, "parley.db"));
    const insert = db.prepare("INSERT INTO log (seq, at, body) VALUES (?, ?, ?)");
    const last = Number(db.prepare("SELECT seq FROM snapshot").get()?.["seq"]);
    const act = { type: "start", name: "parley.local", epoch: "another", channels: [] };
    const draft = JSON.stringify({ node: "another", session: "", act });
    insert.run(last + 1, Date.now() + 3_600_000, draft);
    db.exec(`UPDATE history SET seq = ${last + 9} WHERE rowid = (SELECT max(rowid) FROM history)`);
    db.close();
    expect(wrongs(await doctor("--port", "0", "--data", data))).toEqual([
      expect.stringMatching(/^history: The history goes on to \d+ while the log ends at \d+/),
      expect.stringMatching(/^clock: The last entry of the log is from (1 hour|\d+ minutes) in the future/),
    ]);
    const again = new DatabaseSync(path(data, "parley.db"));
    again.exec(`UPDATE log SET seq = seq + 1`);
    again.close();
    expect(wrongs(await doctor("--port", "0", "--data", data))).toContain(
      `log: Entry ${last + 1} of the log is missing.`,
    );
  });

  it("finds a database of a newer Parley, and one of another program", async () => {
    const data = await dataOf(0);
    const db = new DatabaseSync(path(data, "parley.db"));
    db.exec("PRAGMA user_version = 999");
    db.close();
    expect(wrongs(await doctor("--port", "0", "--data", data))).toEqual([
      expect.stringContaining("was written by a newer Parley"),
    ]);
    const other = folder();
    const foreign = new DatabaseSync(path(other, "parley.db"));
    foreign.exec("CREATE TABLE other (x)");
    foreign.close();
    expect(wrongs(await doctor("--port", "0", "--data", other))).toEqual([
      expect.stringContaining("is the database of another program"),
    ]);
  });

  it("finds that the contents of a shared file are gone, and that contents and uploads are left over", async () => {
    const server = await scene();
    const alice = await join(server, "alice");
    const file = path(folder(), "tea.txt");
    writeFileSync(file, "green");
    const send = parley(["send", `localhost:${server.port}`, "lobby", "look", "--file", file]);
    expect(await send.exit).toBe(0);
    await alice.next("message");
    await server.stop();
    const files = path(server.data, "files");
    const [shard = ""] = readdirSync(files).filter((name) => name !== "uploads");
    const [hash = ""] = readdirSync(path(files, shard));
    renameSync(path(files, shard, hash), path(files, shard, `${shard}${"0".repeat(62)}`));
    writeFileSync(path(files, "uploads", `${"a".repeat(26)}.part`), "half");
    const { found } = await doctor("--port", "0", "--data", server.data);
    expect(wrongs({ found })).toEqual([
      "files: The contents of 1 shared file are not on the disk, or not whole: tea.txt.",
    ]);
    expect(found.map(({ text }) => text)).toContain(
      "There are 1 content (5 bytes) that nobody needs and 1 piece of uploads that nobody goes on with; the server removes them from time to time.",
    );
  });

  it("minds an index of searches that is of no use, since the server makes it anew", async () => {
    const data = await dataOf(2);
    rmSync(path(data, "search.db"), { force: true });
    writeFileSync(path(data, "search.db"), "nonsense ".repeat(1_000), { mode: 0o600 });
    const { status, found } = await doctor("--port", "0", "--data", data);
    expect(status).toBe(0);
    expect(found).toContainEqual(expect.objectContaining({ level: "mind", about: "search" }));
  });

  it("finds keys that everybody can read, and what killed commands left", async () => {
    const data = await dataOf(0);
    chmodSync(data, 0o755);
    chmodSync(path(data, "cloak.key"), 0o644);
    writeFileSync(path(data, "backup.db.1.part"), "", { mode: 0o600 });
    const { found } = await doctor("--port", "0", "--data", data);
    expect(wrongs({ found })).toEqual([expect.stringMatching(/^permissions: Everybody .* can read cloak\.key in /)]);
    expect(found).toContainEqual(expect.objectContaining({ level: "mind", about: "leftovers" }));
  });

  it("finds a folder that can't be written, and one that is a file", async () => {
    const data = await dataOf(0);
    const file = path(data, "file");
    writeFileSync(file, "");
    expect(wrongs(await doctor("--port", "0", "--data", file))).toEqual([`data folder: ${file} is a file.`]);
    chmodSync(data, 0o500);
    onTestFinished(() => chmodSync(data, 0o700));
    // Root may write everywhere, so somebody else has to look.
    const uid = process.getuid?.() === 0 ? 65_534 : undefined;
    if (uid !== undefined) giveTo(uid, data);
    const who = uid === undefined ? [] : ["setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--clear-groups"];
    const [command = "", ...args] = [
      ...who,
      process.execPath,
      PARLEY,
      "doctor",
      "--json",
      "--port",
      "0",
      "--data",
      data,
    ];
    const program = new Program(command, args);
    const lines = (await program.untilOver()).trimEnd().split("\n");
    const found = lines.map((line): Finding => JSON.parse(line));
    expect(wrongs({ found })).toEqual([`data folder: ${data} can't be written: it belongs to you.`]);
    expect(found.map(({ text }) => text)).toContain(`${path(data, "parley.db")} is sound.`);
  });

  it("says who has a port: another Parley, or another program", async () => {
    const server = await scene();
    expect(wrongs(await doctor("--port", String(server.port), "--data", folder()))).toEqual([
      expect.stringMatching(/^listener: auto:\S+ is taken by another Parley \(\S+\)/),
    ]);
    const port = await listening(createServer());
    const { found } = await doctor("--port", String(port), "--data", folder());
    expect(wrongs({ found })).toEqual([expect.stringMatching(/^listener: .* is taken by something else/)]);
    if (process.platform === "linux") expect(wrongs({ found })[0]).toContain(`(process ${process.pid}: `);
  });

  it("minds what is open to other machines, and certificates that end soon or are for another name", async () => {
    const dir = folder();
    const [certFile, keyFile] = [path(dir, "cert.pem"), path(dir, "key.pem")];
    writePair(await goodPair("chat.test", 5 * 86_400_000), certFile, keyFile);
    const files = ["--tls-cert", certFile, "--tls-key", keyFile, "--url", "https://other.test"];
    const { found } = await doctor(
      "--port",
      "0",
      "--host",
      "0.0.0.0",
      "--access",
      "open",
      "--data",
      folder(),
      ...files,
    );
    expect(wrongs({ found })).toEqual([
      `certificate: The certificate in ${certFile} is not for other.test, as --url calls the server.`,
    ]);
    const minded = found.filter(({ level }) => level === "mind").map(({ text }) => text);
    expect(minded).toContainEqual(expect.stringContaining("lets in everybody who can reach it"));
    expect(minded).toContainEqual(expect.stringMatching(/ends on .*, in [45] days\.$/));
    writePair(await makePair("chat.test", -86_400_000), certFile, keyFile);
    const expired = await doctor("--port", "0", "--data", folder(), ...files);
    expect(wrongs(expired)).toEqual([expect.stringMatching(/^configuration: The certificate ended on /)]);
    const open = await doctor("--port", "0", "--host", "0.0.0.0", "--no-tls", "--data", folder());
    expect(open.found).toContainEqual(
      expect.objectContaining({ level: "mind", text: expect.stringContaining("without encryption") }),
    );
  });
});

describe("parley doctor on a server somewhere", () => {
  it("says what answers there, and that nothing is wrong", async () => {
    const server = await scene("--listen", "turns://127.0.0.1:0/lobby");
    const { status, found } = await doctor(`localhost:${server.port}`);
    const texts = found.map(({ text }) => text);
    expect(status).toBe(0);
    expect(texts).toContain("It answers HTTP, WebSocket, JSON, IRC.");
    expect(texts).toContain("It takes what is said.");
    expect(texts).toContain("Its clock and this one agree, to a second or so.");
    const turns = await doctor(`turns://localhost:${server.ports["turns"]}`);
    expect(turns).toMatchObject({ status: 0 });
    expect(turns.found.map(({ about }) => about)).toEqual(["reach", "TLS", "dialects"]);
  });

  it("says that nothing listens, and that something else does", async () => {
    // Of those that the system gives to nobody who connects somewhere.
    const [free = 0] = await freePorts(1);
    const nobody = await doctor(`localhost:${free}`);
    expect(nobody.status).toBe(1);
    expect(wrongs(nobody)).toEqual([expect.stringMatching(/^reach: Nothing answers at .*: connection refused\.$/)]);
    const port = await listening(createServer((socket) => void socket.on("error", () => {}).end("hello\n")));
    expect(wrongs(await doctor(`irc://127.0.0.1:${port}`))).toEqual([expect.stringContaining("IRC is not among it")]);
  });

  it("shows a certificate that nobody vouches for, and knows the one that the URL names", async () => {
    const server = await scene("--tls");
    const { status, found } = await doctor(`parley+tls://localhost:${server.port}`);
    expect(status).toBe(0);
    const [, fingerprint = ""] =
      /((?:[0-9A-F]{2}:){31}[0-9A-F]{2})/.exec(found.map(({ text }) => text).join("\n")) ?? [];
    expect(server.log()).toContain(fingerprint);
    const hex = fingerprint.replaceAll(":", "").toLowerCase();
    const named = await doctor(`parley+tls://localhost:${server.port}#sha256=${hex}`);
    expect(named.found.map(({ text }) => text)).toContain("Its certificate is the one that the URL names.");
    expect(wrongs(await doctor(`wss://localhost:${server.port}`))).toEqual([]);
    const other = await doctor(`parley+tls://localhost:${server.port}#sha256=${"0".repeat(64)}`);
    expect(wrongs(other)).toEqual([expect.stringContaining("is not the one that the URL names")]);
  });

  it("says in one sentence that an address is none", async () => {
    const program = parley(["doctor", "gopher://localhost"]);
    expect(await program.exit).toBe(64);
    expect(program.errors).toMatch(/^parley: "gopher:\/\/localhost": there is no scheme "gopher"\./);
  });
});

/** Has something that is no Parley listen until the test is over. @returns its port */
async function listening(other: Server): Promise<number> {
  other.listen(0, "127.0.0.1");
  await once(other, "listening");
  onTestFinished(() => void other.close());
  const address = other.address();
  return typeof address === "object" && address ? address.port : 0;
}

/** Gives a folder, and what is in it, to another user. */
function giveTo(uid: number, dir: string): void {
  for (const name of readdirSync(dir, { recursive: true, encoding: "utf8" })) chownSync(path(dir, name), uid, uid);
  chownSync(dir, uid, uid);
}
