import process from "node:process";
import { type Command, InvalidArgumentError, Option } from "commander";
import { SERVE_OPTIONS } from "../../app/options.ts";
import type { Io } from "../io.ts";
import { parseDate } from "./dates.ts";

/** The verbs that work on a data folder: their places on the command line. Each is loaded when it is asked for. */

/** Runs a verb with this process's input and outputs. */
export type WithIo = (verb: (io: Io) => Promise<number>) => Promise<number>;

/** `parley backup`. */
export function addBackup(program: Command): void {
  onData(program, "backup", "copy the data to a file, while a server runs on it or not")
    .argument("<FILE>", "where to; the contents of shared files come into the folder FILE.files")
    .option("--force", "replace a backup that is there already")
    .option("--secrets", "also what proves people's passwords and devices, so that they can sign in again at once")
    .addHelpText("after", BACKUP_HELP)
    .action(async (file: string, flags: DataFlags & { readonly force?: boolean; readonly secrets?: boolean }) => {
      const { runBackup } = await import("./backup.ts");
      const { data, force = false, secrets = false } = flags;
      process.exitCode = await runBackup({ data, file, force, secrets }, process);
    });
}

/** `parley export`. */
export function addExport(program: Command, withIo: WithIo): void {
  onData(program, "export", "write what was said as JSON lines, while a server runs on it or not")
    .argument("[FILE]", "where to (the standard output)")
    .option("--channel <CHANNEL>", "only this channel; may be given several times", listed)
    .option("--since <DATE>", "only from this day or time on, such as 2026-01-31 or 2026-01-31T12:00Z", since)
    .option("--until <DATE>", "only up to the end of this day or time", until)
    .option("--talks", "also what accounts said to each other")
    .option("--events", "also joins, parts, topics, modes and the like")
    .option("--hosts", "also the hosts and addresses of people")
    .option("--force", "replace a file that is there already")
    .addHelpText("after", EXPORT_HELP)
    .action(async (file: string | undefined, flags: ExportCommandFlags) => {
      const { runExport } = await import("./export.ts");
      const { data, channel = [], talks = false, events = false, hosts = false, force = false } = flags;
      process.exitCode = await withIo((io) =>
        runExport(
          {
            data,
            channels: channel,
            talks,
            events,
            hosts,
            force,
            ...(flags.since !== undefined && { since: flags.since }),
            ...(flags.until !== undefined && { until: flags.until }),
            ...(file !== undefined && { file }),
          },
          io,
        ),
      );
    });
}

/** `parley import`. */
export function addImport(program: Command, withIo: WithIo): void {
  onData(program, "import", "make a new data folder of exports of Parley or Slack and of IRC logs")
    .argument("<SOURCE...>", "files and folders; - is the standard input")
    .option("--channel <CHANNEL>", "IRC logs: the channel of all of them (that in their names)")
    .option("--zone <ZONE>", "IRC logs: their time zone, such as Europe/Berlin or +01:00 (that of this machine)")
    .option("--files <FOLDER>", "exports of Parley: the folder that has the contents of shared files")
    .option("--accounts", "the accounts of sources are accounts here, and what two said to each other is kept for them")
    .option(
      "--open <CHANNEL>",
      "let everybody into this channel though it was closed; may be given several times",
      listed,
    )
    .addHelpText("after", IMPORT_HELP)
    .action(async (sources: readonly string[], flags: ImportCommandFlags) => {
      const { runImport } = await import("./import.ts");
      const { open = [], accounts = false, ...others } = flags;
      process.exitCode = await withIo((io) => runImport({ sources, open, accounts, ...others }, io));
    });
}

const BACKUP_HELP = `
What is in the backup is of one moment. To restore it, copy FILE to parley.db and FILE.files to files in an empty
folder, and start a server on that. Only its owner may read it: it has what people said. Passwords can't be checked from
it, so after a restore people need new ones (npx parley account passwd NAME); with --secrets they can, and then it is to be
kept as the server's own data is.`;

const EXPORT_HELP = `
Without --talks and --events it has what was said in channels. Keys and passwords are never in it. docs/data.md says
what a line has.`;

const IMPORT_HELP = `
A SOURCE is one of
  an export of Parley          parley export old.jsonl; parley import old.jsonl --data NEW
  an export of Slack           the .zip file, or the folder that was made of it
  a log of an IRC client       irssi, WeeChat, ZNC, energymech, eggdrop; or a folder of such logs
Several are merged by time. The data folder must not have a history yet: to add to one, export it first, and import the
export with the rest into a new folder. Channels that not everybody could enter are closed (mode i), and nobody reads
what was said in them, but for those that --open names. With --accounts whoever registers an account of a name has what
was said under it: use it where you know who will.`;

interface DataFlags {
  readonly data: string;
}

interface ExportCommandFlags extends DataFlags {
  readonly channel?: readonly string[];
  readonly since?: number;
  readonly until?: number;
  readonly talks?: boolean;
  readonly events?: boolean;
  readonly hosts?: boolean;
  readonly force?: boolean;
}

interface ImportCommandFlags extends DataFlags {
  readonly channel?: string;
  readonly zone?: string;
  readonly files?: string;
  readonly accounts?: boolean;
  readonly open?: readonly string[];
}

/** A verb that has a data folder, chosen as for the server. */
function onData(program: Command, name: string, description: string): Command {
  const { text, value, default: usual } = SERVE_OPTIONS.data;
  const data = new Option(`--data <${value}>`, `${text} (${String(usual)}) [PARLEY_DATA]`)
    .env("PARLEY_DATA")
    .default(usual);
  return (
    program
      .command(name)
      .description(description)
      .addOption(data)
      .exitOverride()
      // The text says it already, as for the server.
      .configureHelp({ optionDescription: ({ description: said }) => said })
  );
}

function listed(name: string, before: readonly string[] = []): readonly string[] {
  return [...before, name];
}

function since(text: string): number {
  return spanOf(text).from;
}

function until(text: string): number {
  return spanOf(text).to;
}

function spanOf(text: string): NonNullable<ReturnType<typeof parseDate>> {
  const span = parseDate(text);
  if (!span) throw new InvalidArgumentError("It is a day such as 2026-01-31, or a time such as 2026-01-31T12:00.");
  return span;
}
