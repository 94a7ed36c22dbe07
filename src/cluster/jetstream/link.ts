import { type JetStreamClient, type JetStreamManager, jetstream } from "@nats-io/jetstream";
import { type NatsConnection, NatsConnectionImpl, type Status } from "@nats-io/transport-node";
import { LIMITS } from "../../core/limits.ts";

/** Who is told how the connection to NATS is. */
export interface LinkListener {
  /** Called each time that it comes or goes. */
  onLink(isUp: boolean): void;
  /** Something went wrong, and is tried again. */
  onTrouble(cause: unknown): void;
}

/** The one connection of a node to NATS, which comes back by itself. */
export class Link {
  readonly nats: NatsConnection;
  readonly jetstream: JetStreamClient;
  readonly manager: JetStreamManager;
  readonly #listener: LinkListener;
  readonly #whenUp = new Set<() => void>();
  #isUp = true;
  #isClosed = false;

  private constructor(nats: NatsConnection, manager: JetStreamManager, listener: LinkListener) {
    this.nats = nats;
    this.manager = manager;
    this.jetstream = manager.jetstream();
    this.#listener = listener;
  }

  /** Takes over a connection that was just made. */
  static async of(nats: NatsConnection, listener: LinkListener): Promise<Link> {
    const options = { timeout: LIMITS.natsAnswerMs };
    const manager = await jetstream(nats, options).jetstreamManager(false);
    return new Link(nats, manager, listener);
  }

  get isUp(): boolean {
    return this.#isUp && !this.#isClosed;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The bytes that the server takes as one message. */
  get maxPayload(): number {
    return this.nats.info?.max_payload ?? LIMITS.streamMessageBytes;
  }

  /** Watches how it is, until it is closed. */
  async watch(): Promise<void> {
    for await (const status of this.nats.status()) this.#hear(status);
  }

  /** Calls that each time that the connection has come back. @returns what calls it off */
  whenUp(run: () => void): () => void {
    this.#whenUp.add(run);
    return () => this.#whenUp.delete(run);
  }

  /** Tells of trouble that is got over. */
  tell(cause: unknown): void {
    if (!this.#isClosed) this.#listener.onTrouble(cause);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.nats.close();
    // A connection that was just being tried to a server that hangs would stay, and keep the process from ending.
    if (this.nats instanceof NatsConnectionImpl) this.nats.protocol.transport.discard();
  }

  #hear(status: Status): void {
    if (this.#isClosed) return;
    if (status.type === "error") this.#listener.onTrouble(status.error);
    if (status.type === "disconnect") this.#turn(false);
    if (status.type === "reconnect") this.#turn(true);
  }

  #turn(isUp: boolean): void {
    if (isUp === this.#isUp) return;
    this.#isUp = isUp;
    this.#listener.onLink(isUp);
    if (isUp) for (const run of this.#whenUp) run();
  }
}
