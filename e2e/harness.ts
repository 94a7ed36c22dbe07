import { type ChildProcess, type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { setTimeout as delay } from "node:timers/promises";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { fileURLToPath } from "node:url";

/** Real servers and real sockets for tests. Nothing here sleeps: whoever waits, waits for something to be said. */

export const PARLEY: string = fileURLToPath(new URL("../bin/parley.js", import.meta.url));

/** How long a test waits for something that should come at once. */
const PATIENCE = 30_000;

/** A server in a process of its own. */
export interface TestServer {
  readonly process: ChildProcess;
  readonly port: number;
  readonly data: string;
  /** The ports of further listeners, by their schemes. */
  readonly ports: Readonly<Record<string, number>>;
  /** All that it has said on its console so far. */
  readonly log: () => string;
  /** Ends it as an operator would. @returns its exit status */
  stop(): Promise<number | null>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

/** A folder of the test's own. */
export function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), "parley-test-"));
}

/** Takes a test's folder away, also while a program that was ended just now still writes its last files there. */
export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 10 });
}

/**
 * Starts a server and waits until it listens. `nodeFlags` are for the runtime, such as how much memory it may take;
 * `prefix` goes before its command, such as `ip netns exec NAME`.
 */
export async function startServer(
  args: readonly string[] = [],
  data: string = makeFolder(),
  nodeFlags: readonly string[] = [],
  prefix: readonly string[] = [],
): Promise<TestServer> {
  const serve = [process.execPath, ...nodeFlags, PARLEY, "serve", "--port", "0", "--data", data, ...args];
  const [command = "", ...words] = [...prefix, ...serve];
  const child = spawn(command, words, { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  child.stderr.on("data", (bytes: Buffer) => {
    log += bytes.toString();
  });
  // Not `exit`: what it said last may still be on its way then.
  const exited = once(child, "close");
  const listening = new Promise<readonly string[]>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      log += `${line}\n`;
      const fact: unknown = JSON.parse(line);
      if (isListening(fact)) resolve(fact.listeners);
    });
    child.once("close", (code) => reject(new Error(`the server exited with ${code}: ${log}`)));
  });
  const listeners = await listening;
  const ports: Record<string, number> = {};
  for (const url of listeners) {
    const match = /^([a-z+]+):\/\/.*:(\d+)\//.exec(url);
    if (match?.[1] && !(match[1] in ports)) ports[match[1]] = Number(match[2]);
  }
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await exited;
    return child.exitCode;
  };
  return {
    process: child,
    port: ports["auto"] ?? 0,
    data,
    ports,
    log: () => log,
    stop: () => end("SIGTERM"),
    kill: async () => void (await end("SIGKILL")),
  };
}

function isListening(fact: unknown): fact is { listeners: string[] } {
  return typeof fact === "object" && fact !== null && "listeners" in fact && Array.isArray(fact.listeners);
}

/** All that somebody says, to be waited for. */
export class Transcript {
  readonly #decoder = new StringDecoder("utf8");
  /** What was said and has not been taken yet. */
  #text = "";
  #isOver = false;
  #wake: () => void = () => undefined;

  get isOver(): boolean {
    return this.#isOver;
  }

  readonly add = (bytes: Buffer): void => {
    this.#text += this.#decoder.write(bytes);
    this.#wake();
  };

  readonly end = (): void => {
    this.#isOver = true;
    this.#wake();
  };

  /** Waits for something to be said, for so many milliseconds at most, and takes all up to its end. */
  async until(what: string | RegExp, patience: number = PATIENCE): Promise<string> {
    const deadline = Date.now() + patience;
    for (;;) {
      const end = endOf(this.#text, what);
      if (end >= 0) {
        const taken = this.#text.slice(0, end);
        this.#text = this.#text.slice(end);
        return taken;
      }
      if (this.#isOver) throw new Error(`it ended before ${what}; it said: ${shortened(this.#text)}`);
      await this.#more(deadline, what);
    }
  }

  /** Waits for the end, and takes all that was said. */
  async untilOver(): Promise<string> {
    const deadline = Date.now() + PATIENCE;
    while (!this.#isOver) await this.#more(deadline, "the end");
    const taken = this.#text;
    this.#text = "";
    return taken;
  }

  async #more(deadline: number, what: string | RegExp): Promise<void> {
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    const patience = new AbortController();
    const left = deadline - Date.now();
    if (left <= 0) throw new Error(`waited in vain for ${what}; it said: ${shortened(this.#text)}`);
    await Promise.race([woken, delay(left, undefined, { signal: patience.signal }).catch(() => undefined)]);
    patience.abort();
  }
}

/** One end of a connection, with all that came over it. */
export class Peer {
  readonly socket: Socket;
  readonly #heard = new Transcript();
  readonly #localPort: number;

  private constructor(socket: Socket) {
    this.socket = socket;
    this.#localPort = socket.localPort ?? 0;
    const { add, end } = this.#heard;
    socket.on("data", add).on("end", end).on("close", end).on("error", end);
  }

  /** Connects to a port. Who is not `polite` does not hang up when the other end does. */
  static async to(port: number, host = "127.0.0.1", polite = true): Promise<Peer> {
    const socket = connect({ port, host, allowHalfOpen: !polite });
    socket.setNoDelay(true);
    await once(socket, "connect");
    return new Peer(socket);
  }

  /** Connects by TLS, whatever certificate the other end has. */
  static async byTls(port: number, options: ConnectionOptions = {}): Promise<Peer> {
    const socket = connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false, ...options });
    await once(socket, "secureConnect");
    return new Peer(socket);
  }

