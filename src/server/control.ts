import { chmodSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import process from "node:process";
import { LIMITS } from "../core/limits.ts";
import { clearControlPlace, makeControlPlace } from "./control-place.ts";

/** One connection's talk: bytes in, and text out by what it was opened with. */
export interface ControlTalk {
  feed(bytes: Uint8Array): void;
  /** The other end has said all it will say; what it asked may still be answered. */
  end(): void;
}

/** What a talk may do to its connection. */
export interface ControlLine {
  write(text: string): void;
  /** Ends it once all that was written is out. */
  hangUp(): void;
}

/** What a control socket needs of the server. */
export interface ControlParts {
  /** The data folder, which is this server's alone. */
  readonly data: string;
  open(line: ControlLine): ControlTalk;
  bug(cause: unknown): void;
}

/** Nobody but the owner of the data folder may do anything with it. */
const MODE = 0o600;
const OTHERS = 0o177;

/** A unix socket in the data folder, by which whoever may write there tells the server what to do. */
export class ControlSocket {
  readonly #parts: ControlParts;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(parts: ControlParts) {
    this.#parts = parts;
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
    this.#server.maxConnections = LIMITS.controlConnections;
  }

  /**
   * Listens in the data folder, in place of what a server has left there that was killed.
   * @throws Error (rejects) with the system's code if that can't be
   */
  static async open(parts: ControlParts): Promise<ControlSocket> {
    const control = new ControlSocket(parts);
    const path = makeControlPlace(parts.data);
    try {
      await control.#listen(path);
      chmodSync(path, MODE);
    } catch (cause) {
      await control.close();
      throw cause;
    }
    return control;
  }

  /** Hangs up on everybody, and removes the socket. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
    clearControlPlace(this.#parts.data);
  }

  #listen(path: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      // It is bound before `listen` returns, and at no moment others may use it.
      const umask = process.umask(OTHERS);
      try {
        this.#server.listen(path, () => {
          this.#server.off("error", reject);
          this.#server.on("error", this.#parts.bug);
          resolve();
        });
      } finally {
        process.umask(umask);
      }
    });
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket)).on("error", () => undefined);
    const talk = this.#parts.open({
      write: (text) => write(socket, text),
      hangUp: () => socket.end(),
    });
    const guard = (run: () => void): void => {
      try {
        run();
      } catch (cause) {
        this.#parts.bug(cause);
        socket.destroy();
      }
    };
    socket.on("data", (bytes: Buffer) => guard(() => talk.feed(bytes)));
    socket.on("end", () => guard(() => talk.end()));
  }
}

/** Who asks and does not read the answers is left. */
function write(socket: Socket, text: string): void {
  if (!socket.writable) return;
  if (socket.writableLength > LIMITS.outboxBytes) socket.destroy();
  else socket.write(text);
}
