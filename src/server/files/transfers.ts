import { RATES } from "../../core/rates.ts";
import { addressKey } from "../../wire/address-key.ts";
import { type Problem, tooMany } from "./reply.ts";

/** A request for or with a file, from its beginning to its end. */
export class Transfer {
  readonly #controller = new AbortController();
  readonly #ending = Promise.withResolvers<void>();
  readonly #onEnd: () => void;

  /** Made by `Transfers.begin`. */
  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  /** Tells that the server wants it to end. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Resolved once it is over. */
  get over(): Promise<void> {
    return this.#ending.promise;
  }

  /** Tells it to end. */
  abort(): void {
    this.#controller.abort();
  }

  /** To be called when it is over, once. */
  end(): void {
    this.#onEnd();
    this.#ending.resolve();
  }
}

/** What goes on at a time: so much of all, so much of one address, and at one upload only one thing. */
export class Transfers {
  readonly #mostPerAddress: number;
  /** Each with the address that it is for. */
  readonly #running = new Map<Transfer, string>();
  readonly #perAddress = new Map<string, number>();
  readonly #uploads = new Map<string, Transfer>();
  #isClosing = false;

  /** @param rateLimits whether there is a limit to what one address may do */
  constructor(rateLimits: boolean) {
    this.#mostPerAddress = rateLimits ? RATES.transfersPerAddress.most : Number.POSITIVE_INFINITY;
  }

  /** How many go on. */
  get size(): number {
    return this.#running.size;
  }

  /** Begins one, unless there are too many. @param address an IP address */
  begin(address: string): Transfer | Problem {
    if (this.#isClosing || this.#running.size >= RATES.transfers.most) return tooMany("server");
    const key = addressKey(address);
    const count = this.#perAddress.get(key) ?? 0;
    if (count >= this.#mostPerAddress) return tooMany("address");
    this.#perAddress.set(key, count + 1);
    const transfer = new Transfer(() => {
      this.#running.delete(transfer);
      this.#leave(key);
    });
    this.#running.set(transfer, address);
    return transfer;
  }

  /**
   * Has an upload for one transfer alone, until that is over. What still goes on at it is ended first, and waited for: a
   * client that comes back to its upload has given up what it did before, though that may not show here yet.
   */
  async claim(upload: string, transfer: Transfer): Promise<void> {
    // Whoever is done waiting takes it in the same turn, before another can see it free.
    for (let other = this.#uploads.get(upload); other; other = this.#uploads.get(upload)) {
      other.abort();
      await other.over;
    }
    this.#uploads.set(upload, transfer);
    void transfer.over.then(() => this.#uploads.delete(upload));
  }

  /** Ends what goes on at an upload, and waits until it is over. */
  async clear(upload: string): Promise<void> {
    const running = this.#uploads.get(upload);
    running?.abort();
    await running?.over;
  }

  /** Ends those for an address of which that is so. */
  endFor(isMeant: (address: string) => boolean): void {
    for (const [transfer, address] of [...this.#running]) if (isMeant(address)) transfer.abort();
  }

  /** Begins no more, ends all, and waits until they are over. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const running = [...this.#running.keys()];
    for (const transfer of running) transfer.abort();
    await Promise.all(running.map(({ over }) => over));
  }

  #leave(key: string): void {
    const left = (this.#perAddress.get(key) ?? 1) - 1;
    if (left > 0) this.#perAddress.set(key, left);
    else this.#perAddress.delete(key);
  }
}
