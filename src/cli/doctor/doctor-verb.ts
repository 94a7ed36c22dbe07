import process from "node:process";
import type { Command } from "commander";

const HELP = `
Without a URL it takes what parley serve takes (flags, PARLEY_* and --config) and looks at what a server of that
configuration needs: the configuration, its data folder and database, its ports and certificate. It changes nothing, and a
server may run on the folder meanwhile. With a URL it looks at the server there: parley doctor chat.example.org:5050,
wss://…, irc://…, ack://…

Each line begins with ok, mind (to be known) or wrong; below what is not ok stands how to mend it. Exit status 0 means that
nothing is wrong, 1 that something is. docs/doctor.md says what is looked at.`;

/**
 * `parley doctor`.
 * @param addOptions gives the command the options of a server
 */
export function addDoctor(program: Command, addOptions: (command: Command) => void): void {
  const command = program
    .command("doctor")
    .description("say what is wrong with a configuration, a data folder or a server, and how to mend it")
    .argument("[URL]", "a server to look at (what is configured here)")
    .option("--json", "each finding as a line of JSON: level, about, text, mend")
    .exitOverride();
  addOptions(command);
  command.addHelpText("after", HELP);
  // Nothing has to be put in order when it is interrupted: it is left to die of that, also in the middle of a long read.
  command.action(async (url: string | undefined, { json = false, ...options }: DoctorOptions) => {
    const { runDoctor } = await import("./doctor.ts");
    process.exitCode = await runDoctor({ json, options, ...(url !== undefined && { url }) }, process);
  });
}

/** What commander makes of the flags: the others are those of a server. */
interface DoctorOptions extends Readonly<Record<string, unknown>> {
  readonly json?: boolean;
}
