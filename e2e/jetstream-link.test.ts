import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { expect, it } from "vitest";
import { openNode, TestReader } from "./jetstream.ts";
import { natsScene } from "./nats-scene.ts";
import { startNats } from "./nats-servers.ts";

const nats = natsScene();

it("has one copy of everything where there is one server", async () => {
  const node = await nats.open();
  expect(node.replicas).toBe(1);
  expect(node.links).toEqual([true]);
});

it("says of a stream that is not as it has to be what is wrong, and leaves it", async () => {
  const other = { name: "other-log", subjects: ["other.log"], max_msg_size: 99 };
  await nats.meddle(({ streams }) => streams.add(other));
  await expect(openNode(nats.urls, { prefix: "other" })).rejects.toThrow(
    /stream other-log is in JetStream already.*max_msg_size is 99/,
  );
  const { config } = await nats.meddle(({ streams }) => streams.info(other.name));
  expect(config.max_msg_size).toBe(99);
});

it("says that there are not enough servers for the replicas, and where nobody is", async () => {
  await expect(openNode(nats.urls, { prefix: "many", replicas: 3 })).rejects.toThrow(/not enough NATS servers/);
  await expect(openNode(["nats://user:secret@127.0.0.1:1"])).rejects.toThrow(
    "Could not connect to NATS at nats://127.0.0.1:1: connection refused",
  );
});

it("says of a server that takes less than a batch what is to be set", async () => {
  const small = await startNats({ count: 1, more: "max_payload: 65536" });
  try {
    await expect(openNode(small.urls, { waits: true })).rejects.toThrow(/65536 bytes only: set max_payload/);
  } finally {
    await small.stop();
  }
});

it("is let in with a name and a password, and says so if they are wrong", async () => {
  const more = 'authorization { user: parley, password: "s:3/t" }';
  const closed = await startNats({ count: 1, more });
  try {
    const url = (who: string): string => closed.urls[0]?.replace("//", `//${who}@`) ?? "";
    const node = await openNode([url("parley:s%3A3%2Ft")]);
    expect(node.replicas).toBe(1);
    await node.close();
    const wrong = openNode([url("parley:secret")], { waits: true });
    await expect(wrong).rejects.toThrow(/does not take the user name, password or credentials/);
    await expect(wrong).rejects.not.toThrow(/secret/);
  } finally {
    await closed.stop();
  }
});

it("waits for a server that is not there yet, and can be called off", async () => {
  const late = await startNats({ count: 1 });
  try {
    await late.kill(0);
    const links: boolean[] = [];
    const troubles: unknown[] = [];
    const heard = { onLink: (isUp: boolean) => links.push(isUp), onTrouble: (cause: unknown) => troubles.push(cause) };
    const opening = openNode(late.urls, { waits: true, ...heard });
    const calledOff = new AbortController();
    const neverOpen = expect(openNode(late.urls, { waits: true, signal: calledOff.signal })).rejects.toThrow();
    await expect.poll(() => links).toEqual([false]);
    calledOff.abort();
    await neverOpen;
    late.start(0);
    const node = await opening;
    expect(links).toEqual([false, true]);
    expect(String(troubles[0])).toContain("Could not connect to NATS");
    await node.close();
  } finally {
    await late.stop();
  }
});

it("leaves nothing open when it ends while it tries to come back", async () => {
  const hung = await startNats({ count: 1 });
  try {
    const ports = hung.all.map(({ place }) => place.ports.client);
    const node = await openNode(hung.urls);
    node.stream.follow(0, new TestReader(), undefined);
    node.leases.watch(() => undefined);
    expect(socketsTo(ports)).toBe(1);
    await hung.pause(0);
    await expect.poll(() => node.isUp).toBe(false);
    await expect.poll(() => socketsTo(ports)).toBe(1);
    await node.close();
    await expect.poll(() => socketsTo(ports)).toBe(0);
  } finally {
    await hung.stop();
  }
});

/** Sockets of this process that are open to one of these ports, by what Linux lists. */
function socketsTo(ports: readonly number[]): number {
  const rows = readFileSync("/proc/self/net/tcp", "utf8").split("\n");
  const own = new Set(
    readdirSync("/proc/self/fd").flatMap((fd) => {
      try {
        return [/^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${fd}`))?.[1]];
      } catch {
        return [];
      }
    }),
  );
  return rows.filter((row) => {
    const [, , remote = "", , , , , , , inode] = row.trim().split(/\s+/);
    return own.has(inode) && ports.includes(Number.parseInt(remote.split(":")[1] ?? "", 16));
  }).length;
}
