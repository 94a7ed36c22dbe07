import { Transcript } from "./harness.ts";

/** One end of a WebSocket that speaks the native dialect: a message is a line. */
export class WebSocketPeer {
  readonly #socket: WebSocket;
  readonly #heard = new Transcript();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => this.#heard.add(Buffer.from(`${String(data)}\n`)));
    socket.addEventListener("close", this.#heard.end);
    socket.addEventListener("error", this.#heard.end);
  }

  /** Connects to the one port. @throws (rejects) if that fails */
  static async to(port: number, host = "127.0.0.1"): Promise<WebSocketPeer> {
    const socket = new WebSocket(`ws://${host}:${port}/`, "parley.v1.json");
    const peer = new WebSocketPeer(socket);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("close", () => reject(new Error("it ended before it was open")));
    });
    return peer;
  }

  /** Sends one JSON command. */
  command(command: object): void {
    this.#socket.send(JSON.stringify(command));
  }

  /** Waits for something to come, for so many milliseconds at most, and takes all up to its end. */
  until(what: string | RegExp, patience?: number): Promise<string> {
    return this.#heard.until(what, patience);
  }

  /** Ends the connection. */
  close(): void {
    this.#socket.close();
  }
}
