import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { Asked, Reply } from "../../client/outgoing.ts";
import { LIMITS } from "../../core/limits.ts";
import { EXIT } from "../exit.ts";
import { fakeServer } from "../fake-io.fixture.ts";
import { selfSigned, vouchedFor } from "../trust/tls-server.fixture.ts";
import { fakeTrust } from "../trust/trust.fixture.ts";
import { FilesServer } from "./files-server.fixture.ts";
import { Transfers } from "./transfers.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Transfers by a link whose answers are the test's; without one for it, a ticket is given. */
function setUp(
  server: FilesServer,
  answer: (asked: Asked) => Reply | undefined = () => undefined,
  isTerminal = true,
  { tls = false, trust = fakeTrust().trust } = {},
) {
  const asked: Asked[] = [];
  const told: string[] = [];
  const statuses: (string | undefined)[] = [];
  const transfers = new Transfers({
    link: {
      ask: async (command) => {
        asked.push(command);
        const upload = "https://parley.test/chat/files/";
        return answer(command) ?? { type: "ok", ticket: `ticket-${asked.length}`, upload };
      },
    },
    target: { dialect: "json", host: "127.0.0.1", port: server.port, tls },
    trust,
    folder,
    console: { isTerminal, status: (text) => statuses.push(text) },
    note: (text) => told.push(text),
  });
  return { transfers, asked, told, statuses };
}

const refused: Reply = { type: "refused", code: "unavailable", text: "This server takes no files." };

