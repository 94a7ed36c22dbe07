import { describe, expect, it, onTestFinished, vi } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { Flusher, Outbox, type Pipe } from "./outbox.ts";

/** A pipe whose reader takes what is let through. */
class SlowPipe implements Pipe {
  waiting = 0;
  /** All that was given to it, text and bytes. */
  given = "";
  #sent: (() => void)[] = [];

  send(path: { readonly bytes: Buffer }): void {
    this.given += path.bytes.toString();
  }

  sendBytes(bytes: Uint8Array, sent: () => void): void {
    this.waiting += bytes.length;
    this.given += `[${bytes.length}]`;
    this.#sent.push(() => {
      this.waiting -= bytes.length;
      sent();
    });
  }

  /** The reader takes the first so many pieces. */
  take(count = 1): void {
    for (const sent of this.#sent.splice(0, count)) sent();
  }
}

const PIECE = 65_536;

/** Pieces, of which it is known how many were asked for, and whether whoever asks has let go. */
function pieces(count: number, end?: Error) {
  const seen = { asked: 0, isOpen: false };
  async function* source(): AsyncGenerator<Uint8Array, void, undefined> {
    seen.isOpen = true;
    try {
      for (; seen.asked < count; seen.asked++) yield new Uint8Array(PIECE);
      if (end) throw end;
    } finally {
      seen.isOpen = false;
    }
  }
  return { seen, source: source() };
}

function setUp() {
  const flusher = new Flusher();
  const pipe = new SlowPipe();
  const told: string[] = [];
  const outbox = new Outbox(flusher, pipe, { tooSlow: () => told.push("too slow"), failed: () => told.push("failed") });
  const stream = (source: AsyncIterable<Uint8Array>): void =>
    outbox.stream(source, {
      whole: () => told.push("whole"),
      broke: (cause) => told.push(cause instanceof Error ? cause.message : "broke"),
    });
  return { flusher, pipe, told, outbox, stream };
}

/** Lets promises that have settled go on. */
async function turn(): Promise<void> {
  for (let i = 0; i < 50; i++) await Promise.resolve();
}

describe("a stream of bytes", () => {
  it("goes out behind what was written before, and before what is written meanwhile", async () => {
    const { pipe, told, outbox, stream, flusher } = setUp();
    outbox.write("before\n");
    stream(pieces(2).source);
    outbox.write("behind\n");
    flusher.flush();
    expect(pipe.given).toBe("before\n");
    await turn();
    expect(pipe.given).toBe(`before\n[${PIECE}][${PIECE}]behind\n`);
    expect(told).toEqual(["whole"]);
    outbox.write("later\n");
    flusher.flush();
    expect(pipe.given).toMatch(/behind\nlater\n$/);
  });

  it("asks for no more than may wait, and goes on as it is read", async () => {
    const { pipe, told, stream } = setUp();
    const { seen, source } = pieces(100);
    stream(source);
    await turn();
    expect(pipe.waiting).toBeGreaterThan(LIMITS.streamBytes - PIECE);
    expect(pipe.waiting).toBeLessThanOrEqual(LIMITS.streamBytes + PIECE);
    const { asked } = seen;
    pipe.take(3);
    await turn();
    expect(seen.asked).toBe(asked + 3);
    expect(pipe.waiting).toBeLessThanOrEqual(LIMITS.streamBytes + PIECE);
    for (let i = 0; i < 100; i++) {
      pipe.take();
      await turn();
    }
    expect(told).toEqual(["whole"]);
    expect(seen).toEqual({ asked: 100, isOpen: false });
  });

  it("lets go of its source when the connection ends, though it waits for its reader, and tells nobody", async () => {
    const { pipe, told, outbox, stream, flusher } = setUp();
    const { seen, source } = pieces(100);
    stream(source);
    await turn();
    outbox.write("behind\n");
    flusher.flush();
    expect(seen.isOpen).toBe(true);
    outbox.close();
    await turn();
    expect(seen.isOpen).toBe(false);
    expect(told).toEqual([]);
    expect(pipe.given).not.toContain("behind");
  });

  it("does not even begin when the connection has ended", async () => {
    const { told, outbox, stream } = setUp();
    const { seen, source } = pieces(1);
    outbox.close();
    stream(source);
    await turn();
    expect(seen).toEqual({ asked: 0, isOpen: false });
    expect(told).toEqual([]);
  });

  it("breaks off when its source fails, and what was written behind it goes out", async () => {
    const { pipe, told, outbox, stream } = setUp();
    stream(pieces(1, new Error("the disk is gone")).source);
    outbox.write("behind\n");
    await turn();
    expect(told).toEqual(["the disk is gone"]);
    expect(pipe.given).toBe(`[${PIECE}]behind\n`);
  });

  it("is refused while another is on its way", async () => {
    const { told, stream } = setUp();
    stream(pieces(1).source);
    const { seen, source } = pieces(1);
    stream(source);
    expect(told).toEqual(["another stream is on its way"]);
    await turn();
    expect(told.at(-1)).toBe("whole");
    expect(seen.asked).toBe(0);
  });

  it("cuts off a reader that takes nothing for too long, but not one that is slow", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { pipe, told, stream } = setUp();
    const { seen, source } = pieces(100);
    stream(source);
    await turn();
    for (let i = 0; i < 5; i++) {
      vi.advanceTimersByTime(LIMITS.stallMs - 1);
      pipe.take();
      await turn();
    }
    expect(told).toEqual([]);
    vi.advanceTimersByTime(LIMITS.stallMs);
    await turn();
    expect(told).toEqual(["too slow"]);
    expect(seen.isOpen).toBe(false);
  });

  it("lets no more be written behind it than an outbox holds", async () => {
    const { told, outbox, stream } = setUp();
    const { seen, source } = pieces(100);
    stream(source);
    await turn();
    const text = "x".repeat(LIMITS.outboxBytes / 4);
    for (let i = 0; i < 5; i++) outbox.write(text);
    await turn();
    expect(told).toEqual(["too slow"]);
    expect(seen.isOpen).toBe(false);
  });
});
