#!/usr/bin/env node
import process from "node:process";
import { setFlagsFromString } from "node:v8";

// What a server reads and throws away while it starts would have V8 make the young heap as large as it may be, and keep it
// so: 12 MiB that an idle server has no use for. Once it runs it lets the heap grow again (cli/serve).
if (process.argv[2] === "serve") setFlagsFromString("--semi-space-growth-factor=1");
const { run } = await import("../dist/cli/main.js");

await run(process.argv);
