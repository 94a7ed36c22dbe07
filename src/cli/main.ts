import process from "node:process";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { dashed, environmentName, type OptionSpec, SERVE_OPTIONS } from "../app/options.ts";
import { VERSION } from "../app/version.ts";
import { addBackup, addExport, addImport } from "./data/data-verbs.ts";
import { addDoctor } from "./doctor/doctor-verb.ts";
import { clientEnvironment } from "./environment.ts";
import { EXIT } from "./exit.ts";
import type { Io } from "./io.ts";
import { addAccount, addBan, addInvite } from "./people/people-verbs.ts";
import { loginNick } from "./sign-in/login-nick.ts";

/** The command line: reads it, runs the verb, and sets the process's exit status. Each verb is loaded when it is asked for. */
export async function run(argv: readonly string[]): Promise<void> {
  // Commander writes help and mistakes by itself, and who reads them may have left by then.
  for (const stream of [process.stdout, process.stderr]) stream.off("error", unread).on("error", unread);
  const program = new Command("parley")
    .description("A chat server that anything with a socket can join, and its clients.")
    .version(VERSION)
    .showSuggestionAfterError()
    .showHelpAfterError("parley --help shows what there is, and parley VERB --help what a verb takes.")
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "parley: ")) });
  addServe(program);
  addJoin(program);
  addSend(program);
  addDemo(program);
  addAccount(program, withIo);
  addInvite(program, withIo);
  addBan(program, withIo);
  addBackup(program);
  addExport(program, withIo);
  addImport(program, withIo);
  addDoctor(program, addServerOptions);
  try {
    await program.parseAsync([...argv]);
  } catch (cause) {
    process.exitCode = statusOf(cause);
  }
}

const URL_HELP = "host, host:port, DIALECT://host:port/channel, or an invite link";
const URL_OR_HERE = `${URL_HELP} (localhost:5050)`;
const ACCOUNT_HELP =
  "sign in to this account; its password is asked for, or in PARLEY_PASSWORD, or a token in PARLEY_TOKEN";
const NICK_HELP = "the nick to have (your login name, or one like it)";

function addServe(program: Command): void {
  const command = program.command("serve").description("run the server").exitOverride();
  addServerOptions(command);
  command.addHelpText("after", secretsHelp());
  command.action(async (flags: Readonly<Record<string, unknown>>) => {
    const { runServe } = await import("./serve.ts");
    process.exitCode = await runServe(flags);
  });
}

