import { createHash, randomBytes } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, expect, it } from "vitest";
import type { MessageEvent } from "../src/core/events.ts";
import { makeFolder, removeFolder, startServer, type TestServer } from "./harness.ts";
import { Bot } from "./irc-bot.ts";
import { JsonPeer } from "./json-peer.ts";

const MEGABYTE = 1_000_000;

/** A piece that comes again and again, so that tests hold no file in memory either. */
const PIECE = randomBytes(MEGABYTE);

let server: TestServer;
const folders: string[] = [];

afterEach(async () => {
  await server.stop();
  for (const folder of folders.splice(0)) removeFolder(folder);
});

async function start(args: readonly string[] = [], data: string = makeFolder()): Promise<JsonPeer> {
  if (!folders.includes(data)) folders.push(data);
  server = await startServer(args, data);
  return JsonPeer.enter(server.port, "ada");
}

/** The header by which somebody is known. */
async function ticketOf(peer: JsonPeer): Promise<Record<string, string>> {
  const { ticket } = await peer.ask({ type: "ticket" });
  return { authorization: `Bearer ${ticket}` };
}

/** Makes an account, and gives the header by which its owner is known also after a restart, when guests are others. */
async function register(name: string): Promise<Record<string, string>> {
  const bot = await Bot.start(server.port, name, undefined);
  bot.client.raw("REGISTER", "*", "*", "sesame");
  expect(await bot.next("loggedin")).toMatchObject({ account: name });
  return { authorization: `Basic ${Buffer.from(`${name}:sesame`).toString("base64")}` };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

type Headers = Readonly<Record<string, string>>;

async function ask(method: string, path: string, headers: Headers, body: Readable | string = ""): Promise<Answer> {
  const asked = request({ host: "127.0.0.1", port: server.port, method, path, headers, agent: false });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    asked.once("response", resolve).once("error", reject);
  });
  Readable.from(typeof body === "string" ? [body] : body).pipe(asked);
  const response = await answered;
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece);
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) };
}

/** Megabytes of a file, from one up to and without another. */
function* megabytes(from: number, to: number): Iterable<Buffer> {
  for (let i = from; i < to; i++) yield PIECE;
}

/** The most memory that the server has had, and what it has now, in bytes (proc(5)). */
function memory(field: "VmHWM" | "VmRSS"): number {
  const status = readFileSync(`/proc/${server.process.pid}/status`, "utf8");
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
}

/** All files in the server's folder of files, with their sizes, but for the notes of uploads. */
function onDisk(): number[] {
  const folder = join(server.data, "files");
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".json"))
    .map((entry) => statSync(join(entry.parentPath, entry.name)).size);
}

const BINARY = { "content-type": "application/octet-stream" } as const;

function named(name: string): Record<string, string> {
  return { ...BINARY, "content-disposition": `attachment; filename="${name}"` };
}

async function beginUpload(known: Headers, name: string): Promise<string> {
  const begun = await ask("POST", "/files/", { ...known, ...named(name), "upload-complete": "?0" });
  expect(begun.status).toBe(201);
  return new URL(begun.headers.location ?? "").pathname;
}

function part(offset: number, isLast: boolean): Record<string, string> {
  const type = { "content-type": "application/partial-upload" };
  return { ...type, "upload-offset": `${offset}`, "upload-complete": isLast ? "?1" : "?0" };
}

/** Sends a part that breaks off behind so many megabytes. */
async function breakOff(path: string, known: Headers, from: number, to: number): Promise<void> {
  const headers = { ...known, ...part(from * MEGABYTE, true) };
  const asked = request({ host: "127.0.0.1", port: server.port, method: "PATCH", path, headers, agent: false });
  const over = new Promise((resolve) => asked.once("error", resolve).once("close", resolve));
  let drained: (value?: unknown) => void = () => undefined;
  asked.on("drain", () => drained());
  for (const piece of megabytes(from, to)) {
    const isFull = !asked.write(piece);
    if (isFull) await Promise.race([over, new Promise((resolve) => (drained = resolve))]);
    if (asked.destroyed) break;
  }
  asked.destroy();
  await over;
}

