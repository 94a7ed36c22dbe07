import process from "node:process";
import type { Writable } from "node:stream";
import { shownSize } from "../../core/sizes.ts";
import { type BackedUp, Backup } from "../../store/backup.ts";
import type { CopiedFiles } from "../../store/file-copies.ts";
import { counted } from "../counted.ts";
import { EXIT } from "../exit.ts";
import { explainFailure } from "../failure.ts";

/** What is backed up. */
export interface BackupOptions {
  /** The data folder. */
  readonly data: string;
  readonly file: string;
  /** Whether a backup that is there already is to be replaced. */
  readonly force: boolean;
  /** Whether passwords and devices come along. */
  readonly secrets: boolean;
}

/**
 * Makes a backup. Whoever interrupts it finds nothing half made.
 * @returns an exit status
 */
export async function runBackup(
  { data, file, force, secrets }: BackupOptions,
  io: { readonly stdout: Writable; readonly stderr: Writable },
): Promise<number> {
  let backup: Backup | undefined;
  // The copy is one long call in another thread, for which an exit would wait; the signal itself does not.
  const interrupt = (signal: NodeJS.Signals): void => {
    backup?.abandon();
    process.kill(process.pid, signal);
  };
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  try {
    backup = new Backup(data, file, force, secrets);
    io.stdout.write(`${sayBackup(await backup.make(), file)}\n`);
    return EXIT.ok;
  } catch (cause) {
    return explainFailure(cause, io);
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}

const WITHOUT_SECRETS =
  "\nnobody's password or signed-in device is in it: who restores it gives people new passwords with parley account passwd; " +
  "--secrets takes them along";

function sayBackup({ messages, bytes, files, stripped }: BackedUp, file: string): string {
  const made = `backed up ${counted(messages, "message")}, ${shownSize(bytes)}, to ${file}`;
  const without = stripped ? WITHOUT_SECRETS : "";
  if (!files) return `${made}; restore it by copying it to parley.db in an empty folder${without}`;
  return (
    `${made}, and ${counted(files.count, "shared file")}${sayMissing(files)} to ${file}.files; ` +
    `restore them by copying them to parley.db and to files in an empty folder${without}`
  );
}

function sayMissing({ missing, elsewhere }: CopiedFiles): string {
  if (missing === 0) return "";
  if (!elsewhere) return ` (${missing} had been removed)`;
  return ` (${missing} more are not on this node of a cluster: docs/data.md says how to have all)`;
}
