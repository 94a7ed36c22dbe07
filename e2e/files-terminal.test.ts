import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, readlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join as inFolder } from "node:path";
import process from "node:process";
import { describe, expect, it, onTestFinished } from "vitest";
import { PARLEY, type Program, type TestServer } from "./harness.ts";
import type { JsonPeer } from "./json-peer.ts";
import { proxyTo } from "./proxy.ts";
import { again, classroomClient, connection, folder, join, lastingScene, parley, scene } from "./scene.ts";
import { Terminal } from "./tmux.ts";

/** Files from a terminal, and in the classroom's dialect that has them. */

const MIB = 1_048_576;
const ACK = ["--listen", "ack://127.0.0.1:0/lobby"] as const;

function talk(port: number, nick: string, cwd: string): Program {
  return parley(["join", `localhost:${port}`, "--nick", nick], cwd);
}

/** Ends the input, and waits until all that was typed is done. @returns what was said besides what happened */
async function finish(program: Program): Promise<string> {
  program.closeInput();
  const said = await program.untilOver();
  expect([await program.exit, complaintsOf(program)]).toEqual([0, ""]);
  return said.replace(/^\d\d:\d\d .*\n/gm, "");
}

/** What it has complained of. On a busy machine even a small file may take its time, which is told too. */
function complaintsOf(program: Program): string {
  return program.errors.replace(/^parley: [^:\n]+% {2}.*\n/gm, "");
}

/** Has somebody upload files of these names and contents. */
async function share(server: TestServer, files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  const theirs = folder();
  const ada = talk(server.port, "ada", theirs);
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(inFolder(theirs, name), content);
    ada.type(`/upload "${name}"`);
  }
  await finish(ada);
}

/** The next message of somebody, and the files that it shares. */
async function nextOf(listener: JsonPeer, nick: string) {
  const message = await listener.next("message");
  expect(message.from.nick).toBe(nick);
  return message;
}

function hashOf(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The most memory that a process has had so far, in bytes. */
function memoryOf({ pid }: { readonly pid?: number | undefined }): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1_024;
}

