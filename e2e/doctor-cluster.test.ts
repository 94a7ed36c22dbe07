import { expect, it, onTestFinished, vi } from "vitest";
import { type NatsServers, startNats } from "./nats-servers.ts";
import { folder, parley, scene } from "./scene.ts";

async function nats(count: number): Promise<NatsServers> {
  const servers = await startNats({ count });
  onTestFinished(() => servers.stop());
  return servers;
}

/** What the doctor finds that is about a cluster, a line each, and its exit status. */
async function doctor(...args: readonly string[]): Promise<{ readonly status: number | null; readonly text: string }> {
  const program = parley(["doctor", ...args]);
  const text = await program.untilOver();
  return { status: await program.exit, text };
}

it("looks at a cluster of one node: its nats-server, its stream, its lease and where the data folder stands", async () => {
  const servers = await nats(1);
  const server = await scene("--nats", servers.urls.join(","), "--name", "first.test");
  const options = ["--port", String(server.port), "--data", server.data, "--nats", servers.urls.join(",")];
  const found = await vi.waitUntil(
    async () => {
      const { status, text } = await doctor(...options);
      return text.includes("There is first.test.") ? { status, text } : undefined;
    },
    { timeout: 15_000 },
  );
  expect(found.text).toMatch(/^ok +NATS: nats:\S+ \(\S+\) is nats-server \d/m);
  expect(found.text).toMatch(/^ok +stream: parley-log has places 1 to \d+/m);
  expect(found.text).toMatch(/^mind +stream: parley-log has 1 copy: it does not bear the loss of a server\./m);
  expect(found.text).toMatch(
    /^ok +this node: This data folder (has all of the stream|is \d+ messages? behind the stream)\./m,
  );
  expect(found).toMatchObject({ status: 0 });
  await server.stop();
  await servers.stop();
  const without = await doctor(...options);
  expect(without.status).toBe(1);
  expect(without.text).toMatch(/^wrong +NATS: nats:\S+ can't be reached: /m);
});

it("says of a NATS that has no cluster yet that the first node makes it", async () => {
  const servers = await nats(1);
  const { status, text } = await doctor("--port", "0", "--data", folder(), "--nats", servers.urls.join(","));
  expect(text).toMatch(/^mind +stream: There is no stream parley-log yet; the first node makes it when it starts\./m);
  expect(status).toBe(0);
});

it("says which nats-server of three is gone, while the two others go on", async () => {
  const servers = await nats(3);
  const server = await scene("--nats", servers.urls.join(","), "--name", "first.test");
  const options = ["--port", String(server.port), "--data", server.data, "--nats", servers.urls.join(",")];
  const before = await doctor(...options);
  expect(before.text).not.toMatch(/^wrong/m);
  expect(before.text).toMatch(/^ok +stream: parley-log has places 1 to \d+, .*; \S+ leads it\./m);
  await servers.kill(2);
  await servers.leaderOf("parley-log");
  const { status, text } = await vi.waitUntil(
    async () => {
      const found = await doctor(...options);
      return /^ok +stream: parley-log has places 1 to \d+/m.test(found.text) ? found : undefined;
    },
    { timeout: 30_000 },
  );
  expect(status).toBe(1);
  expect(text.match(/^wrong +NATS: .* can't be reached: /gm)).toHaveLength(1);
});
