import { LIMITS } from "../../core/limits.ts";

/** Bounds so small that a short run meets them; for all that runs in this process from now on. */
export function useSmallLimits(): void {
  Object.assign(LIMITS, {
    logQueue: 24,
    logQueueBytes: 4_000,
    logBatch: 6,
    logBatchBytes: 1_500,
    streamBatchBytes: 700,
    streamAhead: 3,
  });
}