describe("join, natively", () => {
  it("uploads files, says their links with a text, lists them, and gets them", async () => {
    const server = await scene();
    const alice = await join(server, "alice");
    const [theirs, ours] = [folder(), folder()];
    const photo = randomBytes(3 * MIB);
    writeFileSync(inFolder(theirs, "photo of tea.bin"), photo);
    writeFileSync(inFolder(theirs, "notes.txt"), "one\n");
    mkdirSync(inFolder(theirs, "sub"));
    writeFileSync(inFolder(theirs, "sub", "notes.txt"), "two\n");
    const ada = talk(server.port, "ada", theirs);
    ada.type('/upload "photo of tea.bin" of this morning');
    ada.type("/upload notes.txt");
    ada.type("/upload sub/notes.txt");
    ada.type("done");
    await finish(ada);
    const shared = await nextOf(alice, "ada");
    expect(shared.text).toMatch(/^of this morning http:\/\/localhost:\d+\/files\/[a-z2-7]{26}\/photo%20of%20tea\.bin$/);
    expect(shared.files).toMatchObject([{ name: "photo of tea.bin", size: photo.length, hash: hashOf(photo) }]);
    expect((await nextOf(alice, "ada")).files).toMatchObject([{ name: "notes.txt", type: "text/plain", size: 4 }]);
    const [newest] = (await nextOf(alice, "ada")).files ?? [];
    expect((await nextOf(alice, "ada")).text).toBe("done");

    const bob = talk(server.port, "bob", ours);
    bob.type("/files");
    expect(await bob.until("3.0 MiB, application/octet-stream)\n")).toMatch(
      /notes\.txt \(4 bytes, text\/plain\)\nphoto of tea\.bin \(3\.0 MiB,/,
    );
    bob.type("/get notes.txt");
    bob.type("/get photo of tea.bin");
    const { text } = shared;
    bob.type(`/get ${text.slice(text.indexOf("http"))}`);
    expect(await finish(bob)).toBe(
      ["notes.txt: 4 bytes", "photo of tea.bin: 3145728 bytes", "photo of tea-2.bin: 3145728 bytes\n"].join("\n"),
    );
    expect(readFileSync(inFolder(ours, "notes.txt"), "utf8")).toBe("two\n");
    expect(newest?.size).toBe(4);
    expect(readFileSync(inFolder(ours, "photo of tea.bin")).equals(photo)).toBe(true);
    expect(readFileSync(inFolder(ours, "photo of tea-2.bin")).equals(photo)).toBe(true);
    expect(readdirSync(ours)).toHaveLength(3);
  });

  it("says in a sentence what can't be done, goes on, and exits with a status that says so", async () => {
    const server = await scene("--file-size", "1KB", "--file-types", "text/*");
    const ours = folder();
    writeFileSync(inFolder(ours, "large.txt"), "x".repeat(5_000));
    writeFileSync(inFolder(ours, "photo.png"), "x");
    const bob = talk(server.port, "bob", ours);
    for (const line of [
      "/upload missing",
      "/upload .",
      "/upload large.txt",
      "/upload photo.png",
      "/get nothing",
      "hi",
    ]) {
      bob.type(line);
    }
    bob.closeInput();
    expect(await bob.untilOver()).toMatch(/<bob> hi\n$/);
    expect(await bob.exit).toBe(65);
    expect(bob.errors.split("\n")).toEqual([
      "parley: missing can't be read: there is no such file.",
      "parley: . is no file but a folder.",
      "parley: That file is larger than 1 kB.",
      "parley: Files of that type are not taken here, but these: text/*.",
      "parley: There is no file named nothing in #lobby.",
      "",
    ]);
  });

  it("says so if the server takes no files", async () => {
    const server = await scene("--file-size", "none");
    const ours = folder();
    writeFileSync(inFolder(ours, "notes.txt"), "one\n");
    const bob = talk(server.port, "bob", ours);
    bob.type("/upload notes.txt");
    expect(await bob.untilComplaint("\n")).toBe("parley: This server takes no files.\n");
  });

  it("goes on with an upload where the connection was cut, and says its link once", async () => {
    const server = await scene();
    const alice = await join(server, "alice");
    const proxy = await proxyTo(server.port);
    proxy.mishaps.push(
      { begins: "PATCH", after: 5 * MIB, what: "cut" },
      { begins: "PATCH", after: 2 * MIB, what: "cut" },
    );
    const ours = folder();
    const bytes = randomBytes(20 * MIB);
    writeFileSync(inFolder(ours, "large.bin"), bytes);
    const bob = talk(proxy.port, "bob", ours);
    bob.type("/upload large.bin");
    bob.type("done");
    bob.closeInput();
    await bob.untilOver();
    expect(await bob.exit).toBe(0);
    expect(complaintsOf(bob)).toMatch(/^(parley: large\.bin: [^\n]+; trying again\.\n){1,2}$/);
    expect(proxy.happened()).toBe(2);
    expect((await nextOf(alice, "bob")).files).toMatchObject([{ size: bytes.length, hash: hashOf(bytes) }]);
    expect((await nextOf(alice, "bob")).text).toBe("done");
  });

  it("goes on with an upload when the server was killed meanwhile, and says the link once", async () => {
    const server = await lastingScene();
    const proxy = await proxyTo(server.port);
    proxy.mishaps.push({ begins: "PATCH", after: 4 * MIB, what: "wait" });
    const ours = folder();
    const bytes = randomBytes(16 * MIB);
    writeFileSync(inFolder(ours, "large.bin"), bytes);
    const bob = talk(proxy.port, "bob", ours);
    bob.type("/upload large.bin");
    await proxy.mishap();
    await server.kill();
    const risen = await again(server);
    bob.type("done");
    bob.closeInput();
    expect(await bob.exit).toBe(0);
    expect(bob.errors).not.toContain("anew");
    // Bob may have been quicker to come back than anybody who listens.
    const { messages } = await (await join(risen, "alice")).ask({ type: "history", channel: "#lobby" });
    expect(messages).toMatchObject([{ files: [{ size: bytes.length, hash: hashOf(bytes) }] }, { text: "done" }]);
  });

  it("goes on with a download of which a part is there, from an earlier time", async () => {
    const server = await scene();
    const ours = folder();
    const bytes = randomBytes(6 * MIB);
    await share(server, { "large.bin": bytes });
    const part = inFolder(ours, `large.bin.${await idOf(server, "large.bin")}.part`);
    writeFileSync(part, bytes);
    truncateSync(part, 2 * MIB);
    const bob = talk(server.port, "bob", ours);
    bob.type("/get large.bin");
    expect(await finish(bob)).toBe("large.bin: 6291456 bytes\n");
    expect(readFileSync(inFolder(ours, "large.bin")).equals(bytes)).toBe(true);
    expect(readdirSync(ours)).toEqual(["large.bin"]);
  });

  describe("at a terminal, while an upload is on its way", () => {
    /** A person whose upload stops on its way until it is let go on. */
    async function uploading() {
      const server = await scene();
      const alice = await join(server, "alice");
      const proxy = await proxyTo(server.port);
      proxy.mishaps.push({ begins: "PATCH", after: 4 * MIB, what: "wait" });
      const ours = folder();
      // More than what lies between may swallow.
      writeFileSync(inFolder(ours, "large.bin"), randomBytes(32 * MIB));
      const shell = ["sh", "-c", 'cd "$1"; shift; "$@"; echo "left with $?"; exec cat', "sh", ours];
      const command = [process.execPath, PARLEY, "join", `localhost:${proxy.port}`, "--nick", "bob"];
      const terminal = new Terminal([...shell, ...command]);
      onTestFinished(() => terminal.close());
      await terminal.until(/2 are here[\s\S]*^#lobby>/m);
      terminal.type("/upload large.bin big");
      await terminal.until(/^large\.bin {2}\[#+-+\] +\d+% {2}\d+\.\d MiB of 32\.0 MiB.*\n#lobby>$/m);
      return { alice, proxy, terminal };
    }

    const SHARED = /<bob> big http:\/\/localhost:\d+\/files\/\S+(\n\S+)?\n/;

    it("one sees how far it is above what one types, and goes on talking", async () => {
      const { alice, proxy, terminal } = await uploading();
      terminal.type("I go on");
      await terminal.until(/<bob> I go on\nlarge\.bin {2}\[#+-+\].*\n#lobby>$/m);
      terminal.press("half a li");
      await alice.say("well");
      await terminal.until(/<bob> I go on\n\d\d:\d\d <alice> well\nlarge\.bin {2}\[#+-+\].*\n#lobby> half a li$/m);
      proxy.release();
      const screen = await terminal.until(new RegExp(`${SHARED.source}#lobby> half a li$`, "m"));
      expect(screen).not.toContain("[#");
      terminal.press("C-c");
      await terminal.until(/^left with 0$/m);
    });

    it("one leaves with Ctrl-D when it is done, and with Ctrl-C at once", async () => {
      const [patient, hasty] = [await uploading(), await uploading()];
      patient.terminal.press("C-d");
      // What was typed goes above how far it is: nothing is typed any more.
      await patient.terminal.until(/^#lobby>\nlarge\.bin {2}\[#/m);
      patient.proxy.release();
      const screen = await patient.terminal.until(/^left with 0$/m);
      expect(screen).toMatch(new RegExp(`${SHARED.source}left with 0$`, "m"));
      expect(screen).not.toContain("[#");
      hasty.terminal.press("C-c");
      expect(await hasty.terminal.until(/^left with \d+$/m)).not.toMatch(SHARED);
    });
  });
});

it("shows who asks to a server that lets only members have what was shared", async () => {
  const server = await scene("--file-links", "members");
  const alice = await join(server, "alice");
  await share(server, { "notes.txt": "one\n" });
  const { text } = await nextOf(alice, "ada");
  const ours = folder();
  const bob = talk(server.port, "bob", ours);
  bob.type(`/get ${text}`);
  expect(await finish(bob)).toBe("notes.txt: 4 bytes\n");
  expect((await fetch(text)).status).toBe(404);
  expect(readdirSync(ours)).toEqual(["notes.txt"]);
});

it("send --file sends a file, with a text or none", async () => {
  const server = await scene();
  const alice = await join(server, "alice");
  const ours = folder();
  writeFileSync(inFolder(ours, "build log.txt"), "all is well\n");
  for (const text of [[], ["the build is done:"]]) {
    const sent = parley(
      ["send", `localhost:${server.port}`, "lobby", ...text, "--file", "build log.txt", "--nick", "ci"],
      ours,
    );
    expect([await sent.exit, complaintsOf(sent)]).toEqual([0, ""]);
    const message = await nextOf(alice, "ci");
    expect(message.files).toMatchObject([{ name: "build log.txt", size: 12 }]);
    expect(message.text.startsWith(text[0] ?? "http://")).toBe(true);
  }
});

describe("an ack listener", () => {
  it("lists the channel's files and sends them, whatever is in them, to a bare socket", async () => {
    const server = await scene(...ACK);
    const bytes = randomBytes(300_000);
    await share(server, { "notes.txt": "one\n", "photo of tea.bin": bytes, empty: "" });
    const client = await connection(server.ports["ack"] ?? 0);
    expect(await client.until("Client01")).toBe("Client01");
    client.send("list\nhello");
    expect(await client.until("ACK")).toBe("empty\nphoto of tea.bin\nnotes.txt\nhelloACK");
    const pieces: Buffer[] = [];
    client.socket.on("data", (piece: Buffer) => pieces.push(piece));
    client.send("get photo of tea.bin\nget nothing\nget empty\nexit");
    await client.untilOver();
    const header = Buffer.from("photo of tea.bin 300000\n");
    const rest = Buffer.from("There is no file named nothing.\nempty 0\n");
    expect(Buffer.concat(pieces).equals(Buffer.concat([header, bytes, rest]))).toBe(true);
  });

  it("sends the classroom's own client what it takes, unchanged", async () => {
    const server = await scene(...ACK);
    const bytes = randomBytes(300_000);
    await share(server, { "photo of tea.bin": bytes });
    const ours = folder();
    const client = classroomClient("ack_client", server.ports["ack"] ?? 0, "--folder", ours);
    for (const line of ["list", "get photo of tea.bin", "get nothing", "hello", "exit"]) client.type(line);
    expect(await client.untilOver()).toBe(
      [
        "Connected as Client01",
        "photo of tea.bin",
        "photo of tea.bin: 300000 bytes",
        "There is no file named nothing.",
        "helloACK",
        "Disconnected\n",
      ].join("\n"),
    );
    expect(readFileSync(inFolder(ours, "photo of tea.bin")).equals(bytes)).toBe(true);
  });

  it("goes on for the others when a client goes away in the middle of a file", async () => {
    const server = await scene("--listen", "ack://127.0.0.1:0/lobby?limit=1");
    await share(server, { "large.bin": randomBytes(40 * MIB) });
    const watcher = await join(server, "watcher");
    const client = await connection(server.ports["ack"] ?? 0);
    await client.until("Client01");
    client.socket.pause();
    client.send("get large.bin");
    while (openContents(server).length === 0) await watcher.fence();
    client.socket.resetAndDestroy();
    while (openContents(server).length > 0) await watcher.fence();
    for (;;) {
      const next = await connection(server.ports["ack"] ?? 0);
      const said = await next.until(/Client\d\d|\n/);
      if (said.startsWith("The server is full")) continue;
      expect(said).toBe("Client02");
      break;
    }
  });

  it("gives files to parley join, also one of 200 MB, in little memory on both sides", async () => {
    const server = await scene(...ACK);
    const bytes = randomBytes(200_000_000);
    await share(server, { "notes.txt": "one\n", "large.bin": bytes });
    const ours = folder();
    const client = parley(["join", `ack://127.0.0.1:${server.ports["ack"]}`], ours);
    client.type("list");
    expect(await client.until("notes.txt\n")).toBe("Connected as Client01\nlarge.bin\nnotes.txt\n");
    const before = [memoryOf(server.process), memoryOf(client.process)];
    client.type("get large.bin");
    expect(await client.until("bytes\n")).toBe("large.bin: 200000000 bytes\n");
    const after = [memoryOf(server.process), memoryOf(client.process)];
    client.type("get notes.txt");
    expect(await finish(client)).toBe("notes.txt: 4 bytes\n");
    expect(readFileSync(inFolder(ours, "large.bin")).equals(bytes)).toBe(true);
    expect(readdirSync(ours).sort()).toEqual(["large.bin", "notes.txt"]);
    for (const [i, most] of after.entries()) expect(most - (before[i] ?? 0)).toBeLessThan(100 * MIB);
  });
});

/** The first letters of the id of the newest file of a name. */
async function idOf(server: TestServer, name: string): Promise<string> {
  const someone = await join(server, "someone");
  const { files = [] } = await someone.ask({ type: "files", channel: "#lobby", name });
  return files[0]?.id.slice(0, 8) ?? "";
}

/** What a server has open of the contents of files. */
function openContents({ process: { pid }, data }: TestServer): string[] {
  const links = readdirSync(`/proc/${pid}/fd`).map((fd) => linkOf(`/proc/${pid}/fd/${fd}`));
  return links.filter((path) => path.startsWith(inFolder(data, "files")) && /\/[0-9a-f]{64}$/.test(path));
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    // It was closed in the meantime.
    return "";
  }
}
