import { setTimeout as delay } from "node:timers/promises";
import { type JetStreamClient, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";

/** What is published to JetStream, beside which Parley is measured. */
export interface Publishing {
  /** Where nats-server is: the first that answers is asked. */
  readonly urls: readonly string[];
  /** How large each message is. */
  readonly bytes: number;
  /** Messages in flight at most: 1 is one at a time. */
  readonly window: number;
  /** Milliseconds between an acknowledgement and the next message: none unless said otherwise. */
  readonly restMs?: number;
  readonly seconds: number;
  /** On how many servers the stream is kept. */
  readonly replicas: number;
}

/** What publishing showed. */
export interface Published {
  readonly messagesPerSecond: number;
  /** Milliseconds from publishing to the acknowledgement. */
  readonly p10: number;
  readonly p50: number;
  readonly p99: number;
}

/** What is published before anything is measured: connections and compiled code get warm. */
const WARM_MS = 500;

/** Publishes to a stream of its own, in files, and takes it away afterwards. */
export async function publishRaw(publishing: Publishing): Promise<Published> {
  const connection = await connect({ servers: [...publishing.urls], noRandomize: true, ignoreClusterUpdates: true });
  const manager = await jetstreamManager(connection);
  const name = `bench-${crypto.randomUUID()}`;
  await manager.streams.add({ name, subjects: [name], num_replicas: publishing.replicas });
  try {
    await manager.jetstream().publish(name, "first", { retries: 20 });
    await publish(manager.jetstream(), name, publishing, WARM_MS);
    return await publish(manager.jetstream(), name, publishing, publishing.seconds * 1_000);
  } finally {
    await manager.streams.delete(name);
    await connection.close();
  }
}

async function publish(
  jetstream: JetStreamClient,
  subject: string,
  { bytes, window, restMs }: Publishing,
  milliseconds: number,
): Promise<Published> {
  const payload = new Uint8Array(bytes).fill(0x61);
  const lags: number[] = [];
  const start = performance.now();
  const end = start + milliseconds;
  const publisher = async (): Promise<void> => {
    for (let sent = performance.now(); sent < end; sent = performance.now()) {
      await jetstream.publish(subject, payload);
      lags.push(performance.now() - sent);
      if (restMs !== undefined) await delay(restMs);
    }
  };
  await Promise.all(Array.from({ length: window }, publisher));
  const seconds = (performance.now() - start) / 1_000;
  lags.sort((one, other) => one - other);
  const quantile = (q: number): number => lags[Math.floor(lags.length * q)] ?? 0;
  return { messagesPerSecond: lags.length / seconds, p10: quantile(0.1), p50: quantile(0.5), p99: quantile(0.99) };
}
