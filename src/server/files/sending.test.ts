import { describe, expect, it } from "vitest";
import { refuse } from "../../core/answers.ts";
import { FileAway, type OwnedFile } from "../../core/files.ts";
import { type Answer, allOf, type FilesWorld, type FilesWorldOptions, startFiles } from "./world.fixture.ts";

const CONTENT = Buffer.from("0123456789");

async function* failing(why: Error = new Error("EIO: a secret path")): AsyncGenerator<Uint8Array> {
  yield await Promise.reject(why);
}

interface Kept extends FilesWorld {
  readonly file: OwnedFile;
  readonly path: string;
}

/** A server with one file of ten bytes. */
async function keep(name = "a.txt", type = "text/plain", options: FilesWorldOptions = {}): Promise<Kept> {
  const files = await startFiles(options);
  const file = files.store.put("ada", name, type, CONTENT);
  return { ...files, file, path: `/files/${file.id}/${encodeURIComponent(name)}` };
}

describe("A file", () => {
  it("is sent whole to whoever has its link, whatever that calls it", async () => {
    const { ask, path, file, bugs } = await keep();
    const headers = {
      "content-type": "text/plain; charset=utf-8",
      "content-length": "10",
      "accept-ranges": "bytes",
      etag: `"${file.hash}"`,
      "cache-control": "private, max-age=86400, immutable",
    };
    for (const way of [
      path,
      `/files/${file.id}`,
      `/files/${file.id}/`,
      `/files/${file.id}/other.exe?x=y`,
      `/files/${file.id}/%`,
    ]) {
      const answer = await ask("GET", way);
      expect(answer).toMatchObject({ status: 200, headers });
      expect(answer.content).toEqual(CONTENT);
    }
    const head = await ask("HEAD", path);
    expect(head).toMatchObject({ status: 200, headers });
    expect(head.content.length).toBe(0);
    expect(bugs).toEqual([]);
  });

  it("is sent however large it is, without reading ahead", async () => {
    const { ask, store, files } = await startFiles();
    const content = Buffer.alloc(3_000_001, "parley");
    const { id } = store.put("ada", "a", "text/plain", content);
    expect((await ask("GET", `/files/${id}`)).content.equals(content)).toBe(true);
    expect([store.open.size, files.transfers]).toEqual([0, 0]);
  });

  it("that is empty is sent too", async () => {
    const { ask, store } = await startFiles();
    const { id } = store.put("ada", "a", "text/plain", Buffer.alloc(0));
    expect(await ask("GET", `/files/${id}`)).toMatchObject({ status: 200, headers: { "content-length": "0" } });
    expect(await ask("GET", `/files/${id}`, { range: "bytes=0-" })).toMatchObject({ status: 416 });
  });

  it("is sent in parts", async () => {
    const { ask, path, file } = await keep();
    const get = async (headers: Record<string, string>): Promise<unknown[]> => {
      const { status, headers: said, content } = await ask("GET", path, headers);
      return [status, said["content-range"], `${content}`];
    };
    expect(await get({ range: "bytes=2-4" })).toEqual([206, "bytes 2-4/10", "234"]);
    expect(await get({ range: "bytes=7-" })).toEqual([206, "bytes 7-9/10", "789"]);
    expect(await get({ range: "bytes=-2" })).toEqual([206, "bytes 8-9/10", "89"]);
    expect(await get({ range: "bytes=0-1,4-5" })).toEqual([200, undefined, `${CONTENT}`]);
    expect(await get({ range: "bytes=2-4", "if-range": `"${file.hash}"` })).toEqual([206, "bytes 2-4/10", "234"]);
    expect(await get({ range: "bytes=2-4", "if-range": '"other"' })).toEqual([200, undefined, `${CONTENT}`]);
    const [status, range, problem] = await get({ range: "bytes=10-" });
    expect([status, range]).toEqual([416, "bytes */10"]);
    expect(JSON.parse(`${problem}`)).toMatchObject({ code: "bad-range" });
    expect((await ask("HEAD", path, { range: "bytes=2-4" })).status).toBe(200);
  });

  it("is not sent again to who has it", async () => {
    const { ask, path, file, store } = await keep();
    const tag = `"${file.hash}"`;
    const same = await ask("GET", path, { "if-none-match": `"x", W/${tag}`, range: "bytes=2-4" });
    expect(same).toMatchObject({
      status: 304,
      headers: { etag: tag, "cache-control": expect.stringContaining("private") },
    });
    expect(same.content.length).toBe(0);
    expect(await ask("HEAD", path, { "if-none-match": "*" })).toMatchObject({ status: 304 });
    expect(await ask("GET", path, { "if-none-match": '"x"' })).toMatchObject({ status: 200 });
    expect(await ask("GET", path, { "if-match": '"x"' })).toMatchObject({ status: 412, json: { code: "changed" } });
    expect(store.open.size).toBe(0);
  });

  it.each([
    ["image/png", "inline"],
    ["image/avif", "inline"],
    ["video/mp4", "inline"],
    ["audio/ogg", "inline"],
    ["text/plain", "inline"],
    ["text/html", "attachment"],
    ["image/svg+xml", "attachment"],
    ["application/pdf", "attachment"],
    ["application/xhtml+xml", "attachment"],
    ["text/xml", "attachment"],
    ["application/javascript", "attachment"],
    ["application/octet-stream", "attachment"],
  ])("of the type %s is shown by a browser as %s, and never as a page of the server", async (type, disposition) => {
    const { ask, path } = await keep("a b", type);
    const { headers } = await ask("GET", path);
    expect(headers["content-disposition"]).toBe(`${disposition}; filename="a b"`);
    expect(headers["content-type"]).toBe(type.startsWith("text/") ? `${type}; charset=utf-8` : type);
    expect(headers["x-content-type-options"]).toBe("nosniff");
    const policy = `${headers["content-security-policy"]}`.split("; ");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("sandbox");
    expect(policy.join()).not.toMatch(/script|allow-/);
  });

  it.each([
    ["über uns.txt", "filename*=UTF-8''%C3%BCber%20uns.txt"],
    ['a"; filename="b.exe', 'filename="a\\"; filename=\\"b.exe"'],
    ["日本.png", "filename*=UTF-8''%E6%97%A5%E6%9C%AC.png"],
    ["50%41.txt", "filename*=UTF-8''50%2541.txt"],
  ])("may be called %j without harm", async (name, disposition) => {
    const { ask, path } = await keep(name, "application/zip");
    expect((await ask("GET", path)).headers["content-disposition"]).toContain(disposition);
  });

  it("that can't be read is said to be so, if nothing of it has been sent", async () => {
    const { ask, path, store, bugs } = await keep();
    const { read } = store;
    store.read = () => failing();
    const answer = await ask("GET", path);
    expect(answer).toMatchObject({ status: 503, json: { code: "unavailable" } });
    expect(`${answer.content}`).not.toMatch(/secret/);
    store.read = async function* (file, ...part) {
      for await (const piece of read.call(store, file, ...part)) {
        yield piece.subarray(0, 3);
        throw new Error("EIO");
      }
    };
    await expect(ask("GET", path)).rejects.toThrow();
    expect(bugs).toHaveLength(2);
  });

  it("that is elsewhere and can't be had is refused, which is nobody's bug", async () => {
    const { ask, path, store, bugs } = await keep();
    store.read = () => failing(new FileAway(refuse("disk-full")));
    expect(await ask("GET", path)).toMatchObject({ status: 507, json: { code: "disk-full" } });
    store.read = async function* () {
      yield CONTENT.subarray(0, 3);
      throw new FileAway(refuse("unavailable"));
    };
    await expect(ask("GET", path)).rejects.toThrow();
    expect(bugs).toEqual([]);
  });

  it("that turns out to be shorter ends the connection, rather than that something else is taken for the rest", async () => {
    const { dial, path, store } = await keep();
    store.read = async function* () {
      yield CONTENT.subarray(0, 3);
    };
    const socket = dial();
    socket.write([path, "/health"].map((each) => `GET ${each} HTTP/1.1\r\nHost: parley.test\r\n\r\n`).join(""));
    expect(await allOf(socket)).not.toMatch(/version/);
  });
});

