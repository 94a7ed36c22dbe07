import { writeFileSync } from "node:fs";
import { protocolDoc } from "./protocol-doc.ts";

/** Writes the documents that are made from the code. */
writeFileSync(new URL("../docs/protocol.md", import.meta.url), await protocolDoc());
