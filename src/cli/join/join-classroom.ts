import type { Socket } from "node:net";
import process from "node:process";
import { backoff } from "../../client/backoff.ts";
import { LIMITS } from "../../core/limits.ts";
import { AckClient } from "../../wire/ack/client.ts";
import type { ClientCodec, Shown } from "../../wire/client.ts";
import { ClientTalk } from "../../wire/client-talk.ts";
import { FramedClient } from "../../wire/framed/client.ts";
import { RelayClient } from "../../wire/relay/client.ts";
import { TurnsClient } from "../../wire/turns/client.ts";
import type { Approach } from "../connect/approach.ts";
import { Gate } from "../connect/gate.ts";
import { closeSocket, openSocket, unreachable } from "../connect/tcp.ts";
import { pause, timers } from "../connect/timers.ts";
import { EXIT } from "../exit.ts";
import { complain, type Io } from "../io.ts";
import { addressOf, type Target, type TargetDialect } from "../target.ts";
import { type Console, openConsole } from "../terminal/console.ts";
import { sayProblem } from "../terminal/lines-of.ts";
import { ReceivedFiles } from "../transfers/receive-files.ts";
import type { Trust } from "../trust/trust.ts";
import type { JoinOptions } from "./join-options.ts";

/** A classroom dialect. */
export type ClassroomDialect = Exclude<TargetDialect, "json">;

/** The client's side of a dialect, with the texts in which programs differ. */
export function makeCodec(dialect: ClassroomDialect, options: Pick<JoinOptions, "ack" | "goodbye">): ClientCodec {
  const ack = options.ack === undefined ? {} : { ack: options.ack };
  const goodbye = options.goodbye === undefined ? {} : { goodbye: options.goodbye };
  switch (dialect) {
    case "framed":
      return new FramedClient({ ...ack, ...goodbye });
    case "ack":
      return new AckClient({ ...ack, ...goodbye });
    case "relay":
      return new RelayClient();
    case "turns":
      return new TurnsClient(goodbye);
  }
}

/** Talks in a classroom dialect to any server of it, until the input or the connection ends. */
export async function joinClassroom(
  { target, trust }: Approach,
  dialect: ClassroomDialect,
  options: JoinOptions,
  io: Io,
): Promise<number> {
  const trusted = trust((text) => complain(io, text));
  for (let attempt = 0; ; attempt++) {
    const talk = new Talk(makeCodec(dialect, options), options, io);
    const end = await talk.run(target, trusted);
    if ("status" in end) return end.status;
    if (io.signal.aborted) return EXIT.unavailable;
    if (attempt === 0) complain(io, unreachable(target, end.why));
    if (!options.wait) return EXIT.unavailable;
    if (attempt === 0) complain(io, "waiting until something does.");
    await pause(backoff(attempt, Math.random), io.signal);
    if (io.signal.aborted) return EXIT.unavailable;
  }
}

/** How a connection ended: with an exit status, or before there was one, for a reason that may pass. */
type TalkEnd = { readonly status: number } | { readonly why: string };

/** One connection: puts a socket, a console and a codec together. */
class Talk {
  readonly #codec: ClientCodec;
  readonly #files: ReceivedFiles;
  readonly #io: Io;
  readonly #gate = new Gate();
  #console: Console | undefined;
  #wroteAll = true;

  constructor(codec: ClientCodec, options: JoinOptions, io: Io) {
    this.#codec = codec;
    this.#io = io;
    this.#files = new ReceivedFiles(options.folder ?? process.cwd(), {
      saved: (name, size) => this.#console?.print(`${name}: ${size} bytes`),
      failed: (why) => {
        this.#wroteAll = false;
        complain(io, `the file could not be written: ${why}`);
      },
    });
  }

  async run(target: Target, trust: Trust): Promise<TalkEnd> {
    const { promise, resolve } = Promise.withResolvers<TalkEnd>();
    const talk = new ClientTalk(this.#codec, {
      send: (piece) => {
        // A copy: the socket keeps it until it is out.
        socket.write(piece.slice());
      },
      show: (shown) => this.#show(shown),
      ready: () => this.#ready(),
      close: () => closeSocket(socket),
      timer: timers.after,
    });
    const socket: Socket = openSocket(target, trust, {
      opened: () => {
        this.#console = openConsole(this.#io, { erases: false, interrupted: stop });
        talk.start();
        this.#read(this.#console, talk).catch((cause: unknown) => socket.destroy(asError(cause)));
      },
      bytes: (bytes) => talk.feed(bytes),
      untrusted: (text) => {
        complain(this.#io, text);
        resolve({ status: EXIT.noPermission });
      },
      closed: (why) => {
        if (!this.#console) {
          resolve({ why: why ?? "the server hung up" });
          return;
        }
        const { isDone } = talk;
        talk.closed();
        this.#leave(this.#console);
        resolve({ status: this.#statusOf(target, isDone, why) });
      },
    });
    const stop = (): void => {
      // Nor is a file waited for to its end.
      if (!this.#console || this.#files.isReceiving) socket.destroy();
      talk.endOfInput();
      // Whoever interrupts does not wait for a server that says nothing.
      socket.setTimeout(LIMITS.goodbyeMs, () => socket.destroy());
    };
    this.#io.signal.addEventListener("abort", stop);
    const end = await promise;
    this.#io.signal.removeEventListener("abort", stop);
    return end;
  }

  /** Hands lines over as they are wanted. One is read ahead, so that the end of the input is noticed behind the last. */
  async #read(console: Console, talk: ClientTalk): Promise<void> {
    for await (const line of console.lines) {
      if (line.problem) {
        this.#wroteAll = false;
        complain(this.#io, sayProblem(line.number, line.problem));
        continue;
      }
      // Nobody types faster than the talk can keep.
      if (!console.isTerminal) await this.#gate.pass();
      talk.line(line.text);
    }
    talk.endOfInput();
  }

  #ready(): void {
    this.#console?.prompt("> ");
    this.#gate.open();
  }

  #show(shown: Shown): void {
    if (shown.type === "text") this.#console?.print(shown.text);
    else this.#files.take(shown);
  }

  /** Nothing more is read, and a line that waits for its turn is let go of. */
  #leave(console: Console): void {
    console.close();
    this.#gate.open();
  }

  #statusOf(target: Target, isDone: boolean, why: string | undefined): number {
    if (isDone) return this.#wroteAll ? EXIT.ok : EXIT.data;
    complain(this.#io, `${addressOf(target)} ended the talk${why === undefined ? "" : ` (${why})`}.`);
    return EXIT.tempFail;
  }
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}
