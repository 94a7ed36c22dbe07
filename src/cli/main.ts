import process from "node:process";
import { Command, CommanderError, Option } from "commander";
import { readConfig } from "../app/config.ts";
import { ConfigError } from "../app/config-error.ts";
import { dashed, environmentName, type OptionSpec, SERVE_OPTIONS } from "../app/options.ts";
import { type Running, serve } from "../app/serve.ts";
import { VERSION } from "../app/version.ts";
import { StoreError } from "../store/store-error.ts";
import { EXIT } from "./exit.ts";

/** The command line: reads it, runs the verb, and sets the process's exit status. */
export async function run(argv: readonly string[]): Promise<void> {
  const program = new Command("parley")
    .description("A chat server that anything with a socket can join, and its clients.")
    .version(VERSION)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "parley: ")) });
  addServe(program);
  try {
    await program.parseAsync([...argv]);
  } catch (cause) {
    process.exitCode = statusOf(cause);
  }
}

function addServe(program: Command): void {
  const command = program.command("serve").description("run the server").exitOverride();
  for (const [name, spec] of Object.entries<OptionSpec>(SERVE_OPTIONS)) {
    const value = spec.value === undefined ? "" : ` <${spec.value}>`;
    const usual = spec.default === undefined ? "" : ` (${String(spec.default)})`;
    const option = new Option(`--${dashed(name)}${value}`, `${spec.text}${usual} [${environmentName(name)}]`);
    if (spec.kind === "list") option.argParser((url: string, before: string[] = []) => [...before, url]);
    if (spec.choices) option.choices(spec.choices);
    // A flag that begins with "no" is a flag of its own here, not the negation of another.
    option.negate = false;
    option.attributeName = () => name;
    command.addOption(option);
  }
  command.action(async (flags: Readonly<Record<string, unknown>>) => {
    process.exitCode = await runServe(flags);
  });
}

async function runServe(flags: Readonly<Record<string, unknown>>): Promise<number> {
  let running: Running | undefined;
  let settle: (status: number) => void = () => undefined;
  const ended = new Promise<number>((resolve) => {
    settle = resolve;
  });
  const fatal = (cause: unknown): void => {
    process.stderr.write(
      `parley: the server cannot go on: ${cause instanceof Error ? cause.message : String(cause)}\n`,
    );
    settle(EXIT.software);
  };
  const stop = (): void => {
    if (!running) return;
    running.stop().then(() => settle(EXIT.ok), fatal);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  try {
    // The one place that reads the environment.
    running = await serve(readConfig(flags, process.env), { stdout: process.stdout, fatal });
  } catch (cause) {
    if (!(cause instanceof ConfigError || cause instanceof StoreError)) throw cause;
    process.stderr.write(`parley: ${cause.message}\n`);
    return cause instanceof ConfigError ? EXIT.config : EXIT.io;
  }
  const status = await ended;
  process.off("SIGINT", stop).off("SIGTERM", stop);
  return status;
}

function statusOf(cause: unknown): number {
  if (cause instanceof CommanderError) return cause.exitCode === 0 ? EXIT.ok : EXIT.usage;
  process.stderr.write(`parley: a bug: ${cause instanceof Error ? cause.stack : String(cause)}\n`);
  return EXIT.software;
}
