import process from "node:process";

/** Every so many milliseconds it is looked how long a millisecond of work takes. */
const EVERY_MS = 20;
const WORK_US = 1_000;

/**
 * Runs something, and finds how much longer work takes meanwhile than it would on a machine of one's own: 1 if nobody
 * else wants the processors, 2 if one gets half of one.
 */
export async function contended<T>(
  run: () => Promise<T>,
): Promise<{ readonly result: T; readonly contention: number }> {
  let wall = 0;
  let work = 0;
  const timer = setInterval(() => {
    const began = performance.now();
    const before = process.threadCpuUsage();
    let used = 0;
    while (used < WORK_US) {
      const { user, system } = process.threadCpuUsage(before);
      used = user + system;
    }
    wall += (performance.now() - began) * 1_000;
    work += used;
  }, EVERY_MS);
  try {
    const result = await run();
    return { result, contention: work === 0 ? 1 : Math.round((wall / work) * 100) / 100 };
  } finally {
    clearInterval(timer);
  }
}

/** How long something takes, in milliseconds, as on a machine of one's own. */
export async function ownTime<T>(run: () => Promise<T>): Promise<{ readonly result: T; readonly ms: number }> {
  const began = performance.now();
  let took = 0;
  const { result, contention } = await contended(async () => {
    const it = await run();
    took = performance.now() - began;
    return it;
  });
  return { result, ms: took / Math.max(1, contention) };
}
