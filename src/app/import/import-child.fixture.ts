import process from "node:process";
import { importAll } from "./import.ts";

/** A process that imports: `import-child.fixture.ts DIR SOURCE…`. It says how many kB of memory it had at most. */
const [dir = "", ...sources] = process.argv.slice(2);
await importAll({
  dir,
  sources,
  stdin: process.stdin,
  opened: new Set(),
  accounts: false,
  signal: new AbortController().signal,
});
process.stdout.write(String(process.resourceUsage().maxRSS));
