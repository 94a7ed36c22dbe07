import { createInterface, type Interface } from "node:readline";
import type { Io } from "../io.ts";
import { linesOf, type PipedLine } from "./lines-of.ts";
import { printTo, Screen } from "./screen.ts";

/** Where a person types and reads, or where a program writes and reads. */
export interface Console {
  readonly isTerminal: boolean;
  /** The lines that are typed or piped, until the input ends, the verb is to stop, or `close`. To be taken once. */
  readonly lines: AsyncIterable<PipedLine>;
  /** Shows lines. What is being typed stays whole below them; after the end of the lines they are still shown. */
  print(text: string): void;
  /** Shows, from now on, that something may be typed; not after the end of the lines. */
  prompt(text: string): void;
  /** Shows a line in the place of the one that was shown so before, or takes that away. Only a terminal shows any. */
  status(text: string | undefined): void;
  /** Ends the lines and lets go of the input. */
  close(): void;
}

/** What a terminal does besides. */
export interface TerminalHabits {
  /** Whether a typed line is taken off the screen, since it comes back as an event. */
  readonly erases: boolean;
  /** Ctrl-C was typed. The lines end as well. */
  interrupted(): void;
}

/** The console of a verb: with a prompt on a terminal, plain otherwise. */
export function openConsole(io: Io, habits: TerminalHabits): Console {
  const isTerminal = io.stdin.isTTY === true && io.stdout.isTTY === true;
  return isTerminal ? openTerminal(io, habits) : openPipe(io);
}

function openPipe(io: Io): Console {
  const stop = new AbortController();
  // Who reads us may go; then there is nobody to talk for.
  const deaf = (): void => stop.abort();
  io.stdout.on("error", deaf);
  return {
    isTerminal: false,
    lines: linesOf(io.stdin, AbortSignal.any([io.signal, stop.signal])),
    print: (text) => printTo(io.stdout, text),
    prompt: () => undefined,
    status: () => undefined,
    close() {
      stop.abort();
      // An input that is still open would keep the process.
      io.stdin.destroy();
    },
  };
}

function openTerminal(io: Io, habits: TerminalHabits): Console {
  const readline = createInterface({ input: io.stdin, output: io.stdout, prompt: "", historySize: 1000 });
  const screen = new Screen(readline, io);
  const close = (): void => readline.close();
  readline.on("SIGINT", () => {
    close();
    habits.interrupted();
  });
  readline.on("close", () => screen.close());
  io.signal.addEventListener("abort", close);
  readline.on("line", (line) => screen.typed(line, habits.erases));
  return {
    isTerminal: true,
    lines: typedLines(readline),
    print: (text) => screen.print(text),
    prompt: (text) => screen.prompt(text),
    status: (text) => screen.status(text),
    close() {
      io.signal.removeEventListener("abort", close);
      readline.close();
    },
  };
}

function typedLines(readline: Interface): AsyncIterable<PipedLine> {
  // Taken now: lines that are typed before somebody asks for them would be lost.
  const lines = readline[Symbol.asyncIterator]();
  return {
    async *[Symbol.asyncIterator]() {
      let number = 0;
      for await (const text of { [Symbol.asyncIterator]: () => lines }) yield { number: ++number, text };
    },
  };
}
