import { writeFileSync } from "node:fs";
import { isMainThread, Worker, workerData } from "node:worker_threads";

/** Inputs that never end: a thread of its own notices, writes down the input, and ends the process. */

/** Seconds that an input may take at most. */
const PATIENCE_S = 20;

/** Bytes of an input that are written down. */
const ROOM = 1_048_576;

/** Told of every input before it runs. */
export interface Watchdog {
  begins(bytes: Uint8Array): void;
  /** Nothing runs, for as long as it likes. */
  rests(): void;
}

/** Watches. @param path where an input that does not end is written */
export function watch(path: string): Watchdog {
  const shared = new SharedArrayBuffer(ROOM + 8);
  const state = new Int32Array(shared, 0, 2);
  const room = new Uint8Array(shared, 8);
  const worker = new Worker(new URL(import.meta.url), { workerData: { shared, path }, execArgv: [] });
  worker.unref();
  return {
    begins(bytes) {
      room.set(bytes.subarray(0, ROOM));
      Atomics.store(state, 1, Math.min(bytes.length, ROOM));
      Atomics.add(state, 0, 1);
    },
    rests() {
      Atomics.store(state, 1, -1);
      Atomics.add(state, 0, 1);
    },
  };
}

function guard(shared: SharedArrayBuffer, path: string): void {
  const state = new Int32Array(shared, 0, 2);
  let last = -1;
  let waited = 0;
  setInterval(() => {
    const now = Atomics.load(state, 0);
    const length = Atomics.load(state, 1);
    waited = now === last && length >= 0 ? waited + 1 : 0;
    last = now;
    if (waited < PATIENCE_S) return;
    writeFileSync(path, new Uint8Array(shared, 8, length).slice());
    process.stderr.write(`an input did not end in ${PATIENCE_S} s: ${path}\n`);
    process.kill(process.pid, "SIGKILL");
  }, 1_000);
}

const given: unknown = workerData;
if (!isMainThread && typeof given === "object" && given !== null && "shared" in given && "path" in given) {
  if (given.shared instanceof SharedArrayBuffer && typeof given.path === "string") guard(given.shared, given.path);
}
