import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { utf8Length } from "../../core/utf8.ts";
import { Attachments } from "./attachments.ts";
import { AT_ONCE } from "./composer.fixture.ts";
import type { UploadWatch } from "./upload-file.ts";

interface Running {
  readonly name: string;
  readonly watch: UploadWatch;
  readonly done: (link: string) => void;
  readonly fail: (cause: Error) => void;
}

function setUp() {
  const running: Running[] = [];
  const attachments = new Attachments((_file, name, watch) => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    running.push({ name, watch, done: resolve, fail: reject });
    return promise;
  }, AT_ONCE);
  return {
    attachments,
    running,
    add: (...names: readonly string[]) => attachments.add(names.map((name) => new File(["x"], name))),
    states: () => attachments.list.get().map(({ state }) => state.type),
    keyOf: (at: number) => attachments.list.get()[at]?.key ?? "",
  };
}

/** Lets promises go on. */
async function turn(): Promise<void> {
  for (let i = 0; i < 5; i++) await Promise.resolve();
}

describe("files that are to be shared", () => {
  it("are uploaded in their order, some at a time", async () => {
    const { add, running, states } = setUp();
    add("a", "b", "c");
    expect(states()).toEqual(["sending", "sending", "waiting"]);
    expect(running).toHaveLength(LIMITS.uploadsAtOnce);
    running[1]?.done("link-b");
    await turn();
    expect(states()).toEqual(["sending", "done", "sending"]);
    expect(running.map(({ name }) => name)).toEqual(["a", "b", "c"]);
  });

  it("tell how far they are, and what is in the way", () => {
    const { add, running, attachments } = setUp();
    add("a");
    running[0]?.watch.progress(7);
    running[0]?.watch.trouble("the connection broke");
    expect(attachments.list.get()[0]?.state).toEqual({ type: "sending", done: 7, trouble: "the connection broke" });
    running[0]?.watch.progress(8);
    expect(attachments.list.get()[0]?.state).toEqual({ type: "sending", done: 8 });
  });

  it("that failed say why, make room for others, and can be tried again", async () => {
    const { add, running, states, attachments, keyOf } = setUp();
    add("a", "b", "c");
    running[0]?.fail(new Error("There is no room."));
    await turn();
    expect(states()).toEqual(["failed", "sending", "sending"]);
    expect(attachments.list.get()[0]?.state).toEqual({ type: "failed", text: "There is no room." });
    attachments.retry(keyOf(0));
    attachments.retry(keyOf(1));
    expect(states()).toEqual(["waiting", "sending", "sending"]);
  });

  it("that are taken away are broken off, and what becomes of them then is nobody's business", async () => {
    const { add, running, states, attachments, keyOf } = setUp();
    add("a", "b", "c");
    attachments.cancel(keyOf(0));
    expect(running[0]?.watch.signal.aborted).toBe(true);
    expect(states()).toEqual(["sending", "sending"]);
    running[0]?.fail(new Error("It was broken off."));
    await turn();
    expect(states()).toEqual(["sending", "sending"]);
    attachments.clear();
    expect(states()).toEqual([]);
    expect(running.every(({ watch }) => watch.signal.aborted)).toBe(true);
  });

  it("are as many as a message may share", () => {
    const { add, states } = setUp();
    const names = Array.from({ length: LIMITS.filesPerMessage + 1 }, (_, i) => `f${i}`);
    expect(add(...names)).toContain(String(LIMITS.filesPerMessage));
    expect(states()).toHaveLength(LIMITS.filesPerMessage);
    expect(setUp().add("one")).toBeUndefined();
  });

  it("have names that are not too long, with their endings", () => {
    const { add, running } = setUp();
    add(`${"ä".repeat(300)}.jpeg`);
    const name = running[0]?.name ?? "";
    expect(name).toMatch(/^ä+\.jpeg$/);
    expect(utf8Length(name)).toBeLessThanOrEqual(LIMITS.fileNameBytes);
  });
});
