import { createInterface, type Interface } from "node:readline";
import { Writable } from "node:stream";
import type { Io } from "../io.ts";

/**
 * Asks a person at a terminal. What is typed is shown only while a line is asked for: neither a secret, nor what is typed or
 * pasted ahead of the next question.
 */
export class Asker {
  readonly #io: Io;
  readonly #readline: Interface;
  readonly #typed: string[] = [];
  #shows = false;
  #isOver = false;
  /** Gives the next line to who has asked. */
  #take: ((line: string | undefined) => void) | undefined;

  /** Somebody to ask; nothing if there is no terminal. */
  static at(io: Io): Asker | undefined {
    return io.stdin.isTTY === true && io.stdout.isTTY === true ? new Asker(io) : undefined;
  }

  private constructor(io: Io) {
    this.#io = io;
    const output = new Writable({
      write: (piece, _, done) => {
        if (this.#shows) io.stdout.write(piece);
        done();
      },
    });
    this.#readline = createInterface({ input: io.stdin, output, terminal: true, historySize: 0, prompt: "" });
    this.#readline.on("line", (line) => {
      this.#typed.push(line);
      this.#serve();
    });
    this.#readline.on("SIGINT", () => this.close());
    this.#readline.on("close", () => {
      this.#isOver = true;
      this.#serve();
    });
    io.signal.addEventListener("abort", this.#stop);
  }

  /** A line; nothing if the person does not want to give one. */
  line(question: string): Promise<string | undefined> {
    return this.#ask(question, true);
  }

  /** A line that is not shown. */
  secret(question: string): Promise<string | undefined> {
    return this.#ask(question, false);
  }

  /** Tells them something. */
  tell(text: string): void {
    this.#io.stdout.write(`-- ${text}\n`);
  }

  /** Asks no more. To be called once nothing more is to be asked, before somebody else reads from the terminal. */
  close(): void {
    this.#io.signal.removeEventListener("abort", this.#stop);
    this.#readline.close();
  }

  readonly #stop = (): void => this.close();

  async #ask(question: string, shows: boolean): Promise<string | undefined> {
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    this.#take = resolve;
    this.#shows = shows;
    this.#readline.setPrompt(shows ? question : "");
    if (shows) this.#readline.prompt();
    else this.#io.stdout.write(question);
    this.#serve();
    const line = await promise;
    // The end of a line that is shown has been shown too.
    if (!shows || line === undefined) this.#io.stdout.write("\n");
    return line;
  }

  #serve(): void {
    if (!this.#take || (this.#typed.length === 0 && !this.#isOver)) return;
    const take = this.#take;
    this.#take = undefined;
    this.#shows = false;
    take(this.#typed.shift());
  }
}
