import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

/** Has the clients that tests run keep what they know in a folder of the run's own, and not with whoever runs it. */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "parley-clients-"));
  // biome-ignore lint/style/noProcessEnv: this is where tests get their environment from
  process.env["XDG_CONFIG_HOME"] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
