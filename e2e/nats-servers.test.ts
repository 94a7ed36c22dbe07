import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { afterEach, expect, it } from "vitest";
import { type NatsServers, startNats } from "./nats-servers.ts";

let servers: NatsServers | undefined;

afterEach(async () => {
  await servers?.stop();
});

it("kills the leader of a stream, and it comes back with all messages", { timeout: 120_000 }, async () => {
  const nats = await startNats();
  servers = nats;
  const connection = await connect({ servers: [...nats.urls], ignoreClusterUpdates: true });
  const manager = await jetstreamManager(connection);
  await manager.streams.add({ name: "talk", subjects: ["talk"], num_replicas: 3 });
  await manager.jetstream().publish("talk", "before", { retries: 20 });

  const killed = await nats.leaderOf("talk");
  await nats.kill(killed);
  const leader = await nats.leaderOf("talk");
  expect(leader).not.toBe(killed);
  await manager.jetstream().publish("talk", "without", { retries: 20 });

  nats.start(killed);
  await nats.caughtUp(killed, "talk");
  expect(await nats.stateOf(killed, "talk")).toEqual({ messages: 2, lastSeq: 2 });
  await connection.close();
});

it("has a server on its own stand still and go on", async () => {
  const nats = await startNats({ count: 1 });
  servers = nats;
  const connection = await connect({ servers: [...nats.urls] });
  const manager = await jetstreamManager(connection);
  await manager.streams.add({ name: "talk", subjects: ["talk"] });
  await nats.pause(0);
  const publishing = manager.jetstream().publish("talk", "held back", { timeout: 500 });
  await expect(publishing).rejects.toThrow("timeout");
  nats.resume(0);
  await expect.poll(() => nats.stateOf(0, "talk")).toEqual({ messages: 1, lastSeq: 1 });
  expect(await nats.leaderOf("talk")).toBe(0);
  await connection.close();
});
