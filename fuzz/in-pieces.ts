import { Chance } from "../src/core/chance.fixture.ts";

/** A number of 32 bits that is made of bytes (FNV-1a). */
export function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** The bytes in pieces, always the same ones for the same bytes: short and long, and at times each byte by itself. */
export function inPieces(bytes: Uint8Array): Uint8Array[] {
  const chance = new Chance(hashOf(bytes) ^ bytes.length);
  const isFine = bytes.length <= 400 && chance.once(4);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const most = chance.pick([1, 2, 5, 20, 100, 1000]);
    const length = isFine ? 1 : 1 + chance.below(most);
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}
