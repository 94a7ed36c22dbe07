import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { EXIT } from "../exit.ts";
import { unusedPort } from "../fake-io.fixture.ts";
import { FilesServer } from "./files-server.fixture.ts";
import { fakeParts } from "./transfer-parts.fixture.ts";
import { uploadFile } from "./upload.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A file of so many bytes, none of them like its neighbours. */
function make(name: string, size: number): { readonly path: string; readonly bytes: Buffer } {
  const path = join(folder, name);
  const bytes = Buffer.alloc(size);
  for (let i = 0; i < size; i += 4) bytes.writeUInt32LE((i * 2_654_435_761) >>> 0, Math.min(i, Math.max(0, size - 4)));
  writeFileSync(path, bytes);
  return { path, bytes };
}

const TWO_PARTS = LIMITS.uploadPartBytes + 1_000;

describe("an upload", () => {
  it("announces the file, sends it, and gives its link", async () => {
    await using server = await FilesServer.start();
    const { path, bytes } = make("grün (1)'s.png", 5_000);
    const parts = fakeParts(server.port);
    expect(await uploadFile(path, parts)).toBe(server.link("file"));
    expect(server.uploaded.equals(bytes)).toBe(true);
    expect(server.seen.map(({ method, path: asked }) => `${method} ${asked}`)).toEqual([
      "POST /files/",
      `PATCH /files/uploads/${"a".repeat(26)}`,
    ]);
    expect(server.seen[0]?.headers).toMatchObject({
      authorization: "Bearer ticket-1",
      "content-disposition": "attachment; filename*=UTF-8''gr%C3%BCn%20%281%29%27s.png",
      "upload-length": "5000",
      "upload-complete": "?0",
      "content-length": "0",
    });
    expect(server.seen[1]?.headers).toMatchObject({
      "content-type": "application/partial-upload",
      "content-length": "5000",
      "upload-offset": "0",
      "upload-complete": "?1",
    });
    expect([parts.marks.at(0), parts.marks.at(-1), parts.troubles]).toEqual([0, 5_000, []]);
  });

  it("of an empty file is one request", async () => {
    await using server = await FilesServer.start();
    expect(await uploadFile(make("empty", 0).path, fakeParts(server.port))).toBe(server.link("file"));
    expect(server.seen).toMatchObject([{ headers: { "upload-complete": "?1", "upload-length": "0" } }]);
  });

  it("of a large file goes in parts", async () => {
    await using server = await FilesServer.start();
    const { path, bytes } = make("large", TWO_PARTS);
    await uploadFile(path, fakeParts(server.port));
    expect(server.uploaded.equals(bytes)).toBe(true);
    expect(server.told).toEqual(["POST", "PATCH 0", `PATCH ${LIMITS.uploadPartBytes}`]);
    expect(server.seen.map(({ headers }) => headers["upload-complete"])).toEqual(["?0", "?0", "?1"]);
  });

  it("goes on where it broke off, as often as it has to, and tells of it", async () => {
    await using server = await FilesServer.start();
    const { path, bytes } = make("large", TWO_PARTS);
    server.troubles.set("PATCH", [{ cutAfter: 1_000_000 }, { cutAfter: 500_000 }]);
    const parts = fakeParts(server.port);
    await uploadFile(path, parts);
    expect(server.uploaded.equals(bytes)).toBe(true);
    const rest = ["PATCH 0", "HEAD", "PATCH 1000000", "HEAD", "PATCH 1500000"];
    expect(server.told.slice(1, 6)).toEqual(rest);
    expect(parts.troubles).toHaveLength(2);
    expect(parts.waits()).toBe(2);
  });

  it("whose last answer was lost learns its link all the same", async () => {
    await using server = await FilesServer.start();
    const { path } = make("small", 100);
    server.troubles.set("PATCH", [{ cutAfter: 101 }]);
    expect(await uploadFile(path, fakeParts(server.port))).toBe(server.link("file"));
    expect(server.told).toEqual(["POST", "PATCH 0", "HEAD"]);
  });

  it("looks again how far it is when the server is elsewhere than it thought", async () => {
    await using server = await FilesServer.start();
    const { path, bytes } = make("small", 100);
    server.troubles.set("PATCH", [{ status: 409, body: { text: "The upload goes on at byte 0." } }]);
    const parts = fakeParts(server.port);
    await uploadFile(path, parts);
    expect(server.uploaded.equals(bytes)).toBe(true);
    expect(parts.troubles).toEqual(["The upload goes on at byte 0"]);
  });

  it("takes another ticket when the one that it has is not good any more", async () => {
    await using server = await FilesServer.start();
    const { path, bytes } = make("small", 100);
    server.troubles.set("PATCH", [{ status: 401 }]);
    const parts = fakeParts(server.port);
    await uploadFile(path, parts);
    expect(server.uploaded.equals(bytes)).toBe(true);
    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer ticket-1",
      "Bearer ticket-1",
      "Bearer ticket-2",
    ]);
    expect(parts.troubles).toEqual([]);
  });

  it("begins anew when the server does not know it any more, but not for ever", async () => {
    await using server = await FilesServer.start();
    const { path, bytes } = make("small", 100);
    server.troubles.set("PATCH", [{ cutAfter: 10 }, { status: 404 }, { status: 404 }]);
    await uploadFile(path, fakeParts(server.port));
    expect(server.uploaded.equals(bytes)).toBe(true);
    server.troubles.set(
      "PATCH",
      Array.from({ length: 10 }, () => ({ status: 404 })),
    );
    await expect(uploadFile(path, fakeParts(server.port))).rejects.toThrow("again and again");
  });

  it("tries again after what passes, and gives up when nothing gets it on", async () => {
    await using server = await FilesServer.start();
    const { path } = make("small", 100);
    const troubles = [{ status: 503, body: { text: "The server has as many transfers as it takes." } }];
    server.troubles.set("POST", [...troubles, { cutAfter: 0 }]);
    await uploadFile(path, fakeParts(server.port));
    server.troubles.set(
      "POST",
      Array.from({ length: 100 }, () => ({ status: 503 })),
    );
    const parts = fakeParts(server.port);
    await expect(uploadFile(path, parts)).rejects.toMatchObject({
      message: "It does not get on: the server answers 503.",
      status: EXIT.tempFail,
    });
    expect([parts.waits(), parts.troubles]).toEqual([LIMITS.transferTries, ["the server answers 503"]]);
  });

  it("gives up when nobody is there", async () => {
    const { path } = make("small", 100);
    await expect(uploadFile(path, fakeParts(await unusedPort()))).rejects.toThrow("connection refused");
  });

  it("that is refused says what the server says, harmlessly", async () => {
    await using server = await FilesServer.start();
    const { path } = make("large", 10_000_000);
    server.troubles.set("PATCH", [{ status: 413, body: { text: "That file is larger \u001b[2Jthan that." } }]);
    await expect(uploadFile(path, fakeParts(server.port))).rejects.toMatchObject({
      message: "That file is larger \ufffd[2Jthan that.",
      status: EXIT.data,
    });
    server.troubles.set("POST", [{ status: 418 }]);
    await expect(uploadFile(path, fakeParts(server.port))).rejects.toThrow("The server answers 418");
  });

  it("is broken off when that is wanted", async () => {
    await using server = await FilesServer.start();
    const { path } = make("small", 100);
    server.troubles.set("PATCH", [{ cutAfter: 10 }]);
    const parts = fakeParts(server.port, () => parts.interrupt());
    await expect(uploadFile(path, parts)).rejects.toThrow("broken off");
  });

  it("of what is no file, or becomes shorter, says so", async () => {
    await using server = await FilesServer.start();
    const parts = fakeParts(server.port);
    const missing = join(folder, "missing");
    await expect(uploadFile(missing, parts)).rejects.toThrow(`${missing} can't be read: there is no such file.`);
    await expect(uploadFile(folder, parts)).rejects.toThrow(`${folder} is no file but a folder.`);
    expect(server.seen).toEqual([]);
    const { path } = make("small", 100);
    server.troubles.set("PATCH", [{ cutAfter: 10 }]);
    const shrinking = fakeParts(server.port, () => truncateSync(path, 50));
    await expect(uploadFile(path, shrinking)).rejects.toThrow("became shorter");
  });
});
