/**
 * The input with all taken out of it that is not needed for something to be so. First large pieces are tried, then
 * smaller ones, for at most so long.
 */
export async function minimized(
  input: Uint8Array,
  isSo: (bytes: Uint8Array) => Promise<boolean>,
  patienceMs: number,
): Promise<Uint8Array> {
  const until = performance.now() + patienceMs;
  let best = input;
  for (let size = Math.ceil(best.length / 2); size >= 1 && best.length > 0; size = Math.floor(size / 2)) {
    for (let at = 0; at < best.length; ) {
      if (performance.now() > until) return best;
      const shorter = without(best, at, size);
      if (await isSo(shorter)) best = shorter;
      else at += size;
    }
  }
  return best;
}

function without(bytes: Uint8Array, at: number, size: number): Uint8Array {
  const rest = new Uint8Array(Math.max(0, bytes.length - Math.min(size, bytes.length - at)));
  rest.set(bytes.subarray(0, at));
  rest.set(bytes.subarray(at + size), at);
  return rest;
}
