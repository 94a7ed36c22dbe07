import { describe, expect, it } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { Flusher, Outbox, type OutboxOwner, type Path, type Pipe } from "./outbox.ts";

/** A pipe that notes what it is given. */
function makePipe(waiting = 0): Pipe & { readonly sent: Path[] } {
  const sent: Path[] = [];
  return { waiting, sent, send: (path) => void sent.push(path), sendBytes: (_bytes, went) => went() };
}

const OWNER: OutboxOwner = {
  tooSlow: () => undefined,
  failed: (cause) => {
    throw cause;
  },
};

describe("an outbox", () => {
  it("writes all of a turn at once, in order", () => {
    const flusher = new Flusher();
    const pipe = makePipe();
    const outbox = new Outbox(flusher, pipe, OWNER);
    outbox.write("one\n");
    outbox.write("zwei ü\n");
    expect(pipe.sent).toHaveLength(0);
    flusher.flush();
    expect(pipe.sent.map((path) => path.bytes.toString())).toEqual(["one\nzwei ü\n"]);
    expect(pipe.sent[0]?.lines).toEqual(["one", "zwei ü"]);
  });

  it("shares the bytes among readers that are told the same, and only among those", () => {
    const flusher = new Flusher();
    const pipes = [makePipe(), makePipe(), makePipe()];
    const [one, two, other] = pipes.map((pipe) => new Outbox(flusher, pipe, OWNER));
    for (const outbox of [one, two, other]) outbox?.write("hello\n");
    other?.write("and you\n");
    for (const outbox of [one, two, other]) outbox?.write("goodbye\n");
    flusher.flush();
    const [first, second, third] = pipes.map((pipe) => pipe.sent[0]?.bytes);
    expect(first).toBe(second);
    expect(third?.toString()).toBe("hello\nand you\ngoodbye\n");
    expect(first?.toString()).toBe("hello\ngoodbye\n");
  });

  it("begins every turn anew", () => {
    const flusher = new Flusher();
    const pipe = makePipe();
    const outbox = new Outbox(flusher, pipe, OWNER);
    outbox.write("one\n");
    flusher.flush();
    outbox.write("two\n");
    flusher.flush();
    expect(pipe.sent.map((path) => path.bytes.toString())).toEqual(["one\n", "two\n"]);
  });

  it("cuts off a reader for whom too much waits, once, and gives it nothing more", () => {
    const flusher = new Flusher();
    const pipe = makePipe(LIMITS.outboxBytes);
    let cut = 0;
    const outbox = new Outbox(flusher, pipe, { ...OWNER, tooSlow: () => cut++ });
    for (let turn = 0; turn < 3; turn++) {
      outbox.write("more\n");
      flusher.flush();
    }
    expect(cut).toBe(1);
    expect(pipe.sent).toHaveLength(0);
  });

  it("holds no more of a single turn either, and stops taking it at once", () => {
    const flusher = new Flusher();
    const pipe = makePipe();
    let cut = 0;
    const outbox = new Outbox(flusher, pipe, { ...OWNER, tooSlow: () => cut++ });
    const large = "ü".repeat(LIMITS.outboxBytes / 8);
    for (let i = 0; i < 4; i++) outbox.write(large);
    expect(cut).toBe(0);
    outbox.write(large);
    expect(cut).toBe(1);
    flusher.flush();
    expect(pipe.sent).toHaveLength(0);
  });

  it("keeps what goes wrong with one pipe from the others", () => {
    const flusher = new Flusher();
    const broken: Pipe = {
      ...makePipe(),
      send: () => {
        throw new Error("broken");
      },
    };
    const pipe = makePipe();
    const failures: unknown[] = [];
    const one = new Outbox(flusher, broken, { ...OWNER, failed: (cause) => failures.push(cause) });
    const other = new Outbox(flusher, pipe, OWNER);
    one.write("x\n");
    other.write("y\n");
    flusher.flush();
    expect(failures).toHaveLength(1);
    expect(pipe.sent).toHaveLength(1);
  });
});