describe("A file that is only for members", () => {
  const seen = ({ status, headers, content }: Answer): unknown => {
    const { date: _, ...rest } = headers;
    return { status, headers: rest, content: `${content}` };
  };

  it("is sent to who uploaded it, and to who may read what it was shared in, and to nobody else", async () => {
    const { ask, come, bearer, store, world } = await startFiles({ links: "members" });
    const ada = come("ada", { channel: "#tea", account: "Ada" });
    const [bob, eve] = [come("bob", { channel: "#tea" }), come("eve", { channel: "#sky" })];
    const { id } = store.put("ada", "a.txt", "text/plain", CONTENT);
    const get = async (headers = {}): Promise<number> => (await ask("GET", `/files/${id}/a.txt`, headers)).status;
    expect([await get(bearer(ada)), await get(bearer(bob)), await get(bearer(eve)), await get()]).toEqual([
      200, 404, 404, 404,
    ]);
    const tea = world.hub.state.channels.get("#tea");
    store.shared.push({ id, place: tea?.id ?? "", seq: world.hub.state.seq });
    expect([await get(bearer(ada)), await get(bearer(bob)), await get(bearer(eve)), await get()]).toEqual([
      200, 200, 404, 404,
    ]);
    bob.submit({ type: "part", channel: "#tea", reason: "" }, () => {});
    world.commit();
    expect(await get(bearer(bob))).toBe(404);
  });

  it("can't be told from one that there is not", async () => {
    const { ask, come, bearer, store } = await startFiles({ links: "members" });
    const eve = bearer(come("eve", { channel: "#sky" }));
    const { id } = store.put("ada", "a.txt", "text/plain", CONTENT);
    const absent = `${id.slice(0, -1)}7`;
    for (const method of ["GET", "HEAD"]) {
      for (const [headers, status] of [
        [eve, 404],
        [{}, 404],
        [{ ...eve, "if-none-match": "*" }, 404],
        [{ authorization: "Bearer nonsense" }, 401],
      ] as const) {
        const answers = await Promise.all([id, absent].map((each) => ask(method, `/files/${each}/a.txt`, headers)));
        const [there, not] = answers.map(seen);
        expect(there).toEqual(not);
        expect(answers[0]?.status).toBe(status);
      }
    }
    expect(seen(await ask("GET", "/files/nonsense"))).toEqual(seen(await ask("GET", `/files/${absent}`)));
  });

  it("is kept from the pages of other sites, and from those who share a cache", async () => {
    const open = await keep();
    const { ask, come, bearer, store } = await startFiles({ links: "members" });
    const ada = come("ada", { account: "ada" });
    const { id } = store.put("ada", "a.txt", "text/plain", CONTENT);
    expect((await open.ask("GET", open.path)).headers).toMatchObject({
      "cross-origin-resource-policy": "cross-origin",
    });
    expect((await ask("GET", `/files/${id}`, bearer(ada))).headers).toMatchObject({
      "cross-origin-resource-policy": "same-origin",
      vary: "Authorization",
    });
  });
});