async function offsetOf(path: string, known: Headers): Promise<number> {
  const { headers } = await ask("HEAD", path, known);
  return Number(headers["upload-offset"]);
}

it("takes and sends 200 MB, broken off halfway and resumed, with little more memory than it has", async () => {
  const ada = await start();
  const known = await ticketOf(ada);
  const upload = await beginUpload(known, "film.bin");
  const before = memory("VmRSS");
  await breakOff(upload, known, 0, 100);
  const offset = await offsetOf(upload, known);
  expect(offset).toBeGreaterThan(0);
  const whole = Buffer.concat([...megabytes(0, 2)]);
  const rest = function* (): Iterable<Buffer> {
    // From the middle of a megabyte, if it broke off there.
    const at = offset % MEGABYTE;
    const first = Math.floor(offset / MEGABYTE);
    yield whole.subarray(at, MEGABYTE);
    yield* megabytes(first + 1, 200);
  };
  const done = await ask("PATCH", upload, { ...known, ...part(offset, true) }, Readable.from(rest()));
  expect(done.status).toBe(201);
  const { pathname } = new URL(done.headers.location ?? "");

  const hash = createHash("sha256");
  for (const piece of megabytes(0, 200)) hash.update(piece);
  const got = createHash("sha256");
  const half = await fetchPart(pathname, {}, 90 * MEGABYTE, (piece) => got.update(piece));
  const other = { range: `bytes=${half}-`, "if-range": `"${hash.copy().digest("hex")}"` };
  expect(await fetchPart(pathname, other, Number.POSITIVE_INFINITY, (piece) => got.update(piece))).toBe(
    200 * MEGABYTE - half,
  );
  expect(got.digest("hex")).toBe(hash.digest("hex"));
  expect(memory("VmHWM") - before).toBeLessThan(100 * 1024 * 1024);
});

/** Fetches a file, breaks off when it has so many bytes. @returns how many it was given to `take` */
async function fetchPart(
  path: string,
  headers: Record<string, string>,
  most: number,
  take: (piece: Buffer) => void,
): Promise<number> {
  const asked = request({ host: "127.0.0.1", port: server.port, path, headers, agent: false });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    asked.once("response", resolve).once("error", reject).end();
  });
  expect(response.statusCode).toBe(headers["range"] === undefined ? 200 : 206);
  let count = 0;
  for await (const piece of response) {
    take(piece);
    count += piece.length;
    if (count >= most) break;
  }
  return count;
}

it("keeps the same content once, whoever uploads it under whatever name, and gives it as long as a message shares it", async () => {
  const ada = await start();
  const bob = await JsonPeer.enter(server.port, "bob");
  const links: string[] = [];
  for (const [peer, name] of [
    [ada, "a.bin"],
    [bob, "b.bin"],
  ] as const) {
    const { status, headers } = await ask("POST", "/files/", { ...(await ticketOf(peer)), ...named(name) }, "same");
    expect(status).toBe(201);
    links.push(headers.location ?? "");
    await peer.say(`look at ${headers.location}`);
  }
  expect(onDisk()).toEqual([4]);
  const search = (): Promise<readonly MessageEvent[]> =>
    ada.ask({ type: "search", text: "has:file" }).then(({ messages = [] }) => messages);
  // What was said a moment ago may not be found yet.
  await expect.poll(async () => (await search()).length, { timeout: 10_000 }).toBe(2);
  const found = await search();
  expect(found.map(({ files }) => files?.map(({ name, size }) => ({ name, size })))).toEqual([
    [{ name: "b.bin", size: 4 }],
    [{ name: "a.bin", size: 4 }],
  ]);
  for (const [i, peer] of [ada, bob].entries()) {
    const msgid = found[1 - i]?.id;
    await peer.ask({ type: "redact", to: "#lobby", msgid });
    const { pathname } = new URL(links[i] ?? "");
    const other = new URL(links[1 - i] ?? "").pathname;
    expect((await ask("GET", pathname, {})).status).toBe(404);
    expect((await ask("GET", other, {})).status).toBe(i === 0 ? 200 : 404);
  }
});

