import { describe, expect, it } from "vitest";
import { type Refusal, refuse } from "../../core/answers.ts";
import { RATES } from "../../core/rates.ts";
import { identityOf } from "../../core/state.ts";
import { allOf, answerOf, startFiles, until } from "./world.fixture.ts";

const TEXT = { "content-disposition": 'attachment; filename="a b.txt"', "content-type": "text/plain" };

describe("An upload", () => {
  it("is answered with the link of the file, which belongs to who sent it", async () => {
    const { ask, bearer, come, store, port } = await startFiles();
    const ada = come("ada");
    const answer = await ask("POST", "/files/", { ...bearer(ada), ...TEXT }, "hello");
    const id = `${answer.json["id"]}`;
    const url = `http://127.0.0.1:${port}/files/${id}/a%20b.txt`;
    expect(answer).toMatchObject({ status: 201, headers: { location: url, "cache-control": "no-store" } });
    expect(answer.json).toEqual({ url, id, name: "a b.txt", type: "text/plain", size: 5 });
    expect(answer.interim).toEqual([]);
    // Guests of one address share their room, and nothing else.
    expect(await store.find(id)).toMatchObject({ owner: ada.user && identityOf(ada.user), room: "~127.0.0.1" });
    expect(`${store.content(id)}`).toBe("hello");
  });

  it("belongs to the account of who is signed in", async () => {
    const { ask, bearer, come, store } = await startFiles();
    const answer = await ask("POST", "/files/", { ...bearer(come("ada", { account: "Ada" })), ...TEXT }, "hello");
    expect(await store.find(`${answer.json["id"]}`)).toMatchObject({ owner: "ada", room: "ada" });
  });

  it("may come without a length, in any pieces, and be empty", async () => {
    const { open, ask, bearer, come, store } = await startFiles();
    const ada = come("ada");
    const asked = open("POST", "/files/", { ...bearer(ada), ...TEXT });
    const answer = answerOf(asked);
    for (const piece of ["one ", "two ", "three"]) asked.write(piece);
    asked.end();
    expect(`${store.content(`${(await answer).json["id"]}`)}`).toBe("one two three");
    const empty = await ask("POST", "/files/", { ...bearer(ada), ...TEXT });
    expect(empty).toMatchObject({ status: 201, json: { size: 0 } });
  });

  it("is called what its path says with PUT, and is of the type that its name has", async () => {
    const { ask, bearer, come } = await startFiles();
    const ada = come("ada");
    const answer = await ask("PUT", "/files/%C3%BCber%20uns.png", bearer(ada), "x");
    expect(answer).toMatchObject({ status: 201, json: { name: "über uns.png", type: "image/png" } });
    // Whether a file can be called so is for the store to say.
    expect(await ask("PUT", "/files/..%2F..%2Fetc%2Fpasswd", bearer(ada), "x")).toMatchObject({
      json: { name: "../../etc/passwd" },
    });
    expect(await ask("PUT", "/files/a/b", bearer(ada), "x")).toMatchObject({ status: 405 });
    expect(await ask("PUT", "/files/%FF", bearer(ada), "x")).toMatchObject({ status: 405 });
  });

  it("has a link that begins as the server is called from outside, or else as the client calls it", async () => {
    const linkOf = async (url: string | undefined, host: string): Promise<string> => {
      const { ask, bearer, come } = await startFiles(url === undefined ? {} : { url });
      const answer = await ask("PUT", "/files/a", { ...bearer(come("ada")), host }, "x");
      return `${answer.json["url"]}`.replace(/\w{26}/, "ID");
    };
    expect(await linkOf("https://chat.example/parley", "other.example")).toBe("https://chat.example/parley/files/ID/a");
    expect(await linkOf(undefined, "chat.example:5050")).toBe("http://chat.example:5050/files/ID/a");
    expect(await linkOf(undefined, "[::1]:5050")).toBe("http://[::1]:5050/files/ID/a");
    expect(await linkOf(undefined, "chat!example")).toBe("http://parley.test:1/files/ID/a");
  });

  it("is never held whole: no more is read than the store takes", async () => {
    const { open, bearer, come, store, files } = await startFiles();
    let taken = 0;
    let goOn = (): void => {};
    const waiting = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    store.onPiece = (bytes) => {
      taken += bytes;
      return waiting;
    };
    const size = 64_000_000;
    const asked = open("POST", "/files/", { ...bearer(come("ada")), "content-length": size });
    const answer = answerOf(asked);
    asked.end(Buffer.alloc(size));
    await until(() => taken > 0);
    // The client has given all it can to the system, and the server has read next to none of it.
    await until(() => (asked.socket?.bytesWritten ?? 0) > 0 && files.transfers === 1);
    for (let i = 0; i < 100; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(taken).toBeLessThan(1_000_000);
    goOn();
    expect(await answer).toMatchObject({ status: 201, json: { size } });
    expect(files.transfers).toBe(0);
  });

  it("is waited for by who asks first whether it is wanted, and only then", async () => {
    const { open, bearer, come } = await startFiles();
    const ada = come("ada");
    const headers = { ...TEXT, expect: "100-continue", "content-length": 5 };
    const wanted = open("POST", "/files/", { ...bearer(ada), ...headers });
    wanted.on("continue", () => wanted.end("hello"));
    wanted.flushHeaders();
    expect(await answerOf(wanted)).toMatchObject({ status: 201 });
    const unwanted = open("POST", "/files/", headers);
    unwanted.on("continue", () => unwanted.destroy(new Error("it is not wanted")));
    unwanted.flushHeaders();
    expect(await answerOf(unwanted)).toMatchObject({ status: 401, headers: { connection: "close" } });
  });
});

describe("What an upload is refused for", () => {
  it.each<[Refusal, number]>([
    [refuse("bad-file-name"), 400],
    [refuse("bad-file-type"), 415],
    [refuse("file-too-large"), 413],
    [refuse("quota-exceeded"), 507],
    [refuse("disk-full"), 507],
    [refuse("server-full"), 503],
    [refuse("unavailable"), 503],
  ])("is said with its code, in a sentence, before the file is read: %j as %i", async (refusal, status) => {
    const { ask, bearer, come, store } = await startFiles({ refuse: () => refusal });
    const answer = await ask("POST", "/files/", { ...bearer(come("ada")), ...TEXT }, "hello");
    expect(answer).toMatchObject({ status, json: { status, code: refusal.code, text: refusal.text } });
    expect(answer.headers["content-type"]).toBe("application/problem+json");
    expect(store.ids).toEqual([]);
  });

  it("is said of the name, the type and the size that were sent", async () => {
    const seen: object[] = [];
    const { ask, bearer, come } = await startFiles({ refuse: (file) => void seen.push(file) });
    const ada = come("ada");
    await ask("POST", "/files/", { ...bearer(ada), ...TEXT, "content-type": "Text/Plain; charset=utf-8" }, "hello");
    await ask(
      "POST",
      "/files/",
      { ...bearer(ada), "content-disposition": "attachment; filename*=UTF-8''%07" },
      "hello",
    );
    expect(seen).toMatchObject([{ name: "a b.txt", type: "text/plain", size: 5 }, { name: "\x07" }]);
  });

  it("tells which types are taken, and how large a file may be", async () => {
    const taking = { size: 1_000, types: ["image/*", "text/plain"] };
    const only = refuse("bad-file-type");
    const { ask, bearer, come } = await startFiles({
      taking,
      refuse: ({ size }) => (size === 1 ? only : undefined),
      size: 4,
    });
    const ada = come("ada");
    const types = { "accept-post": "image/*, text/plain" };
    expect(await ask("POST", "/files/", bearer(ada), "x")).toMatchObject({ status: 415, headers: types });
    expect(await ask("POST", "/files/", bearer(ada), "large")).toMatchObject({
      status: 413,
      headers: { "upload-limit": "max-size=1000, max-age=86400" },
    });
    const limits = { "upload-limit": "max-size=1000, max-age=86400", "accept-patch": "application/partial-upload" };
    expect(await ask("OPTIONS", "/files/")).toMatchObject({
      status: 204,
      headers: { allow: "OPTIONS, POST", ...types, ...limits },
    });
  });

  it("reaches a client that is still sending, which is then read no further", async () => {
    const { dial, bearer, come, store } = await startFiles({ quota: 100_000 });
    const socket = dial();
    const all = allOf(socket);
    const length = 1_000_000_000;
    const head = [
      "POST /files/ HTTP/1.1",
      "Host: parley.test",
      `Authorization: ${bearer(come("ada")).authorization}`,
      // So that it is found out only while it is read.
      "Transfer-Encoding: chunked",
    ];
    socket.write(`${head.join("\r\n")}\r\n\r\n`);
    const chunk = `${(65_536).toString(16)}\r\n${"x".repeat(65_536)}\r\n`;
    let sent = 0;
    const send = (): void => {
      while (sent < length && socket.writable) {
        sent += chunk.length;
        if (!socket.write(chunk)) return;
      }
    };
    socket.on("drain", send);
    // As clients do: they end it once they have read that it is no use.
    socket.on("data", () => socket.end());
    send();
    const said = await all;
    expect(said).toMatch(/^HTTP\/1\.1 507 /);
    expect(said).toMatch(/\r\nconnection: close\r\n/i);
    expect(said).toMatch(/"code":"quota-exceeded"/);
    expect(sent).toBeLessThan(length);
    await until(() => store.open.size === 0);
    expect(store.ids).toEqual([]);
  });

  it("is said when a file is not of the type that it was said to be", async () => {
    const { ask, bearer, come, store } = await startFiles({ inspect: () => refuse("false-file-type") });
    const answer = await ask("POST", "/files/", { ...bearer(come("ada")), "content-type": "image/png" }, "<html>");
    expect(answer).toMatchObject({ status: 422, json: { code: "false-file-type" } });
    expect(store.ids).toEqual([]);
  });

  it.each([
    [{ "content-type": "multipart/form-data; boundary=x" }, 415, "bad-file-type"],
    [{ "content-encoding": "gzip" }, 415, "bad-file-type"],
    [{ "content-type": "nonsense" }, 415, "bad-file-type"],
    [{ "upload-offset": "5" }, 400, "bad-header"],
    [{ "upload-complete": "?1", "upload-length": "4" }, 400, "inconsistent-upload-length"],
    [{ "upload-complete": "?0", "upload-length": "4" }, 400, "inconsistent-upload-length"],
  ])("is said of headers that can't be right: %j", async (headers, status, code) => {
    const { ask, bearer, come, store } = await startFiles();
    const answer = await ask("POST", "/files/", { ...bearer(come("ada")), ...headers }, "hello");
    expect(answer).toMatchObject({ status, json: { code, text: expect.any(String) } });
    expect(store.ids).toEqual([]);
  });

  it("is that nobody said who they are", async () => {
    const { ask, store } = await startFiles();
    const wrong = { authorization: `Basic ${Buffer.from("ada:guess").toString("base64")}` };
    for (const headers of [{}, { authorization: "Bearer nonsense" }, wrong]) {
      const answer = await ask("POST", "/files/", { ...headers, ...TEXT }, "hello");
      expect(answer).toMatchObject({ status: 401, json: { code: "unauthorized" } });
      expect(answer.headers["www-authenticate"]).toMatch(/Bearer/);
    }
    expect(store.ids).toEqual([]);
  });

  it("is that a page of another site asks, as a browser would let it", async () => {
    const { ask, bearer, come, port } = await startFiles({ url: "https://chat.example/parley" });
    const ada = come("ada");
    const upload = async (origin: string): Promise<number> =>
      (await ask("POST", "/files/", { ...bearer(ada), origin }, "x")).status;
    const here = `http://127.0.0.1:${port}`;
    expect(await upload(here)).toBe(201);
    expect(await upload("https://chat.example")).toBe(201);
    expect(await upload("https://evil.example")).toBe(403);
    expect(await upload("null")).toBe(403);
    expect((await ask("OPTIONS", "/files/", { origin: here })).headers).not.toHaveProperty(
      "access-control-allow-origin",
    );
  });

  it("is that the server takes no files; those that it has are sent still", async () => {
    const { ask, bearer, come, store } = await startFiles({ taking: { size: 0, types: [] } });
    expect(await ask("POST", "/files/", bearer(come("ada")), "x")).toMatchObject({
      status: 403,
      json: { code: "no-files" },
    });
    const { id } = store.put("ada", "a.txt", "text/plain", Buffer.from("x"));
    expect(await ask("GET", `/files/${id}`)).toMatchObject({ status: 200 });
  });

  it("is that its address does too much at a time", async () => {
    const { ask, bearer, come, open, files } = await startFiles();
    const known = bearer(come("ada"));
    const first = Array.from({ length: RATES.transfersPerAddress.most }, () => {
      const asked = open("POST", "/files/", { ...known, "content-length": 1 });
      asked.flushHeaders();
      // Each ends with the server, if not before.
      asked.on("error", () => undefined);
      return asked;
    });
    await until(() => files.transfers === RATES.transfersPerAddress.most);
    expect(await ask("POST", "/files/", known, "x")).toMatchObject({
      status: 429,
      headers: { "retry-after": expect.any(String) },
    });
    first[0]?.end("x");
    await until(() => files.transfers < RATES.transfersPerAddress.most);
    expect(await ask("POST", "/files/", known, "x")).toMatchObject({ status: 201 });
  });

  it("is that the store is broken, which is logged, and nothing of that is told", async () => {
    const { ask, bearer, come, store, bugs } = await startFiles();
    const ada = come("ada");
    store.failure = new Error("EIO: a secret path");
    const before = await ask("POST", "/files/", bearer(ada), "x");
    expect(before).toMatchObject({ status: 503, json: { code: "unavailable" } });
    store.failure = undefined;
    store.onPiece = () => {
      throw new Error("ENOSPC: a secret path");
    };
    const during = await ask("POST", "/files/", bearer(ada), "x");
    expect(during).toMatchObject({ status: 503, json: { code: "unavailable" } });
    expect([before, during].map(({ content }) => `${content}`).join()).not.toMatch(/secret/);
    expect(bugs).toHaveLength(2);
    expect(store.ids).toEqual([]);
  });
});

it("says of each path what can be done with it", async () => {
  const { ask } = await startFiles();
  const tried = ["/files/", "/files", "/files/x", "/files/uploads/x", "/files/x/y"].flatMap((path) =>
    ["GET", "POST", "DELETE", "PATCH"].map(async (method) => `${method} ${path} ${(await ask(method, path)).status}`),
  );
  const answers = await Promise.all(tried);
  expect(answers.filter((answer) => !/ 405$/.test(answer)).sort()).toEqual([
    "DELETE /files/uploads/x 401",
    "GET /files/x 404",
    "GET /files/x/y 404",
    "PATCH /files/uploads/x 401",
    "POST /files 401",
    "POST /files/ 401",
  ]);
  expect((await ask("GET", "/files/")).headers).toMatchObject({ allow: "OPTIONS, POST" });
  expect((await ask("GET", "/filesystem")).content.toString()).toMatch(/nothing here/);
});
