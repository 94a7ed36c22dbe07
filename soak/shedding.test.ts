import { expect, it, onTestFinished } from "vitest";
import { removeFolder, startServer } from "../e2e/harness.ts";
import { expectUnnoticed, watchFlood } from "../e2e/shedding.ts";

it.each([1, 250])(
  "sheds ten thousand connections from %i addresses that each say one byte, and nobody notices",
  {
    timeout: 300_000,
  },
  async (addresses) => {
    const server = await startServer();
    onTestFinished(async () => {
      await server.stop();
      removeFolder(server.data);
    });
    const noticed = await watchFlood(server, { count: 10_000, addresses, say: "N" });
    process.stdout.write(`${JSON.stringify(noticed)}\n`);
    expectUnnoticed(noticed);
    expect(server.log()).toContain("its place was needed");
  },
);
