import { once } from "node:events";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { allOf, answerOf, type FilesWorld, startFiles, until } from "./world.fixture.ts";

/** More than the system takes for a client that reads nothing. */
const LARGE = Buffer.alloc(32_000_000, "parley");

/** The head of a GET, as a client writes it. */
const get = (id: string): string => `GET /files/${id} HTTP/1.1\r\nHost: parley.test\r\n\r\n`;

/** A client that reads only what it is told to, in a server whose time passes only when it is told to. */
function read({ dial, store }: FilesWorld, request: string): Reader {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  const socket = dial();
  let bytes = 0;
  socket.on("data", ({ length }: Buffer) => {
    bytes += length;
  });
  socket.pause();
  socket.write(request);
  return {
    async more() {
      const before = store.pieces;
      socket.resume();
      await until(() => store.pieces > before);
      socket.pause();
    },
    async all(length) {
      socket.resume();
      await until(() => bytes > length || socket.closed);
      return bytes > length;
    },
  };
}

interface Reader {
  /** Reads until the server has sent more than before. */
  more(): Promise<void>;
  /** Reads until there is so much; whether that ever is. */
  all(bytes: number): Promise<boolean>;
}

/** Waits until nothing of a file is open any more. */
async function over({ store, files }: FilesWorld): Promise<void> {
  await until(() => store.open.size === 0 && files.transfers === 0);
}

describe("A download", () => {
  it("is read no faster than the client reads, and given up when that is gone", async () => {
    const world = await startFiles();
    const { store, dial } = world;
    const { id } = store.put("ada", "a", "text/plain", LARGE);
    const socket = dial();
    socket.write(get(id));
    await once(socket, "readable");
    await until(() => store.open.size === 1);
    let before = -1;
    while (before !== store.pieces) {
      before = store.pieces;
      for (let i = 0; i < 200; i++) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(store.pieces).toBeLessThan(LARGE.length / 65_536 / 2);
    socket.destroy();
    await over(world);
    expect(world.bugs).toEqual([]);
  });

  it("is ended when the client reads nothing for too long", async () => {
    const world = await startFiles({ stallMs: 50 });
    const { id } = world.store.put("ada", "a", "text/plain", LARGE);
    const socket = world.dial();
    socket.pause();
    socket.write(get(id));
    await until(() => world.store.open.size === 1);
    await over(world);
    const gone = once(socket, "close");
    socket.resume();
    await gone;
  });

  it("goes on as long as something is read, however long that takes", async () => {
    const world = await startFiles({ stallMs: 1_000 });
    const { id } = world.store.put("ada", "a", "text/plain", LARGE);
    const reader = read(world, get(id));
    for (let i = 0; i < 3; i++) {
      await reader.more();
      vi.advanceTimersByTime(999);
    }
    expect(await reader.all(LARGE.length)).toBe(true);
  });

  it("has another behind it on the same connection, which waits for it", async () => {
    const world = await startFiles({ stallMs: 1_000 });
    const ids = [1, 2].map((i) => world.store.put("ada", `${i}`, "text/plain", LARGE).id);
    const reader = read(world, ids.map(get).join(""));
    await until(() => world.store.open.size === 2);
    for (let i = 0; i < 3; i++) {
      await reader.more();
      vi.advanceTimersByTime(999);
    }
    expect(await reader.all(2 * LARGE.length)).toBe(true);
  });
});

describe("An upload", () => {
  it("is ended when the client sends nothing for too long, and told so", async () => {
    const world = await startFiles({ stallMs: 50 });
    const known = world.bearer(world.come("ada"));
    const asked = world.open("POST", "/files/", { ...known, "content-length": 10, "upload-complete": "?1" });
    const answer = answerOf(asked);
    asked.write("hello");
    const { status, headers, json, interim } = await answer;
    expect([status, json["code"], headers.connection]).toEqual([408, "stalled", "close"]);
    await over(world);
    const path = new URL(`${interim[0]?.headers["location"]}`).pathname;
    expect((await world.ask("HEAD", path, known)).headers["upload-offset"]).toBe("5");
    expect(world.bugs).toEqual([]);
  });

  it("leaves nothing open when the client is gone, half way through or before anything of it", async () => {
    const world = await startFiles();
    const known = world.bearer(world.come("ada"));
    for (const piece of ["hello", undefined]) {
      const asked = world.open("POST", "/files/", { ...known, "content-length": 10 });
      const failed = expect(answerOf(asked)).rejects.toThrow();
      if (piece === undefined) asked.flushHeaders();
      else asked.write(piece);
      await until(() => world.store.open.size === 1);
      asked.destroy();
      await failed;
      await over(world);
    }
    expect(world.store.ids).toEqual([]);
    expect(world.bugs).toEqual([]);
  });

  it("waits for the store as long as that takes", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const world = await startFiles();
    world.store.onPiece = () => void vi.advanceTimersByTime(10 * LIMITS.stallMs);
    const answer = await world.ask("POST", "/files/", world.bearer(world.come("ada")), "hello");
    expect(answer.status).toBe(201);
  });
});

describe("A server that stops", () => {
  it("ends all transfers, and waits until the store has nothing open", async () => {
    const world = await startFiles();
    const { store, server } = world;
    const { id } = store.put("ada", "a", "text/plain", LARGE);
    const down = world.dial();
    down.pause();
    down.write(get(id));
    const up = world.open("POST", "/files/", { ...world.bearer(world.come("ada")), "content-length": 10 });
    const failed = expect(answerOf(up)).rejects.toThrow();
    up.write("hello");
    await until(() => store.open.size === 2);
    await server.close();
    expect(store.open.size).toBe(0);
    await failed;
    expect(world.bugs).toEqual([]);
  });
});

describe("The deadline of a connection", () => {
  it("does not end what is sent or received, also behind another request; and does when nothing is asked", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const world = await startFiles({ stallMs: 1_000_000_000 });
    const head = [
      "POST /files/ HTTP/1.1",
      "Host: parley.test",
      `Authorization: ${world.bearer(world.come("ada")).authorization}`,
      "Content-Length: 10",
    ];
    const socket = world.dial();
    const all = allOf(socket);
    socket.write(`GET /health HTTP/1.1\r\nHost: parley.test\r\n\r\n${head.join("\r\n")}\r\n\r\nhello`);
    await until(() => world.store.content(world.store.ids[0] ?? "").length === 5);
    vi.advanceTimersByTime(10 * LIMITS.sniffMs);
    let said = "";
    socket.on("data", (piece: Buffer) => {
      said += piece;
    });
    socket.write("world");
    await until(() => / 201 /.test(said));
    vi.advanceTimersByTime(LIMITS.sniffMs);
    expect(await all).toMatch(/^HTTP\/1\.1 200 .*HTTP\/1\.1 201 /s);
  });
});