it("says what is wrong with a file that it does not take, and keeps nothing of it", async () => {
  const ada = await start([
    "--file-size",
    "1MB",
    "--file-quota",
    "1500kB",
    "--file-types",
    "image/*",
    "--file-types",
    "text/plain",
  ]);
  const known = await ticketOf(ada);
  const text = { "content-type": "text/plain" };
  const put = async (name: string, headers: Headers, body: string): Promise<readonly [number, string]> => {
    const answer = await ask("PUT", `/files/${name}`, { ...known, ...headers }, body);
    return [answer.status, JSON.parse(`${answer.body}`).text];
  };
  expect(await put(`${"n".repeat(300)}.txt`, text, "x")).toEqual([
    400,
    expect.stringMatching(/name has 1 to 200 bytes/),
  ]);
  expect(await put("a%00b.txt", text, "x")).toEqual([400, expect.stringMatching(/control characters/)]);
  expect(await put("..%2F..%2Fetc%2Fpasswd", text, "x")).toEqual([400, expect.any(String)]);
  expect(await put("a.png", { "content-type": "image/png" }, "<script>")).toEqual([
    422,
    "The file is not of the type image/png. Its bytes say otherwise.",
  ]);
  expect(await put("a.exe", { "content-type": "application/x-msdownload" }, "x")).toEqual([415, expect.any(String)]);
  expect(await put("a.txt", text, "x".repeat(1_000_001))).toEqual([413, "That file is larger than 1 MB."]);
  const anonymous = await ask("PUT", "/files/a.txt", text, "x");
  expect([anonymous.status, anonymous.headers["www-authenticate"]]).toEqual([401, expect.stringContaining("Bearer")]);
  expect(onDisk()).toEqual([]);
  expect((await put("a.txt", text, "x".repeat(1_000_000)))[0]).toBe(201);
  expect(await put("b.txt", text, "y".repeat(1_000_000))).toEqual([507, expect.stringMatching(/1\.5 MB/)]);
  expect(onDisk()).toEqual([1_000_000]);
});

it("has whole after a kill what it acknowledged, and goes on with an upload where that broke off", async () => {
  const ada = await start();
  const data = server.data;
  const guest = await ticketOf(ada);
  const known = await register("eve");
  const kept = await ask("POST", "/files/", { ...known, ...named("kept.bin") }, "kept");
  const link = new URL(kept.headers.location ?? "").pathname;
  await ada.say(`see http://localhost${link}`);
  const upload = await beginUpload(known, "film.bin");
  expect((await ask("PATCH", upload, { ...known, ...part(0, false) }, Readable.from(megabytes(0, 3)))).status).toBe(
    204,
  );
  const guests = await beginUpload(guest, "guests.bin");
  const broken = breakOff(upload, known, 3, 40).catch(() => undefined);
  await expect.poll(() => onDisk().some((size) => size > 5 * MEGABYTE), { timeout: 10_000 }).toBe(true);
  await server.kill();
  await broken;

  const again = await start([], data);
  expect(`${(await ask("GET", link, {})).body}`).toBe("kept");
  expect((await ask("HEAD", guests, await ticketOf(again))).status).toBe(404);
  const offset = await offsetOf(upload, known);
  expect(offset).toBeGreaterThanOrEqual(3 * MEGABYTE);
  const rest = Buffer.concat([...megabytes(0, 50)]).subarray(offset);
  const done = await ask("PATCH", upload, { ...known, ...part(offset, true) }, Readable.from([rest]));
  expect(done.status).toBe(201);
  const got = await ask("GET", new URL(done.headers.location ?? "").pathname, {});
  expect(got.body.equals(Buffer.concat([...megabytes(0, 50)]))).toBe(true);
});