  /** The port at this end, by which the server tells connections apart. */
  get localPort(): number {
    return this.#localPort;
  }

  /** Whether the other end has ended the connection. */
  get isOver(): boolean {
    return this.#heard.isOver;
  }

  /** Sends text or bytes. */
  send(what: string | Uint8Array): void {
    this.socket.write(what);
  }

  /** Sends one JSON command. */
  command(command: object): void {
    this.send(`${JSON.stringify(command)}\n`);
  }

  /** Waits for something to come, for so many milliseconds at most, and takes all up to its end. */
  until(what: string | RegExp, patience?: number): Promise<string> {
    return this.#heard.until(what, patience);
  }

  /** Waits for the other end to end the connection, and takes all that came. */
  untilOver(): Promise<string> {
    return this.#heard.untilOver();
  }

  /** Ends the connection. */
  close(): void {
    this.socket.destroy();
  }
}

/** A program that somebody runs in a terminal or a pipe: what it writes can be waited for, and lines typed into it. */
export class Program {
  readonly process: ChildProcessByStdio<Writable, Readable, Readable>;
  /** Its exit status, once it has ended; nothing if a signal ended it. */
  readonly exit: Promise<number | null>;
  readonly #heard = new Transcript();
  readonly #complaints = new Transcript();
  #errors = "";

  /** Starts `command` with its standard input open. */
  constructor(
    command: string,
    args: readonly string[],
    options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
  ) {
    this.process = spawn(command, args, {
      stdio: ["pipe", "pipe", "pipe"],
      ...options,
    });
    this.process.stdout.on("data", this.#heard.add);
    this.process.stderr.on("data", (bytes: Buffer) => {
      this.#errors += bytes.toString();
      this.#complaints.add(bytes);
    });
    // What it no longer reads is not our affair.
    this.process.stdin.on("error", () => undefined);
    this.exit = once(this.process, "close").then(([status]): number | null => {
      this.#heard.end();
      this.#complaints.end();
      return typeof status === "number" ? status : null;
    });
  }

  /** All that it has written to its standard error. */
  get errors(): string {
    return this.#errors;
  }

  /** Waits for something to be written, for so many milliseconds at most, and takes all up to its end. */
  until(what: string | RegExp, patience?: number): Promise<string> {
    return this.#heard.until(what, patience).catch((cause: unknown) => {
      throw new Error(`${String(cause)}${this.#errors && `; its errors: ${this.#errors}`}`, { cause });
    });
  }

  /** Waits for something to be written to its standard error. */
  untilComplaint(what: string | RegExp): Promise<string> {
    return this.#complaints.until(what);
  }

  /** Waits for its end, and takes all that it has written. */
  untilOver(): Promise<string> {
    return this.#heard.untilOver();
  }

  /** Types a line. */
  type(line: string): void {
    this.process.stdin.write(`${line}\n`);
  }

  /** Ends its input, as Ctrl-D does. */
  closeInput(): void {
    this.process.stdin.end();
  }

  /** Ends it, if it has not ended by itself. */
  async kill(): Promise<void> {
    if (this.process.exitCode === null) this.process.kill("SIGKILL");
    await this.exit;
  }
}

function shortened(text: string): string {
  return JSON.stringify(text.length > 2_000 ? `…${text.slice(-2_000)}` : text);
}

function endOf(text: string, what: string | RegExp): number {
  if (typeof what === "string") {
    const at = text.indexOf(what);
    return at < 0 ? -1 : at + what.length;
  }
  const match = what.exec(text);
  return match ? match.index + match[0].length : -1;
}
