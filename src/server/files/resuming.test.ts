import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { answerOf, type FilesWorld, type FilesWorldOptions, startFiles, until } from "./world.fixture.ts";

const PART = { "content-type": "application/partial-upload" };
const TEXT = { "content-disposition": 'attachment; filename="a.txt"', "content-type": "text/plain" };
const OTHER = "https://iana.org/assignments/http-problem-types#";

interface Begun extends FilesWorld {
  /** The header by which the uploader is known. */
  readonly known: { readonly authorization: string };
  /** The path of an upload that has begun, and has nothing yet. */
  readonly path: string;
  readonly id: string;
}

/** A server, and an upload that has begun without anything of the file. */
async function begin(headers: Record<string, string> = {}, options: FilesWorldOptions = {}): Promise<Begun> {
  const files = await startFiles(options);
  const known = files.bearer(files.come("ada"));
  const begun = await files.ask("POST", "/files/", { ...known, ...TEXT, "upload-complete": "?0", ...headers });
  const path = new URL(`${begun.headers.location}`).pathname;
  return { ...files, known, path, id: path.split("/").at(-1) ?? "" };
}

const part = (offset: number, complete: "?0" | "?1"): Record<string, string> => ({
  ...PART,
  "upload-offset": `${offset}`,
  "upload-complete": complete,
});

