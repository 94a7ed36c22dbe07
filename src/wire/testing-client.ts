import type { ClientCodec, Shown } from "./client.ts";
import { ClientTalk } from "./client-talk.ts";
import type { DialectType } from "./conversation.ts";
import { relay } from "./relay/relay.ts";
import { type Connection, createWorld, type World } from "./testing.ts";

/** For tests of what clients of the classroom dialects do. */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A client without a server: what it sent and showed, and how often it asked for a line. */
export interface Bench {
  readonly talk: ClientTalk;
  readonly sent: string[];
  readonly shown: Shown[];
  /** The bytes of all files that came. */
  readonly bytes: number[];
  readonly asked: () => number;
  readonly closed: () => boolean;
  /** Lets the last timer that was set and not stopped run out. */
  readonly runOut: (ms: number) => void;
}

/** A client whose server is the test. */
export function bench(codec: ClientCodec, send?: (piece: Uint8Array) => void): Bench {
  const sent: string[] = [];
  const shown: Shown[] = [];
  const bytes: number[] = [];
  const timers = new Map<() => void, number>();
  let asked = 0;
  let closed = false;
  const talk = new ClientTalk(codec, {
    send(piece) {
      sent.push(decoder.decode(piece));
      send?.(piece);
    },
    show(one) {
      // The bytes are only valid now.
      if (one.type === "piece") bytes.push(...one.bytes);
      else shown.push(one);
    },
    ready: () => asked++,
    close: () => {
      closed = true;
    },
    timer(ms, run) {
      timers.set(run, ms);
      return () => timers.delete(run);
    },
  });
  const runOut = (ms: number): void => {
    for (const [run, due] of [...timers]) {
      if (due !== ms) continue;
      timers.delete(run);
      run();
    }
  };
  return { talk, sent, shown, bytes, asked: () => asked, closed: () => closed, runOut };
}

/** The texts that were shown. */
export function texts(shown: readonly Shown[]): string[] {
  return shown.flatMap((one) => (one.type === "text" ? [one.text] : []));
}

/** A client in a world, with somebody who listens. */
export interface Joined extends Bench {
  readonly world: World;
  readonly server: Connection;
  readonly other: Connection;
  /** Brings all that is on its way to where it goes. */
  readonly settle: () => void;
}

/** A client of a server of Parley's. */
export function join(codec: ClientCodec, type: DialectType): Joined {
  const world = createWorld();
  const other = world.connect(world.listen(relay));
  const server = world.connect(world.listen(type), { peer: { host: "127.0.0.1", port: 4242 } });
  const one = bench(codec, (piece) => server.send(piece));
  const settle = (): void => {
    for (let output = "."; output !== ""; ) {
      world.commit();
      output = server.take();
      if (output !== "") one.talk.feed(encoder.encode(output));
    }
    if (server.closed) one.talk.closed();
  };
  return { ...one, world, server, other, settle };
}
