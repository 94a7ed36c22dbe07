import { connect, type OnReadOpts, type Socket } from "node:net";
import process from "node:process";
import type { Connection, Transport } from "../../client/ports.ts";
import { LIMITS } from "../../core/limits.ts";
import { LineSplitter } from "../../wire/lines.ts";
import { addressOf, type Target } from "../target.ts";
import { HUNG_UP, NO_TLS, UntrustedError } from "../trust/tls-error.ts";
import { openTls } from "../trust/tls-socket.ts";
import type { Trust } from "../trust/trust.ts";

/** What is told of a socket: `opened` at most once, `bytes`, and `closed` once. */
interface SocketEvents {
  opened(): void;
  /** The bytes are only valid during the call. */
  bytes(bytes: Uint8Array): void;
  /** The other end is not the right one, says a sentence; `closed` follows. */
  untrusted(text: string): void;
  /** @param why a clause, if it was not the other end that hung up */
  closed(why: string | undefined): void;
}

/** The most that is read from a socket at once. */
const READ_BYTES = 65_536;

/** Clauses for what sockets fail of. */
const CAUSES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ENOTFOUND: "no such host",
  EAI_AGAIN: "its name can't be looked up just now",
  ETIMEDOUT: "it does not answer",
  EHOSTUNREACH: "no way there",
  ENETUNREACH: "no way there",
  ECONNRESET: "the connection was reset",
  EPIPE: "the connection was cut",
};

/** Sockets over which nothing may be sent yet. */
const opening = new WeakSet<Socket>();

/** Opens a socket to a target. Every write is sent at once. */
export function openSocket(target: Target, trust: Trust, events: SocketEvents): Socket {
  let why: string | undefined;
  const opened = (): void => {
    opening.delete(socket);
    events.opened();
  };
  const failed = (error: Error): void => {
    // Of what comes after the first nothing can be told but that.
    why ??= causeOf(error);
  };
  const socket = target.tls
    ? openTls(target, trust, {
        trusted: opened,
        failed(error) {
          failed(error);
          if (error instanceof UntrustedError) events.untrusted(error.message);
        },
      })
    : openPlain(target, (bytes) => events.bytes(bytes), opened);
  opening.add(socket);
  socket.setNoDelay(true);
  socket.on("data", (bytes) => events.bytes(typeof bytes === "string" ? Buffer.from(bytes) : bytes));
  socket.on("error", failed);
  socket.on("close", () => events.closed(why));
  return socket;
}

function openPlain({ host, port }: Target, take: (bytes: Uint8Array) => void, opened: () => void): Socket {
  const socket = connect({ host, port, onread: intoOneBuffer(take) });
  const timer = setTimeout(() => socket.destroy(new Error("it does not answer")), LIMITS.linkConnectMs);
  socket.once("close", () => clearTimeout(timer));
  socket.once("connect", () => {
    clearTimeout(timer);
    opened();
  });
  return socket;
}

/** Has all that comes read into the same memory, so that a large file does not leave its traces there. */
function intoOneBuffer(take: (bytes: Uint8Array) => void): OnReadOpts {
  return {
    // No Buffer: a `slice` of that would be the same memory, and not a copy.
    buffer: new Uint8Array(READ_BYTES),
    callback(length, buffer) {
      take(buffer.subarray(0, length));
      return true;
    },
  };
}

/** Sends what is left, and then closes, or does so anyway after a while. */
export function closeSocket(socket: Socket): void {
  if (socket.destroyed) return;
  const timer = setTimeout(() => socket.destroy(), LIMITS.goodbyeMs);
  socket.once("close", () => clearTimeout(timer));
  if (opening.has(socket)) socket.destroy();
  else socket.end();
}

const BLANK: ReadonlySet<number> = new Set(Buffer.from(" \t\r\n"));
const BRACE = 0x7b;

/** The native dialect over TCP: a JSON object a line. */
export function tcpTransport(target: Target, trust: Trust): Transport {
  return {
    open(events): Connection {
      let lineProblem: string | undefined;
      let isJson = false;
      const lines = new LineSplitter(
        LIMITS.serverLineBytes,
        (line) => events.text(line),
        (problem) => {
          lineProblem = problem === "too-long" ? "it sent too long a line" : "it sent what is not UTF-8";
          socket.destroy();
        },
      );
      const socket = openSocket(target, trust, {
        opened: () => events.opened(),
        untrusted: (text) => events.untrusted(text),
        bytes(bytes) {
          if (!isJson) {
            const first = bytes.find((byte) => !BLANK.has(byte));
            isJson = first === BRACE;
            // Its line may never end, as the greeting of another dialect has no end.
            if (first !== undefined && !isJson) events.foreign();
          }
          lines.feed(bytes);
        },
        closed: (why) => events.closed(lineProblem ?? why ?? "the server hung up"),
      });
      return {
        send(text) {
          if (socket.writable) writeTogether(socket, `${text}\n`);
        },
        close: () => closeSocket(socket),
      };
    },
  };
}

/** A sentence for when nobody could be reached. */
export function unreachable(target: Target, why: string): string {
  const address = addressOf(target);
  if (why === NO_TLS) {
    const url = `${target.dialect === "json" ? "parley" : target.dialect}://${address}`;
    return `${address} does not speak TLS, as far as can be told. To talk without encryption, name ${url}`;
  }
  if (why === HUNG_UP) return `${address} was reached over TLS before, and now ${HUNG_UP.replace(/^it /, "")}.`;
  return `nothing listens at ${address} (${why}).`;
}

/** What went wrong with a socket, as a clause. */
export function causeOf(error: Error): string {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return causeOf(error.errors[0]);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return CAUSES[code] ?? (error.message || "it failed");
}

/** Writes of one turn of the event loop go out in one piece. */
function writeTogether(socket: Socket, text: string): void {
  if (socket.writableCorked === 0) {
    socket.cork();
    process.nextTick(() => socket.uncork());
  }
  socket.write(text);
}
