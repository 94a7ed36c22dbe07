import { once } from "node:events";
import { connect, type Socket } from "node:net";

const LF = 10;
const OK = '{"type":"ok"';
const REFUSED = '{"type":"refused"';
const SENT = /"text":"@([\d.]+) /u;

/** Somebody who speaks JSON, says as much as goes, and does nothing with what comes but measure it. */
export class Chatter {
  /** Milliseconds from saying each message to its `ok`. */
  readonly acknowledged: number[] = [];
  /** Milliseconds from when others said what came from them until it came. */
  readonly heard: number[] = [];
  /** How many messages of its own were acknowledged, from the first on. */
  said = 0;
  readonly #socket: Socket;
  readonly #channel: string;
  readonly #filler: string;
  readonly #sent: number[] = [];
  #rest = "";
  #window = 0;
  #quiet: (() => void) | undefined;

  private constructor(socket: Socket, channel: string, bytes: number) {
    this.#socket = socket;
    this.#channel = channel;
    this.#filler = "a".repeat(bytes);
  }

  /**
   * Comes in, and into a channel.
   * @param bytes that each message will have
   * @throws Error (rejects) if that is refused
   */
  static async enter(port: number, nick: string, channel: string, bytes: number): Promise<Chatter> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    const chatter = new Chatter(socket, channel, bytes);
    socket.on("data", (data: Buffer) => chatter.#read(data));
    socket.on("error", () => undefined);
    await chatter.#ask({ type: "hello", nick });
    await chatter.#ask({ type: "join", channel });
    return chatter;
  }

  /** Says one message after the other, with so many in flight, until `rest`. */
  begin(window: number): void {
    this.#window = window;
    this.#speak();
  }

  /** Forgets what was measured so far. */
  forget(): void {
    this.acknowledged.length = 0;
    this.heard.length = 0;
  }

  /** Says nothing more, and waits until all is acknowledged. */
  async rest(): Promise<void> {
    this.#window = 0;
    if (this.#sent.length === 0) return;
    await new Promise<void>((resolve) => {
      this.#quiet = resolve;
    });
  }

  /** Leaves without a word. */
  leave(): void {
    this.#socket.destroy();
  }

  #speak(): void {
    let lines = "";
    while (this.#sent.length < this.#window) {
      const now = performance.now();
      this.#sent.push(now);
      const text = `@${now.toFixed(3)} ${this.#filler}`.slice(0, this.#filler.length);
      lines += `{"type":"say","to":"${this.#channel}","text":"${text}","ref":"1"}\n`;
    }
    if (lines !== "") this.#socket.write(lines);
  }

  async #ask(command: object): Promise<void> {
    this.#sent.push(performance.now());
    this.#socket.write(`${JSON.stringify({ ...command, ref: "1" })}\n`);
    await this.rest();
  }

  #read(data: Buffer): void {
    let from = 0;
    for (let end = data.indexOf(LF); end >= 0; end = data.indexOf(LF, from)) {
      this.#hear(this.#rest + data.toString("latin1", from, end));
      this.#rest = "";
      from = end + 1;
    }
    this.#rest += data.toString("latin1", from);
    this.#speak();
    if (this.#sent.length === 0) this.#quiet?.();
  }

  #hear(line: string): void {
    if (line.startsWith(OK)) {
      this.said++;
      this.acknowledged.push(performance.now() - (this.#sent.shift() ?? 0));
      return;
    }
    if (line.startsWith(REFUSED)) throw new Error(`this was refused: ${line}`);
    const sent = SENT.exec(line)?.[1];
    if (sent !== undefined) this.heard.push(performance.now() - Number(sent));
  }
}
