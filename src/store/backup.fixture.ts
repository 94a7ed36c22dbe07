import { Backup } from "./backup.ts";

/** A process that makes a backup: `backup.fixture.ts DIR FILE`. */
const [dir = "", file = ""] = process.argv.slice(2);
await new Backup(dir, file, false, false).make();
