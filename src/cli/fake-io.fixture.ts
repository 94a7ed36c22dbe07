import { createServer, type Server, type Socket } from "node:net";
import { PassThrough } from "node:stream";
import type { Io } from "./io.ts";

/** A verb's world in a test's hands: pipes for the streams, and what came out of them. */
export interface FakeIo extends Io {
  readonly stdin: PassThrough;
  readonly interrupt: () => void;
  readonly out: () => string;
  readonly err: () => string;
}

/** @param input what is piped in, which then ends; without it the input stays open */
export function fakeIo(input?: string): FakeIo {
  const controller = new AbortController();
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const [out, err] = [collect(stdout), collect(stderr)];
  if (input !== undefined) stdin.end(input);
  return { stdin, stdout, stderr, signal: controller.signal, interrupt: () => controller.abort(), out, err };
}

/** The same for a person at a terminal, who types into `stdin`. All that is shown is `out`. */
export function fakeTerminal(): FakeIo {
  const io = fakeIo();
  const isTTY = { isTTY: true, columns: 200 };
  return { ...io, stdin: Object.assign(io.stdin, isTTY), stdout: Object.assign(io.stdout, isTTY) };
}

/** Waits until something was shown that was not there before, and gives all up to its end. */
export async function shown({ stdout, out }: Pick<FakeIo, "out" | "stdout">, what: string, from = 0): Promise<number> {
  for (;;) {
    const at = out().indexOf(what, from);
    if (at >= 0) return at + what.length;
    await new Promise((resolve) => stdout.once("data", resolve));
  }
}

/** A server on loopback that does what `serve` says with each connection. */
export interface FakeServer extends AsyncDisposable {
  readonly port: number;
}

/** Listens on a free port of loopback. */
export async function fakeServer(serve: (socket: Socket) => void): Promise<FakeServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => undefined);
    serve(socket);
  });
  const port = await listening(server);
  return {
    port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** A port of loopback on which nothing listens. */
export async function unusedPort(): Promise<number> {
  await using server = await fakeServer(() => undefined);
  return server.port;
}

/** Has a server listen on a free port of loopback, and gives that. */
export async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("it does not listen on a port");
  return address.port;
}

function collect(stream: PassThrough): () => string {
  let text = "";
  stream.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
  });
  return () => text;
}
