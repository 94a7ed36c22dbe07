import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EXIT } from "../exit.ts";
import { downloadFile, type WantedFile } from "./download.ts";
import { FilesServer } from "./files-server.fixture.ts";
import { fakeParts } from "./transfer-parts.fixture.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const PART = "notes.txt.aaaaaaaa.part";

function wanted(server: FilesServer, more: Partial<WantedFile> = {}): WantedFile {
  const name = more.name ?? "notes.txt";
  return { id: "a".repeat(26), name, url: new URL(server.link(name)), isOurs: true, ...more };
}

function hashOf(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function content(name = "notes.txt"): string {
  return readFileSync(join(folder, name), "utf8");
}

describe("a download", () => {
  it("writes the file into the folder, and shows who asks", async () => {
    await using server = await FilesServer.start();
    server.file = randomBytes(300_000);
    const parts = fakeParts(server.port);
    const file = wanted(server, { name: "photo of tea.bin", hash: hashOf(server.file) });
    expect(await downloadFile(file, folder, parts)).toEqual({ name: "photo of tea.bin", size: 300_000 });
    expect(readFileSync(join(folder, "photo of tea.bin")).equals(server.file)).toBe(true);
    expect(readdirSync(folder)).toEqual(["photo of tea.bin"]);
    expect(server.seen).toMatchObject([{ headers: { authorization: "Bearer ticket-1" } }]);
    expect(server.seen[0]?.headers.range).toBeUndefined();
    expect(parts.marks.at(-1)).toBe(300_000);
  });

  it("tells no other server who asks, and takes another ticket from its own", async () => {
    await using server = await FilesServer.start();
    const parts = fakeParts(server.port);
    await downloadFile(wanted(server, { isOurs: false }), folder, parts);
    expect(server.seen[0]?.headers.authorization).toBeUndefined();
    server.troubles.set("GET", [{ status: 401 }]);
    await downloadFile(wanted(server), folder, parts);
    expect(server.seen.at(-1)?.headers.authorization).toBe("Bearer ticket-2");
  });

  it("of an empty file makes one", async () => {
    await using server = await FilesServer.start();
    server.file = Buffer.alloc(0);
    const file = wanted(server, { hash: hashOf(server.file) });
    expect(await downloadFile(file, folder, fakeParts(server.port))).toEqual({ name: "notes.txt", size: 0 });
    expect(content()).toBe("");
  });

  it("writes nothing over, and stays in its folder", async () => {
    await using server = await FilesServer.start();
    writeFileSync(join(folder, "notes.txt"), "mine");
    const parts = fakeParts(server.port);
    expect(await downloadFile(wanted(server), folder, parts)).toMatchObject({ name: "notes-2.txt" });
    expect([content(), content("notes-2.txt")]).toEqual(["mine", "hello"]);
    expect(await downloadFile(wanted(server, { name: "../../up" }), folder, parts)).toMatchObject({ name: "up" });
    expect(existsSync(join(folder, "up"))).toBe(true);
  });

  it("goes on where it broke off", async () => {
    await using server = await FilesServer.start();
    server.file = randomBytes(300_000);
    server.troubles.set("GET", [{ cutAfter: 100_000 }, { status: 502 }, { cutAfter: 150_000 }]);
    const parts = fakeParts(server.port);
    await downloadFile(wanted(server, { hash: hashOf(server.file) }), folder, parts);
    expect(readFileSync(join(folder, "notes.txt")).equals(server.file)).toBe(true);
    const [first, second = 0, third, fourth = 0] = server.told.map((told) =>
      Number(/bytes=(\d+)-/.exec(told)?.[1] ?? 0),
    );
    expect([first, third, server.told.length]).toEqual([0, second, 4]);
    // What was on its way when the connection was cut may be lost.
    expect(second).toBeLessThanOrEqual(100_000);
    expect(fourth).toBeGreaterThanOrEqual(second);
    expect(parts.troubles.length).toBeGreaterThan(0);
  });

  it("goes on with what is there of it from an earlier time, even if that is all", async () => {
    await using server = await FilesServer.start();
    writeFileSync(join(folder, PART), "hel");
    const file = wanted(server, { hash: hashOf(server.file) });
    await downloadFile(file, folder, fakeParts(server.port));
    writeFileSync(join(folder, PART), "hello");
    expect(await downloadFile(file, folder, fakeParts(server.port))).toEqual({ name: "notes-2.txt", size: 5 });
    expect([content(), content("notes-2.txt"), readdirSync(folder).length]).toEqual(["hello", "hello", 2]);
    expect(server.told).toEqual(["GET bytes=3-", "GET bytes=5-"]);
  });

  it("begins anew if the server sends no parts, or what is there is more than the file", async () => {
    await using server = await FilesServer.start();
    writeFileSync(join(folder, PART), "hel");
    server.ignoresRanges = true;
    await downloadFile(wanted(server), folder, fakeParts(server.port));
    expect(content()).toBe("hello");
    server.ignoresRanges = false;
    writeFileSync(join(folder, PART), "hello and more");
    await downloadFile(wanted(server), folder, fakeParts(server.port));
    expect(content("notes-2.txt")).toBe("hello");
  });

  it("of other content than was meant is thrown away", async () => {
    await using server = await FilesServer.start();
    writeFileSync(join(folder, PART), "xxx");
    const file = wanted(server, { hash: hashOf(server.file) });
    await expect(downloadFile(file, folder, fakeParts(server.port))).rejects.toThrow("is not the file that was meant");
    expect(readdirSync(folder)).toEqual([]);
  });

  it("of what is not there says what the server says, and leaves nothing", async () => {
    await using server = await FilesServer.start();
    server.troubles.set("GET", [{ status: 404, body: { text: "There is no such file, or it is not for you." } }]);
    await expect(downloadFile(wanted(server), folder, fakeParts(server.port))).rejects.toMatchObject({
      message: "There is no such file, or it is not for you.",
      status: EXIT.data,
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("that is broken off keeps what came, for the next time", async () => {
    await using server = await FilesServer.start();
    server.troubles.set("GET", [{ stopAfter: 2 }]);
    const parts = fakeParts(server.port);
    const interrupting = { ...parts, progress: parts.interrupt };
    await expect(downloadFile(wanted(server), folder, interrupting)).rejects.toThrow("broken off");
    expect(content(PART)).toBe("he");
  });

  it("follows no link out of its folder, and says if it can't write there", async () => {
    await using server = await FilesServer.start();
    symlinkSync(join(folder, "elsewhere"), join(folder, PART));
    await expect(downloadFile(wanted(server), folder, fakeParts(server.port))).rejects.toThrow("can't be written");
    expect(existsSync(join(folder, "elsewhere"))).toBe(false);
    const missing = join(folder, "missing");
    await expect(downloadFile(wanted(server), missing, fakeParts(server.port))).rejects.toMatchObject({
      status: EXIT.cannotCreate,
    });
  });
});
