import { type JetStreamManager, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { afterAll, afterEach, beforeAll } from "vitest";
import type { NatsOptions } from "../src/cluster/jetstream/connect.ts";
import { openNode, type TestNode } from "./jetstream.ts";
import { startNats } from "./nats-servers.ts";

/** A nats-server for the tests of a file, of which each has streams of its own. */
export interface NatsScene {
  readonly urls: readonly string[];
  /** What the streams' names of this test begin with. */
  readonly prefix: string;
  /** Connects as a node does; it is closed when the test is over. */
  open(more?: Partial<NatsOptions>): Promise<TestNode>;
  /** Does something there that no node does. */
  meddle<T>(how: (manager: JetStreamManager) => Promise<T>): Promise<T>;
}

/** Has the tests of this file share one. Called once, outside of them. */
export function natsScene(): NatsScene {
  let urls: readonly string[] = [];
  let stop = async (): Promise<void> => {};
  let tests = 0;
  const opened: TestNode[] = [];

  beforeAll(async () => {
    const servers = await startNats({ count: 1 });
    urls = servers.urls;
    stop = () => servers.stop();
  });
  afterAll(() => stop());
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((node) => node.close()));
    tests++;
  });

  return {
    get urls() {
      return urls;
    },
    get prefix() {
      return `p${tests}`;
    },
    async open(more = {}) {
      const node = await openNode(urls, { prefix: this.prefix, ...more });
      opened.push(node);
      return node;
    },
    async meddle(how) {
      const stranger = await connect({ servers: [...urls] });
      try {
        return await how(await jetstreamManager(stranger));
      } finally {
        await stranger.close();
      }
    },
  };
}