describe("transfers", () => {
  it("go one after the other, in the order in which they were asked for, with one ticket", async () => {
    await using server = await FilesServer.start();
    writeFileSync(join(folder, "a"), "one");
    writeFileSync(join(folder, "b"), "two");
    const { transfers, asked } = setUp(server);
    await Promise.all([transfers.upload(join(folder, "a")), transfers.upload(join(folder, "b"))]);
    expect(server.told).toEqual(["POST", "PATCH 0", "POST", "PATCH 0"]);
    expect(server.uploaded.toString()).toBe("two");
    expect(asked).toEqual([{ type: "ticket" }]);
  });

  it("go on when one fails", async () => {
    await using server = await FilesServer.start();
    const { transfers } = setUp(server);
    const [missing, there] = await Promise.allSettled([
      transfers.upload(join(folder, "missing")),
      transfers.download(server.link("notes.txt"), undefined),
    ]);
    expect([missing.status, there.status]).toEqual(["rejected", "fulfilled"]);
  });

  it.each([true, false])("show how far they are until they are over (terminal: %s)", async (isTerminal) => {
    await using server = await FilesServer.start();
    server.troubles.set("GET", [{ stopAfter: 2 }]);
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    onTestFinished(() => void vi.useRealTimers());
    const { transfers, statuses, told } = setUp(server, undefined, isTerminal);
    const over = transfers.download(server.link("notes.txt"), undefined).catch(() => "over");
    const shown = isTerminal ? statuses : told;
    while (!/40% {2}2 bytes of 5 bytes$/.test(shown.at(-1) ?? "")) {
      await new Promise((go) => setImmediate(go));
      vi.advanceTimersByTime(isTerminal ? LIMITS.progressMs : LIMITS.progressLineMs);
    }
    expect(shown.at(-1)).toMatch(isTerminal ? /^notes\.txt {2}\[#{8}-{12}\] / : /^notes\.txt {3}40%/);
    transfers.stop();
    expect(await over).toBe("over");
    const { length } = shown;
    vi.advanceTimersByTime(LIMITS.progressLineMs);
    expect([statuses.at(-1), shown.length]).toEqual([undefined, length]);
  });

  it("tell when they are tried again", async () => {
    await using server = await FilesServer.start();
    server.troubles.set("GET", [{ status: 503, body: { text: "Too much goes on." } }]);
    const { transfers, told } = setUp(server, undefined, false);
    await transfers.download(server.link("notes.txt"), undefined);
    expect(told).toEqual(["notes.txt: Too much goes on; trying again."]);
  });

  it("end when they are stopped, also those that wait", async () => {
    await using server = await FilesServer.start();
    server.troubles.set("GET", [{ stopAfter: 1 }]);
    const { transfers } = setUp(server);
    const both = Promise.allSettled([
      transfers.download(server.link("a"), undefined),
      transfers.download(server.link("b"), undefined),
    ]);
    while (server.seen.length === 0) await new Promise((go) => setImmediate(go));
    transfers.stop();
    expect((await both).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(server.seen).toHaveLength(1);
  });

  it("ask for a ticket again after it was refused", async () => {
    await using server = await FilesServer.start();
    writeFileSync(join(folder, "a"), "one");
    let isOpen = false;
    const { transfers } = setUp(server, () => (isOpen ? undefined : refused));
    await expect(transfers.upload(join(folder, "a"))).rejects.toMatchObject({
      message: "This server takes no files.",
      status: EXIT.tempFail,
    });
    isOpen = true;
    expect(await transfers.upload(join(folder, "a"))).toBe(server.link("file"));
  });
});

describe("what is downloaded", () => {
  const file = {
    id: "a".repeat(26),
    name: "notes.txt",
    type: "text/plain",
    size: 5,
    hash: createHash("sha256").update("hello").digest("hex"),
  };

  it("is the newest of its name where it was asked for", async () => {
    await using server = await FilesServer.start();
    const { transfers, asked } = setUp(server, (command) =>
      command.type === "files" ? { type: "ok", files: [file] } : undefined,
    );
    expect(await transfers.download("notes.txt", "#tea")).toEqual({ name: "notes.txt", size: 5 });
    expect(asked[0]).toEqual({ type: "files", channel: "#tea", name: "notes.txt", limit: 1 });
    expect(server.seen[0]).toMatchObject({
      path: `/files/${file.id}/notes.txt`,
      headers: { authorization: expect.stringMatching(/^Bearer ticket-/) },
    });
    await transfers.download("notes.txt", "bob");
    expect(asked).toContainEqual({ type: "files", with: "bob", name: "notes.txt", limit: 1 });
    expect(readFileSync(join(folder, "notes-2.txt"), "utf8")).toBe("hello");
  });

  it("can also be had from a server that takes no more files", async () => {
    await using server = await FilesServer.start();
    const { transfers } = setUp(server, (command) =>
      command.type === "files" ? { type: "ok", files: [file] } : refused,
    );
    await transfers.download("notes.txt", "#tea");
    expect(server.seen[0]?.headers.authorization).toBeUndefined();
  });

  it("may be there for nobody, which is said", async () => {
    await using server = await FilesServer.start();
    const { transfers } = setUp(server, () => ({ type: "ok", files: [] }));
    await expect(transfers.download("a\u001bb", "#tea")).rejects.toThrow("There is no file named a\ufffdb in #tea.");
    await expect(transfers.download("notes.txt", undefined)).rejects.toThrow("You are in no channel");
    const outside = setUp(server, () => ({ type: "refused", code: "not-in-channel", text: "You are not there." }));
    await expect(outside.transfers.download("notes.txt", "#tea")).rejects.toThrow("You are not there.");
  });

  it("may be a link: of this server, by whatever name it is called, or of another, which is told nothing", async () => {
    await using server = await FilesServer.start();
    await using other = await FilesServer.start();
    other.file = Buffer.from("elsewhere");
    const { transfers } = setUp(server);
    const outside = `https://parley.test/chat/files/${file.id}/gr%C3%BCn.txt`;
    expect(await transfers.download(outside, undefined)).toEqual({ name: "grün.txt", size: 5 });
    expect(server.seen[0]).toMatchObject({ headers: { authorization: expect.stringMatching(/^Bearer /) } });
    expect(await transfers.download(other.link("there.txt"), "#tea")).toEqual({ name: "there.txt", size: 9 });
    expect(other.seen[0]?.headers.authorization).toBeUndefined();
    const withoutUploads = setUp(server, () => ({ type: "ok", ticket: "t" }));
    await withoutUploads.transfers.download(other.link("there.txt"), "#tea");
    expect([server.seen.length, other.seen.length]).toEqual([1, 2]);
  });

  it("is no other page of the web", async () => {
    await using server = await FilesServer.start();
    const { transfers, asked } = setUp(server);
    await expect(transfers.download("http://127.0.0.1/index\u001b.html", "#tea")).rejects.toThrow(
      "That is no link of a shared file: http://127.0.0.1/index\ufffd.html",
    );
    expect(asked).toEqual([]);
  });
});

describe("transfers over TLS", () => {
  /** Transfers to a server that this certificate is known of. */
  function knowing(server: FilesServer, fingerprint: string) {
    const { trust, known } = fakeTrust();
    known.add({ host: "127.0.0.1", port: server.port }, fingerprint);
    return { known, ...setUp(server, undefined, true, { tls: true, trust }) };
  }

  it("go to the server that is known, and come from it", async () => {
    const pair = await selfSigned();
    await using server = await FilesServer.start(pair);
    const { transfers } = knowing(server, pair.fingerprint);
    writeFileSync(join(folder, "a"), "one");
    expect(await transfers.upload(join(folder, "a"))).toBe(server.link("file"));
    expect(server.uploaded.toString()).toBe("one");
    expect(await transfers.download(server.link("notes.txt"), undefined)).toEqual({ name: "notes.txt", size: 5 });
  });

  it("show their ticket to no other one, and are not tried again", async () => {
    const pair = await selfSigned();
    await using server = await FilesServer.start(pair);
    const { transfers, told } = knowing(server, "0".repeat(64));
    writeFileSync(join(folder, "a"), "one");
    const failure = {
      message: expect.stringContaining("has another certificate than before"),
      status: EXIT.noPermission,
    };
    await expect(transfers.upload(join(folder, "a"))).rejects.toMatchObject(failure);
    await expect(transfers.download(server.link("notes.txt"), undefined)).rejects.toMatchObject(failure);
    expect([server.seen, told]).toEqual([[], []]);
    expect(readdirSync(folder)).toEqual(["a"]);
  });

  it("do not go without it to a server that was reached over it", async () => {
    await using server = await FilesServer.start();
    const { trust, known } = fakeTrust();
    const { transfers } = setUp(server, undefined, true, { trust });
    known.add({ host: "127.0.0.1", port: server.port }, "0".repeat(64));
    await expect(transfers.download(server.link("notes.txt"), undefined)).rejects.toThrow(
      "it is not talked to without",
    );
    expect(server.seen).toEqual([]);
  });

  it("fetch what is linked elsewhere from whom an authority vouches for, and remember nobody", async () => {
    const pair = await vouchedFor("127.0.0.1");
    await using server = await FilesServer.start();
    await using other = await FilesServer.start(pair);
    const { trust, known } = fakeTrust("localhost", { authorities: [pair.authority] });
    const { transfers } = setUp(server, undefined, true, { trust });
    expect(await transfers.download(other.link("there.txt"), "#tea")).toEqual({ name: "there.txt", size: 5 });
    expect(other.seen[0]?.headers.authorization).toBeUndefined();
    expect(known.find({ host: "127.0.0.1", port: other.port })).toBeUndefined();
    const stranger = setUp(server);
    await expect(stranger.transfers.download(other.link("there.txt"), "#tea")).rejects.toMatchObject({
      message: expect.stringContaining("no authority vouches for the certificate of 127.0.0.1"),
    });
    expect(other.seen).toHaveLength(1);
  });

  it("stop in the middle of a handshake", async () => {
    let isThere = (): void => undefined;
    const there = new Promise<void>((resolve) => {
      isThere = resolve;
    });
    await using silent = await fakeServer(() => isThere());
    await using server = await FilesServer.start();
    const { transfers } = setUp(server);
    const download = transfers.download(`https://127.0.0.1:${silent.port}/files/${"a".repeat(26)}/b`, "#tea");
    await there;
    transfers.stop();
    await expect(download).rejects.toThrow("It was broken off.");
  });
});
