import { readFileSync, writeFileSync } from "node:fs";
import { ircDoc } from "./irc-doc.ts";
import { limitsDoc } from "./limits-doc.ts";
import { protocolDoc } from "./protocol-doc.ts";
import { statusDoc } from "./status-doc.ts";
import { terminalDoc } from "./terminal-doc.ts";

const TERMINAL = new URL("../docs/terminal.md", import.meta.url);

/** Writes the documents that are made from the code. */
writeFileSync(new URL("../docs/irc.md", import.meta.url), ircDoc());
writeFileSync(new URL("../docs/limits.md", import.meta.url), limitsDoc());
writeFileSync(new URL("../docs/protocol.md", import.meta.url), await protocolDoc());
writeFileSync(new URL("../docs/status.md", import.meta.url), statusDoc());
writeFileSync(TERMINAL, terminalDoc(readFileSync(TERMINAL, "utf8")));
