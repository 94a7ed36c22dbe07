import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** What happens to a connection through a proxy, once so many bytes went to the server: it is cut, or kept waiting. */
export interface Mishap {
  /** What the connection begins with. */
  readonly begins: string;
  readonly after: number;
  readonly what: "cut" | "wait";
}

/** A way to a server on which things go wrong. */
export interface Proxy {
  readonly port: number;
  /** Each happens once, to the next connection that begins so. */
  readonly mishaps: Mishap[];
  /** How many of them have happened. */
  readonly happened: () => number;
  /** Resolved when the next one happens. */
  mishap(): Promise<void>;
  /** Lets go on what is kept waiting. */
  release(): void;
}

/** Stands between clients and a port of this machine until the test is over. */
export async function proxyTo(port: number): Promise<Proxy> {
  const mishaps: Mishap[] = [];
  const sockets = new Set<Socket>();
  const waiting: Socket[] = [];
  let happened = 0;
  let next = Promise.withResolvers<void>();
  const listener = createServer((client) => {
    const server = connect({ port, host: "127.0.0.1" });
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    server.pipe(client);
    let mishap: Mishap | undefined;
    let sent: number | undefined;
    client.on("data", (bytes: Buffer) => {
      if (sent === undefined) mishap = takeFirst(mishaps, bytes.toString("latin1"));
      sent = (sent ?? 0) + bytes.length;
      if (!server.write(bytes)) {
        client.pause();
        server.once("drain", () => client.resume());
      }
      if (!mishap || sent < mishap.after) return;
      happened++;
      next.resolve();
      next = Promise.withResolvers<void>();
      if (mishap.what === "cut") client.destroy();
      else {
        server.removeAllListeners("drain");
        client.pause();
        waiting.push(client);
      }
      mishap = undefined;
    });
    client.on("end", () => server.end());
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    listener.close();
  });
  const address = listener.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    mishaps,
    happened: () => happened,
    mishap: () => next.promise,
    release() {
      for (const client of waiting.splice(0)) client.resume();
    },
  };
}

function takeFirst(mishaps: Mishap[], text: string): Mishap | undefined {
  const index = mishaps.findIndex(({ begins }) => text.startsWith(begins));
  return index < 0 ? undefined : mishaps.splice(index, 1)[0];
}
