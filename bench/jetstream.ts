import { parseArgs } from "node:util";
import { type NatsServers, startNats } from "../e2e/nats-servers.ts";
import { publishRaw } from "./raw-publishing.ts";

/** Measures publishing to JetStream alone, with a stream on three nats-servers, and prints a table. */

const { values } = parseArgs({
  options: {
    /** Servers that run already, with commas between: three of its own otherwise. */
    nats: { type: "string" },
    /** How its own servers sync, and in which order they are measured. */
    sync: { type: "string", default: "always,default" },
    bytes: { type: "string", default: "200" },
    seconds: { type: "string", default: "3" },
    rounds: { type: "string", default: "3" },
    replicas: { type: "string", default: "3" },
    windows: { type: "string", default: "1,100,1000" },
  },
});

async function measure(name: string, urls: readonly string[]): Promise<void> {
  for (const window of values.windows.split(",").map(Number)) {
    for (let round = 0; round < Number(values.rounds); round++) {
      const { messagesPerSecond, p50, p99 } = await publishRaw({
        urls,
        window,
        bytes: Number(values.bytes),
        seconds: Number(values.seconds),
        replicas: Number(values.replicas),
      });
      row(name, [String(window), messagesPerSecond.toFixed(0), p50.toFixed(2), p99.toFixed(2)]);
    }
  }
}

function row(name: string, cells: readonly string[]): void {
  process.stdout.write(`${name.padEnd(22)}${cells.map((cell) => cell.padStart(13)).join("")}\n`);
}

row("", ["in flight", "messages/s", "p50 ms", "p99 ms"]);
if (values.nats) {
  await measure(values.nats, values.nats.split(","));
} else {
  for (const sync of values.sync.split(",")) {
    const servers: NatsServers = await startNats({ sync: sync === "always" ? "always" : "default" });
    try {
      await measure(`sync_interval ${sync}`, servers.urls);
    } finally {
      await servers.stop();
    }
  }
}
