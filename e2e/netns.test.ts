import { execFileSync } from "node:child_process";
import process from "node:process";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { afterEach, expect, it } from "vitest";
import { Program } from "./harness.ts";
import { type NatsServers, startNats } from "./nats-servers.ts";
import { type Machine, makeNetns, type Netns } from "./netns.ts";

let network: Netns | undefined;
let servers: NatsServers | undefined;
const connections: NatsConnection[] = [];

afterEach(async () => {
  await Promise.all(connections.splice(0).map((connection) => connection.close()));
  await servers?.stop();
  network?.remove();
});

/** Whether a machine reaches another. */
function reaches(machine: Machine | undefined, other: Machine | undefined): boolean {
  const [command = "", ...args] = machine?.prefix ?? [];
  try {
    execFileSync(command, [...args, "nc", "-z", "-w", "1", other?.peerHost ?? "", "4222"]);
    return true;
  } catch {
    return false;
  }
}

it("cuts off the leader of a stream: the others elect another, it refuses what it can't keep, and heals", {
  timeout: 120_000,
}, async () => {
  const net = await makeNetns(3);
  network = net;
  const ports = { client: 4222, routes: 6222, monitor: 8222 };
  const nats = await startNats({ places: net.machines.map((machine) => ({ ...machine, ports })) });
  servers = nats;
  const managers = await Promise.all(
    nats.urls.map(async (url) => {
      const connection = await connect({ servers: url, ignoreClusterUpdates: true });
      connections.push(connection);
      return jetstreamManager(connection, { checkAPI: false });
    }),
  );
  await managers[0]?.streams.add({ name: "talk", subjects: ["talk"], num_replicas: 3 });
  await managers[0]?.jetstream().publish("talk", "before", { retries: 20 });

  const minority = await nats.leaderOf("talk");
  const majority = [0, 1, 2].filter((index) => index !== minority);
  const one = net.machines[majority[0] ?? 0];
  expect(reaches(one, net.machines[minority])).toBe(true);
  net.cutOff(minority);
  expect(reaches(one, net.machines[minority])).toBe(false);

  const leader = await nats.leaderOf("talk", majority);
  await managers[leader]?.jetstream().publish("talk", "by the majority", { retries: 20 });
  const refused = managers[minority]?.jetstream().publish("talk", "by the minority", { timeout: 1_000 });
  await expect(refused).rejects.toThrow();

  net.join(minority);
  await nats.caughtUp(minority, "talk");
  // Who joins again may have nobody to ask for a moment. The id keeps what is sent twice from being there twice.
  const again = async (): Promise<number | undefined> => {
    const sent = await managers[minority]?.jetstream().publish("talk", "after", { msgID: "after" });
    return sent?.seq;
  };
  await expect.poll(() => again().catch(() => undefined)).toBe(3);
  await nats.caughtUp(minority, "talk");
  expect(await nats.stateOf(minority, "talk")).toEqual({ messages: 3, lastSeq: 3 });
});

it("takes away what a run left behind that was killed", async () => {
  const module = JSON.stringify(new URL("netns.ts", import.meta.url).href);
  const script = `import { makeNetns } from ${module};
    const { machines } = await makeNetns(1);
    console.log(machines[0].prefix.at(-1));
    setInterval(() => undefined, 1000);`;
  const run = new Program(process.execPath, ["--input-type=module", "--eval", script]);
  const name = (await run.until("\n")).trim();
  await run.kill();
  expect(namespaces()).toContain(name);
  network = await makeNetns(1);
  expect(namespaces()).not.toContain(name);
});

function namespaces(): readonly string[] {
  const list = execFileSync("ip", ["netns", "list"], { encoding: "utf8" });
  return list.split("\n").map((line) => line.split(" ")[0] ?? "");
}
