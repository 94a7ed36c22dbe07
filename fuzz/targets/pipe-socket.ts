import { Socket } from "node:net";

/** A socket whose other end is the test: nothing goes over any network. */
export class PipeSocket extends Socket {
  readonly #sent: Buffer[] = [];

  constructor() {
    super({ allowHalfOpen: true });
    // A connection that breaks is an everyday thing.
    this.on("error", () => undefined);
  }

  /** All that was written to it. */
  get sent(): Buffer {
    return Buffer.concat(this.#sent);
  }

  override _read(): void {}

  override _write(chunk: Buffer | string, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#sent.push(typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk);
    done();
  }

  override _writev(
    chunks: { chunk: Buffer | string; encoding: BufferEncoding }[],
    done: (error?: Error | null) => void,
  ): void {
    for (const { chunk, encoding } of chunks) this._write(chunk, encoding, () => {});
    done();
  }

  override _final(done: (error?: Error | null) => void): void {
    done();
  }

  override _destroy(cause: Error | null, done: (error: Error | null) => void): void {
    done(cause);
    // Sockets say this themselves, and not as other streams do.
    process.nextTick(() => this.emit("close", cause !== null));
  }
}
