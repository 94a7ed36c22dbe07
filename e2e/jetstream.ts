import { type Nats, type NatsOptions, openNats } from "../src/cluster/jetstream/connect.ts";
import type { Lost } from "../src/cluster/jetstream/following.ts";
import type { StreamMessage, StreamReader } from "../src/cluster/ports.ts";

/** A node's end of NATS, with what it was told. */
export interface TestNode extends Nats {
  readonly links: readonly boolean[];
  readonly troubles: readonly unknown[];
  readonly losses: readonly {
    readonly lost: Lost;
    readonly after: number;
    readonly first: number | undefined;
    readonly last: number | undefined;
  }[];
}

/** Connects as a node does. */
export async function openNode(
  servers: readonly string[],
  more: Partial<Omit<NatsOptions, "servers">> = {},
): Promise<TestNode> {
  const links: boolean[] = [];
  const troubles: unknown[] = [];
  const losses: TestNode["losses"][number][] = [];
  const nats = await openNats({
    servers,
    waits: false,
    onLink: (isUp) => links.push(isUp),
    onTrouble: (cause) => troubles.push(cause),
    onLost: (lost, bounds, after) => losses.push({ lost, after, first: bounds?.first, last: bounds?.last }),
    ...more,
  });
  return Object.assign(nats, { links, troubles, losses });
}

/** Puts a batch into the log. @returns whether it is there */
export function publish(node: Nats, number: number, lines = `${number}\n`, id = "n1"): Promise<boolean> {
  return new Promise((resolve) => {
    node.stream.publish({ node: id, number, version: 3, lines }, resolve);
  });
}

/** Publishes one batch until it is there, as a node does. */
export async function publishSurely(node: Nats, number: number, id = "n1"): Promise<void> {
  while (!(await publish(node, number, undefined, id))) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** Who remembers what came, and may have no room. */
export class TestReader implements StreamReader {
  readonly messages: StreamMessage[] = [];
  readonly skipped: number[] = [];
  room = Number.POSITIVE_INFINITY;

  receive(message: StreamMessage): boolean {
    this.messages.push(message);
    return --this.room > 0;
  }

  skip(place: number): boolean {
    this.skipped.push(place);
    return true;
  }

  get places(): readonly number[] {
    return this.messages.map(({ place }) => place);
  }

  get numbers(): readonly number[] {
    return this.messages.map(({ number }) => number);
  }
}
