import type { Coverage } from "./coverage.ts";
import type { Target } from "./target.ts";

/** What came of an input. */
export interface Run {
  readonly ms: number;
  /** What did not hold, if something did not. */
  readonly failure?: Error;
}

/** Calls that are told of what is thrown where nobody waits for it, such as in a listener. */
let astray: unknown;

/** Keeps the process alive when something is thrown astray: the input that runs is what did it. */
export function catchAstray(): void {
  const note = (cause: unknown): void => {
    astray ??= cause;
  };
  process.on("uncaughtException", note);
  process.on("unhandledRejection", note);
}

/** Feeds a target an input. */
export async function run(target: Target, bytes: Uint8Array, coverage?: Coverage): Promise<Run> {
  coverage?.begin();
  astray = undefined;
  const began = performance.now();
  let failure: Error | undefined;
  try {
    const running = target.run(bytes);
    if (running instanceof Promise) await running;
  } catch (cause) {
    failure = asError(cause);
  }
  const ms = performance.now() - began;
  if (astray !== undefined) failure ??= asError(astray);
  return { ms, ...(failure && { failure }) };
}

/** By which two failures are known to be the same: what did not hold, and where. */
export function kindOf(failure: Error): string {
  const said = failure.message.split(/[:\n]/, 1)[0]?.replace(/\d+/g, "0") ?? "";
  const frames = (failure.stack ?? "").split("\n").filter((line) => /\/(?:src|node_modules)\//.test(line));
  const inner = failure.cause instanceof Error ? kindOf(failure.cause) : "";
  return `${failure.name} ${said} ${frames[0]?.replace(/:\d+\)?$/, "").trim() ?? ""} ${inner}`;
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause), { cause });
}
