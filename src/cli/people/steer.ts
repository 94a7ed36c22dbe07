import { type Config, type Environment, readConfig } from "../../app/config.ts";
import { ConfigError } from "../../app/config-error.ts";
import { openControl, type Purpose } from "../../app/control.ts";
import { type Control, ControlError } from "../../app/control-asking.ts";
import { REFUSALS, type RefusalCode } from "../../core/answers.ts";
import { StoreError } from "../../store/store-error.ts";
import { harmless } from "../../wire/lines.ts";
import { statusOf } from "../connect/link-end.ts";
import { processEnvironment } from "../environment.ts";
import { EXIT } from "../exit.ts";
import { complain, type Io } from "../io.ts";
import type { TableStyle } from "../terminal/tables.ts";

/** What all verbs about people take. */
export interface PeopleFlags {
  readonly data?: string;
  readonly config?: string;
  /** What others call the server. */
  readonly url?: string;
  readonly json?: boolean;
  /** The process's, if nothing is said. */
  readonly environment?: Environment;
}

/**
 * Has a server do something, or its data if it does not run, and says why if that can't be.
 * @returns an exit status
 */
export async function steer(
  { data, config: file, url, environment = processEnvironment() }: PeopleFlags,
  purpose: Purpose,
  io: Pick<Io, "stderr">,
  run: (control: Control, config: Config) => Promise<number>,
): Promise<number> {
  let control: Control | undefined;
  try {
    const config = readConfig(
      {
        ...(data !== undefined && { data }),
        ...(file !== undefined && { config: file }),
        ...(url !== undefined && { url }),
      },
      environment,
    );
    control = await openControl(config, purpose);
    return await run(control, config);
  } catch (cause) {
    const status = statusFor(cause);
    if (status === undefined || !(cause instanceof Error)) throw cause;
    complain(io, harmless(cause.message));
    return status;
  } finally {
    await control?.close();
  }
}

/** How rows are written to where a verb writes. */
export function styleOf({ json = false }: PeopleFlags, { stdout }: Pick<Io, "stdout">): TableStyle {
  return { isTerminal: stdout.isTTY === true, json };
}

/** Writes what was done: a sentence, or for programs that want it the answer. */
export function confirm(flags: PeopleFlags, io: Pick<Io, "stdout">, sentence: string, answer: object): void {
  io.stdout.write(`${flags.json ? JSON.stringify(answer) : harmless(sentence)}\n`);
}

/** A time as it is written in tables, to the second. */
export function shownTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

function statusFor(cause: unknown): number | undefined {
  if (cause instanceof ControlError) {
    const { code } = cause;
    if (code === undefined) return EXIT.unavailable;
    return isRefusal(code) ? statusOf(code) : EXIT.data;
  }
  if (cause instanceof StoreError) return EXIT.io;
  return cause instanceof ConfigError ? EXIT.config : undefined;
}

function isRefusal(code: string): code is RefusalCode {
  return Object.hasOwn(REFUSALS, code);
}
