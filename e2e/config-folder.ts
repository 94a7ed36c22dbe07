import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setVariable } from "./environment.ts";

/** Has the clients that tests run keep what they know in a folder of the run's own, and not with whoever runs it. */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "parley-clients-"));
  setVariable("XDG_CONFIG_HOME", folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
