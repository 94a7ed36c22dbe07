import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { begin, FileWorld } from "./files.fixture.ts";

const MIB = 1_048_576;
const PIECES = 3_200;
const PIECE_BYTES = 65_536;

function pieceOf(number: number): Buffer {
  return Buffer.alloc(PIECE_BYTES, `piece ${number} `);
}

it("holds little of a large file in memory, when it comes, when it is gone on with and when it is read", async () => {
  using world = new FileWorld();
  world.limits.fileBytes = 1_000 * MIB;
  world.limits.ownerBytes = 1_000 * MIB;
  let store = await world.open();
  const before = process.memoryUsage();
  let most = { rss: 0, arrayBuffers: 0 };
  const measure = (): void => {
    const { rss, arrayBuffers } = process.memoryUsage();
    most = { rss: Math.max(most.rss, rss), arrayBuffers: Math.max(most.arrayBuffers, arrayBuffers) };
  };
  const hash = createHash("sha256");
  async function* pieces(from: number, to: number): AsyncGenerator<Uint8Array> {
    for (let i = from; i < to; i++) {
      const piece = pieceOf(i);
      hash.update(piece);
      if (i % 16 === 0) measure();
      yield piece;
    }
  }
  const id = await begin(store, { type: "application/octet-stream" });
  const half = (PIECES / 2) * PIECE_BYTES;
  await store.append(id, "alice", { offset: 0, bytes: pieces(0, PIECES / 2), isLast: false });
  await store.close();
  store = await world.open();
  await store.append(id, "alice", { offset: half, bytes: pieces(PIECES / 2, PIECES), isLast: true });
  const file = await store.find(id);
  if (!file) throw new Error("the file is not there");
  expect(file).toMatchObject({ size: 200 * MIB, hash: hash.digest("hex") });
  let read = 0;
  for await (const piece of store.read(file)) {
    read += piece.length;
    if (read % MIB === 0) measure();
  }
  expect(read).toBe(200 * MIB);
  expect((most.arrayBuffers - before.arrayBuffers) / MIB).toBeLessThan(100);
  expect((most.rss - before.rss) / MIB).toBeLessThan(100);
  await store.close();
}, 60_000);
