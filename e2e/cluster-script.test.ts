import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import { makeFolder, Program, removeFolder } from "./harness.ts";
import { freePortBefore } from "./ports.ts";

const SCRIPT = fileURLToPath(new URL("../scripts/cluster.ts", import.meta.url));

/** How far the ports of the three are behind the one that is said. */
const PORTS = [0, 2_000, 4_000].flatMap((kind) => [1, 2, 3].map((number) => kind + number));

const folder = makeFolder();
let cluster: Program | undefined;

afterEach(async () => {
  await cluster?.kill();
  removeFolder(folder);
});

it("starts three nats-servers, has one of them go and come as it is told, and ends them", async () => {
  const port = await freePortBefore(PORTS);
  const run = new Program(process.execPath, [SCRIPT, "--nats-only", "--data", folder, "--nats-port", String(port)]);
  cluster = run;
  // As long as nats-servers may take to agree who leads them.
  await run.until(`nats-3        nats://127.0.0.1:${port + 3}`, 45_000);
  await run.until("Ctrl-C ends all");
  run.type("kill nats-2");
  await run.until("nats-2: gone");
  run.type("pause nats-2");
  await run.until("nats-2 does not run");
  run.type("start nats-2");
  await run.until("nats-2 starts");
  run.type("kill everything");
  await run.until("one of nats-1, nats-2, nats-3");
  run.process.kill("SIGINT");
  expect(await run.exit).toBe(0);
});
