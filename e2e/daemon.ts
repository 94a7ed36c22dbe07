import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from "node:fs";
import process from "node:process";
import { setTimeout as delay, setImmediate } from "node:timers/promises";

/** How long a program may take to end by itself. */
const PATIENCE_MS = 10_000;

/** A program in a process of its own that can be ended in any way, started again, and paused. */
export class Daemon {
  readonly name: string;
  readonly #command: readonly string[];
  readonly #output: string;
  #running: Running | undefined;

  /** @param output the file to which it writes what it says, after what is there. It does not run yet. */
  constructor(name: string, command: readonly string[], output: string) {
    this.name = name;
    this.#command = command;
    this.#output = output;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** What it has said, in all its lives. */
  get log(): string {
    return existsSync(this.#output) ? readFileSync(this.#output, "utf8") : "";
  }

  /** Starts it. Does not wait until it has. */
  start(): void {
    if (this.#running) throw new Error(`${this.name} runs already`);
    const output = openSync(this.#output, "a");
    const [command = "", ...args] = [...WITH_US, ...this.#command];
    // A group of its own: Ctrl-C is for whoever started it, who then ends it.
    const child = spawn(command, args, { stdio: ["ignore", output, output], detached: true });
    closeSync(output);
    const gone = (): void => {
      if (this.#running === running) this.#running = undefined;
    };
    const exited = once(child, "exit").then(gone, gone);
    const running: Running = { pid: child.pid ?? 0, signal: (signal) => void child.kill(signal), exited };
    this.#running = running;
  }

  /** Waits until it has ended. */
  async ended(): Promise<void> {
    await this.#running?.exited;
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    this.#running?.signal("SIGKILL");
    await this.ended();
  }

  /** Ends it as an operator would, and as a power cut would if it takes too long. */
  async stop(): Promise<void> {
    const running = this.#running;
    if (!running) return;
    running.signal("SIGCONT");
    running.signal("SIGTERM");
    const patience = new AbortController();
    const late = delay(PATIENCE_MS, undefined, { signal: patience.signal }).then(
      () => running.signal("SIGKILL"),
      () => undefined,
    );
    await running.exited;
    patience.abort();
    await late;
  }

  /** Has it stand still as it is: its connections stay and nobody answers. Waits until it does. Linux only. */
  async pause(): Promise<void> {
    const running = this.#running;
    if (!running) return;
    running.signal("SIGSTOP");
    while (running === this.#running && !isStopped(running.pid)) await setImmediate();
  }

  /** Has it go on after a pause. */
  resume(): void {
    this.#running?.signal("SIGCONT");
  }
}

interface Running {
  readonly pid: number;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Settles once it has ended. */
  readonly exited: Promise<void>;
}

/** Has a program end when the one that started it does, however that ends. */
const WITH_US: readonly string[] = process.platform === "linux" ? ["setpriv", "--pdeathsig", "KILL"] : [];

/** Whether all threads of a process stand still. */
function isStopped(pid: number): boolean {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.every((thread) => /\) [Tt] /.test(readFileSync(`/proc/${pid}/task/${thread}/stat`, "utf8")));
  } catch {
    // One of them has ended meanwhile.
    return false;
  }
}
