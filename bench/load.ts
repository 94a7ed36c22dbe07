import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";

/** One load: readers in one channel, and some of them speak. */
export interface Load {
  readonly port: number;
  /** The server's process, whose CPU is counted with all its threads. */
  readonly pid: number;
  readonly clients: number;
  readonly senders: number;
  /** Messages in flight at most, of all senders together: a message counts until all readers have it. */
  readonly window: number;
  readonly seconds: number;
}

/** What a load showed. */
export interface Result {
  readonly messagesPerSecond: number;
  readonly deliveriesPerSecond: number;
  /** Microseconds of the server's CPU for each delivery. */
  readonly cpuPerDelivery: number;
  /** Milliseconds from sending to reading. */
  readonly p50: number;
  readonly p99: number;
}

const LF = 10;
const TEXT = "the quick brown fox jumps over the lazy dog and runs away";

/** Loads an IRC server and measures. */
export async function run(load: Load): Promise<Result> {
  const sockets = await Promise.all(Array.from({ length: load.clients }, (_, i) => join(load.port, i)));
  const measured = await speak(load, sockets);
  for (const socket of sockets) socket.destroy();
  return measured;
}

function join(port: number, i: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    let text = "";
    const onData = (bytes: Buffer): void => {
      text += bytes.toString("latin1");
      if (text.includes(" 376 ") || text.includes(" 422 "))
        socket.write(text.includes(" 366 ") ? "" : "JOIN #bench\r\n");
      if (!text.includes(" 366 ")) return;
      socket.off("data", onData).off("error", reject);
      socket.on("error", () => undefined);
      resolve(socket);
    };
    socket.on("data", onData).on("error", reject);
    socket.write(`NICK b${i}\r\nUSER b${i} 0 * :b\r\n`);
  });
}

function speak(load: Load, sockets: readonly Socket[]): Promise<Result> {
  const readers = load.clients - 1;
  const lags: number[] = [];
  let sent = 0;
  let delivered = 0;
  let isOver = false;
  const pump = (): void => {
    while (!isOver && sent - Math.floor(delivered / readers) < load.window) {
      const sender = sockets[sent++ % load.senders];
      sender?.write(`PRIVMSG #bench :@${performance.now().toFixed(3)} ${TEXT}\r\n`);
    }
  };
  sockets.forEach((socket, i) => {
    socket.on("data", (bytes: Buffer) => {
      for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) delivered++;
      if (i % 7 === 6) sample(bytes, lags);
      pump();
    });
  });
  // Whatever came of joining is read before anything is counted.
  return new Promise((resolve) => {
    setTimeout(() => {
      delivered = 0;
      const began = performance.now();
      const cpu = cpuSeconds(load.pid);
      pump();
      setTimeout(() => {
        isOver = true;
        const took = (performance.now() - began) / 1000;
        const spent = cpuSeconds(load.pid) - cpu;
        lags.sort((one, other) => one - other);
        resolve({
          messagesPerSecond: delivered / readers / took,
          deliveriesPerSecond: delivered / took,
          cpuPerDelivery: (spent * 1e6) / delivered,
          p50: lags[Math.floor(lags.length / 2)] ?? 0,
          p99: lags[Math.floor(lags.length * 0.99)] ?? 0,
        });
      }, load.seconds * 1000);
    }, 1000);
  });
}

function sample(bytes: Buffer, lags: number[]): void {
  const at = bytes.indexOf(" :@");
  if (at < 0) return;
  const lag = performance.now() - Number.parseFloat(bytes.toString("latin1", at + 3, at + 23));
  if (lag >= 0) lags.push(lag);
}

/** The CPU time that a process has used so far, of all its threads, as Linux counts it. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