describe("A resumable upload", () => {
  it("begins empty, goes on in parts, and ends with the link of the file", async () => {
    const { ask, known, path, store, port } = await begin({ "upload-length": "11" });
    expect(path).toMatch(/^\/files\/uploads\/[a-z2-7]{26}$/);
    expect(await ask("HEAD", path, known)).toMatchObject({
      status: 204,
      headers: { "upload-offset": "0", "upload-complete": "?0", "upload-length": "11", "cache-control": "no-store" },
    });
    expect(await ask("PATCH", path, { ...known, ...part(0, "?0") }, "hello ")).toMatchObject({
      status: 204,
      headers: { "upload-offset": "6", "upload-complete": "?0" },
    });
    const last = await ask("PATCH", path, { ...known, ...part(6, "?1") }, "world");
    const url = `http://127.0.0.1:${port}/files/${last.json["id"]}/a.txt`;
    expect(last).toMatchObject({
      status: 201,
      headers: { location: url, "upload-complete": "?1" },
      json: { url, size: 11 },
    });
    expect(`${store.content(`${last.json["id"]}`)}`).toBe("hello world");
  });

  it("tells where it goes on when it begins, with its first part or without, and how large it may be", async () => {
    const { ask, known, store } = await begin();
    const answer = await ask("POST", "/files/", { ...known, "upload-complete": "?0" }, "hello");
    const { location } = answer.headers;
    expect(answer).toMatchObject({
      status: 201,
      headers: { "upload-offset": "5", "upload-complete": "?0", "upload-limit": "max-size=1000000000, max-age=86400" },
      json: { upload: location, offset: 5 },
    });
    expect(answer.interim).toMatchObject([{ status: 104, headers: { location } }]);
    expect(answer.headers).not.toHaveProperty("upload-length");
    const empty = await ask("POST", "/files/", { ...known, "upload-complete": "?0" });
    expect(empty).toMatchObject({ status: 201, headers: { "upload-offset": "0" }, interim: [] });
    expect(store.ids).toHaveLength(3);
  });

  it("goes on from what came before the connection broke, also when all was to come in one go", async () => {
    const { open, ask, known, store } = await begin();
    const headers = { ...known, ...TEXT, "upload-complete": "?1", "content-length": "11" };
    const broken = open("POST", "/files/", headers);
    const failed = expect(answerOf(broken)).rejects.toThrow();
    let path = "";
    broken.on("information", ({ headers }) => {
      path = new URL(`${headers["location"]}`).pathname;
    });
    broken.write("hello ");
    await until(() => path !== "");
    const id = path.split("/").at(-1) ?? "";
    await until(() => store.content(id).length === 6);
    broken.destroy();
    await failed;
    await until(() => store.open.size === 0);
    const state = await ask("HEAD", path, known);
    expect(state.headers).toMatchObject({ "upload-offset": "6", "upload-complete": "?0", "upload-length": "11" });
    const rest = await ask("PATCH", path, { ...known, ...part(6, "?1") }, "world");
    expect(rest).toMatchObject({ status: 201, json: { size: 11 } });
    expect(`${store.content(`${rest.json["id"]}`)}`).toBe("hello world");
  });

  it("is let go of by a connection that does not know yet that it is dead, when the client is back", async () => {
    const { open, ask, known, path, id, store, files } = await begin();
    const first = open("POST", "/files/", { ...known, "upload-complete": "?1", "content-length": 1_000 });
    const gone = expect(answerOf(first)).rejects.toThrow(/socket hang up|ECONNRESET/);
    first.flushHeaders();
    const [interim] = await once(first, "information");
    const begun = new URL(`${interim.headers.location}`).pathname;
    expect(await ask("HEAD", begun, known)).toMatchObject({ status: 204, headers: { "upload-offset": "0" } });
    await gone;
    for (const method of ["HEAD", "PATCH"] as const) {
      const offset = store.content(id).length;
      const dead = open("PATCH", path, { ...known, ...part(offset, "?0"), "content-length": 1_000 });
      const failed = expect(answerOf(dead)).rejects.toThrow(/socket hang up|ECONNRESET/);
      dead.write("hello ");
      await until(() => store.content(id).length === offset + 6);
      const headers = method === "PATCH" ? part(offset + 6, "?0") : {};
      const answer = await ask(method, path, { ...known, ...headers });
      expect(answer).toMatchObject({ status: 204, headers: { "upload-offset": `${offset + 6}` } });
      await failed;
    }
    await until(() => files.transfers === 0);
    expect(store.open.size).toBe(0);
  });

  it("can be found whole by whoever missed the answer to its last part", async () => {
    const { ask, known, path, port, id } = await begin();
    await ask("PATCH", path, { ...known, ...part(0, "?1") }, "hello");
    const url = `http://127.0.0.1:${port}/files/${id}/a.txt`;
    expect(await ask("HEAD", path, known)).toMatchObject({
      status: 204,
      headers: { location: url, "upload-complete": "?1", "upload-offset": "5" },
    });
    const again = await ask("PATCH", path, { ...known, ...part(5, "?1") });
    expect(again).toMatchObject({
      status: 400,
      headers: { location: url, "content-type": "application/problem+json" },
      json: { type: `${OTHER}completed-upload`, code: "completed-upload", url },
    });
    const more = await ask("PATCH", path, { ...known, ...part(5, "?1") }, "!");
    expect(more).toMatchObject({ status: 400, json: { type: `${OTHER}inconsistent-upload-length` } });
    expect(await ask("DELETE", path, known)).toMatchObject({ status: 400, json: { code: "completed-upload" } });
    expect(await ask("GET", new URL(url).pathname)).toMatchObject({ status: 200 });
  });

  it("is refused a part that begins elsewhere, and told where it goes on", async () => {
    const { ask, known, path, id, store } = await begin();
    await ask("PATCH", path, { ...known, ...part(0, "?0") }, "hello");
    const answer = await ask("PATCH", path, { ...known, ...part(3, "?0") }, "lo");
    expect(answer).toMatchObject({
      status: 409,
      headers: { "upload-offset": "5", "upload-complete": "?0" },
      json: {
        type: `${OTHER}mismatching-upload-offset`,
        code: "bad-offset",
        "expected-offset": 5,
        "provided-offset": 3,
      },
    });
    expect(`${store.content(id)}`).toBe("hello");
  });

  it.each([
    [part(0, "?1"), "hell"],
    [part(0, "?0"), "hello!"],
    [{ ...part(0, "?0"), "upload-length": "6" }, "hello"],
  ])("is refused a part that does not fit with its length: %j", async (headers, body) => {
    const { ask, known, path, id, store } = await begin({ "upload-length": "5" });
    const answer = await ask("PATCH", path, { ...known, ...headers }, body);
    expect(answer).toMatchObject({ status: 400, json: { type: `${OTHER}inconsistent-upload-length` } });
    expect(store.content(id).length).toBe(0);
  });

  it.each([
    [{ "upload-offset": "0", "upload-complete": "?0" }, 415],
    [{ ...part(0, "?0"), "content-type": "text/plain" }, 415],
    [{ ...PART, "upload-complete": "?0" }, 400],
    [{ ...PART, "upload-offset": "-1", "upload-complete": "?0" }, 400],
    [{ ...PART, "upload-offset": "0" }, 400],
    [{ ...PART, "upload-offset": "0", "upload-complete": "yes" }, 400],
  ])("is refused a part whose headers can't be right: %j", async (headers, status) => {
    const { ask, known, path, id, store } = await begin();
    const answer = await ask("PATCH", path, { ...known, ...headers }, "hello");
    expect(answer).toMatchObject({ status, json: { text: expect.any(String) } });
    if (status === 415) expect(answer.headers["accept-patch"]).toBe("application/partial-upload");
    expect(store.content(id).length).toBe(0);
  });

  it("is nobody else's, and not told from one that there is not", async () => {
    const { ask, path, come, bearer, store } = await begin();
    const eve = bearer(come("eve", { account: "eve" }));
    const none = `${path.slice(0, -1)}7`;
    for (const [method, headers] of [
      ["HEAD", {}],
      ["DELETE", {}],
      ["PATCH", part(0, "?0")],
    ] as const) {
      const [others, absent] = [
        await ask(method, path, { ...eve, ...headers }),
        await ask(method, none, { ...eve, ...headers }),
      ];
      expect([others.status, `${others.content}`]).toEqual([404, `${absent.content}`]);
      expect(await ask(method, path, headers)).toMatchObject({ status: 401 });
    }
    expect(store.ids).toHaveLength(1);
  });

  it("is no other guest's who comes from the same address", async () => {
    const { ask, path, come, bearer, known } = await begin();
    await ask("PATCH", path, { ...known, ...part(0, "?0") }, "hello");
    const eve = bearer(come("eve"));
    expect(await ask("HEAD", path, eve)).toMatchObject({ status: 404 });
    expect(await ask("PATCH", path, { ...eve, ...part(5, "?1") }, "x")).toMatchObject({ status: 404 });
    expect(await ask("DELETE", path, eve)).toMatchObject({ status: 404 });
    expect(await ask("HEAD", path, known)).toMatchObject({ status: 204, headers: { "upload-offset": "5" } });
  });

  it("that somebody else names is not disturbed", async () => {
    const { open, ask, path, known, come, bearer, store, id } = await begin();
    const eve = bearer(come("eve", { account: "eve" }));
    const going = open("PATCH", path, { ...known, ...part(0, "?1"), "content-length": 5 });
    const answer = answerOf(going);
    going.write("he");
    await until(() => store.content(id).length === 2);
    await ask("HEAD", path, eve);
    await ask("DELETE", path, eve);
    await ask("PATCH", path, { ...eve, ...part(2, "?1") }, "x");
    going.end("llo");
    expect(await answer).toMatchObject({ status: 201, json: { size: 5 } });
  });

  it("is forgotten when it is given up, also in the middle of a part", async () => {
    const { open, ask, known, path, id, store } = await begin();
    const going = open("PATCH", path, { ...known, ...part(0, "?0"), "content-length": 1_000 });
    const failed = expect(answerOf(going)).rejects.toThrow();
    going.write("hello");
    await until(() => store.content(id).length === 5);
    expect(await ask("DELETE", path, known)).toMatchObject({ status: 204 });
    await failed;
    expect(store.ids).toEqual([]);
    expect(await ask("HEAD", path, known)).toMatchObject({ status: 404 });
  });

  it("is refused what makes it too large, and gone then", async () => {
    const { ask, known, path, store } = await begin({}, { size: 8 });
    await ask("PATCH", path, { ...known, ...part(0, "?0") }, "hello");
    const answer = await ask("PATCH", path, { ...known, ...part(5, "?0") }, "world");
    expect(answer).toMatchObject({ status: 413, headers: { "upload-limit": expect.any(String) } });
    expect(store.ids).toEqual([]);
  });
});

it("keeps nothing of an upload that breaks off and can't be resumed", async () => {
  const { open, bearer, come, store } = await startFiles();
  const broken = open("POST", "/files/", { ...bearer(come("ada")), "content-length": 100 });
  const failed = expect(answerOf(broken)).rejects.toThrow();
  broken.write("hello");
  await until(() => store.open.size === 1 && store.content(store.ids[0] ?? "").length === 5);
  broken.destroy();
  await failed;
  await until(() => store.ids.length === 0);
  expect(store.open.size).toBe(0);
});
