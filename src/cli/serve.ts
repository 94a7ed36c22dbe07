import process from "node:process";
import { setFlagsFromString } from "node:v8";
import { readConfig } from "../app/config.ts";
import { ConfigError } from "../app/config-error.ts";
import { type Running, serve } from "../app/serve.ts";
import { LIMITS } from "../core/limits.ts";
import { StoreError } from "../store/store-error.ts";
import { processEnvironment } from "./environment.ts";
import { EXIT } from "./exit.ts";

/**
 * Runs a server until a signal ends it.
 *
 * @returns an exit status
 */
export async function runServe(flags: Readonly<Record<string, unknown>>): Promise<number> {
  let running: Running | undefined;
  let settle: (status: number) => void = () => undefined;
  const ended = new Promise<number>((resolve) => {
    settle = resolve;
  });
  const fatal = (cause: unknown): void => {
    const text = cause instanceof Error ? cause.message : String(cause);
    process.stderr.write(`parley: the server cannot go on: ${text}\n`);
    // Every client is told, for as long as a goodbye takes; then whatever still holds the process has to let go.
    const exit = (): never => process.exit(EXIT.software);
    setTimeout(exit, LIMITS.goodbyeMs);
    running?.stop().then(exit, exit);
  };
  let isStopping = false;
  let givesUp: NodeJS.Timeout | undefined;
  const stop = (): void => {
    isStopping = true;
    if (running) running.stop().then(() => settle(EXIT.ok), fatal);
    // What a start waits for, such as NATS, may never come. Nobody has come in yet, and what is kept survives any end.
    else givesUp ??= setTimeout(() => process.exit(EXIT.ok), LIMITS.goodbyeMs);
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  try {
    running = await serve(readConfig(flags, processEnvironment()), { stdout: process.stdout, fatal });
  } catch (cause) {
    process.off("SIGINT", stop).off("SIGTERM", stop);
    if (!(cause instanceof ConfigError || cause instanceof StoreError)) throw cause;
    process.stderr.write(`parley: ${cause.message}\n`);
    return cause instanceof ConfigError ? EXIT.config : EXIT.io;
  } finally {
    clearTimeout(givesUp);
  }
  // The start is over: under load the young heap may be as large as V8 likes, by a factor that is its own default.
  setFlagsFromString("--semi-space-growth-factor=2");
  // Whoever was quicker than the start is not forgotten.
  if (isStopping) stop();
  const status = await ended;
  process.off("SIGINT", stop).off("SIGTERM", stop);
  // What may still hold the process has nothing to do any more: such as a connection that is tried to a machine which is cut off.
  setTimeout(() => process.exit(status), LIMITS.goodbyeMs).unref();
  return status;
}