/** Gives a command the options of a server. */
function addServerOptions(command: Command): void {
  for (const [name, spec] of Object.entries<OptionSpec>(SERVE_OPTIONS)) {
    if (spec.secret) continue;
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
}

/** That nobody reads on is no mistake of ours. */
function unread(cause: NodeJS.ErrnoException): void {
  if (cause.code !== "EPIPE") process.exitCode = EXIT.io;
}

/** What the help says of the options that hold passwords. */
function secretsHelp(): string {
  const secrets = Object.entries<OptionSpec>(SERVE_OPTIONS).filter(([, spec]) => spec.secret);
  const rows = secrets.map(
    ([name, { text, value }]) => `  ${dashed(name)}  ${value}  [${environmentName(name)}]\n    ${text}`,
  );
  const where = "Only in the configuration file and the environment, since command lines are no place for passwords:";
  return ["", where, ...rows].join("\n");
}

function addJoin(program: Command): void {
  program
    .command("join")
    .description("talk: on a terminal line by line, in a pipe each line is a message")
    .argument("[URL]", URL_OR_HERE)
    .option("--nick <NICK>", NICK_HELP)
    .option("--channel <CHANNEL>", "the channel to be in")
    .option("--account <NAME>", ACCOUNT_HELP)
    .option("--sign-out", "have the server and this machine forget that you are signed in there")
    .option("--trust <SHA256>", "take this certificate from now on, whatever was known before")
    .option("--wait", "try again until something listens there")
    .option("--ack <TEXT>", "framed and ack: what acknowledges a message")
    .option("--goodbye <TEXT>", "framed, ack and turns: what says goodbye")
    .exitOverride()
    .action(async (url: string | undefined, options: JoinFlags) => {
      const { runJoin } = await import("./join/join.ts");
      process.exitCode = await withIo((io) =>
        runJoin({ ...(url !== undefined && { url }), ...login(), ...clientEnvironment(), ...options }, io),
      );
    });
}

function addSend(program: Command): void {
  program
    .command("send")
    .description("send one message, or each line of the input; exit status 0 means that all are on disk")
    .argument("<URL>", URL_HELP)
    .argument("<CHANNEL>", "a channel, with or without its #, or @nick")
    .argument("[TEXT]", "the message; without it each line of the input is one")
    .option("--nick <NICK>", NICK_HELP)
    .option("--account <NAME>", ACCOUNT_HELP)
    .option("--random <N>", "send N messages of random words instead", wholeNumber)
    .option("--file <PATH>", "upload a file, and send its link behind the message, or alone")
    .option("--timeout <SECONDS>", "give up after so long without a connection (60)", wholeNumber)
    .exitOverride()
    .action(async (url: string, to: string, text: string | undefined, options: SendFlags) => {
      const { runSend } = await import("./send.ts");
      process.exitCode = await withIo((io) =>
        runSend({ url, to, ...(text !== undefined && { text }), ...login(), ...clientEnvironment(), ...options }, io),
      );
    });
}

function addDemo(program: Command): void {
  program
    .command("demo")
    .description("send five visitors who talk, each in another dialect")
    .argument("[URL]", URL_OR_HERE)
    .option("--messages <N>", "stop after so many messages", wholeNumber)
    .option("--ack-port <PORT>", "the port of an ack listener, to have its dialect visit too", wholeNumber)
    .option("--turns-port <PORT>", "the port of a turns listener, to have its dialect visit too", wholeNumber)
    .exitOverride()
    .action(async (url: string | undefined, options: DemoFlags) => {
      const { runDemo } = await import("./demo/demo.ts");
      process.exitCode = await withIo((io) => runDemo({ ...(url !== undefined && { url }), ...options }, io));
    });
}

/** What commander makes of the flags above: those that were not given are not there. */
interface JoinFlags {
  readonly nick?: string;
  readonly account?: string;
  readonly signOut?: boolean;
  readonly trust?: string;
  readonly channel?: string;
  readonly wait?: boolean;
  readonly ack?: string;
  readonly goodbye?: string;
}

interface SendFlags {
  readonly nick?: string;
  readonly account?: string;
  readonly random?: number;
  readonly file?: string;
  readonly timeout?: number;
}

interface DemoFlags {
  readonly messages?: number;
  readonly ackPort?: number;
  readonly turnsPort?: number;
}

/** Who uses this machine, as an option for verbs that want a nick. */
function login(): { readonly login?: string } {
  const nick = loginNick();
  return nick === undefined ? {} : { login: nick };
}

/** Runs a verb with this process's input and outputs; the first interrupt asks it to stop. */
async function withIo(verb: (io: Io) => Promise<number>): Promise<number> {
  const { stdin, stdout, stderr } = process;
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  // Whoever reads what we write may stop reading; that ends us, and is no mistake of ours.
  stdout.on("error", interrupt);
  try {
    return await verb({ stdin, stdout, stderr, signal: stop.signal });
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
    stdin.destroy();
  }
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It is a whole number.");
  return Number(text);
}

function statusOf(cause: unknown): number {
  if (cause instanceof CommanderError) return cause.exitCode === 0 ? EXIT.ok : EXIT.usage;
  process.stderr.write(`parley: a bug: ${cause instanceof Error ? cause.stack : String(cause)}\n`);
  return EXIT.software;
}
