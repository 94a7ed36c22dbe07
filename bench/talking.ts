import { apply } from "../src/core/apply.ts";
import type { Act, Draft, Entry } from "../src/core/commands.ts";
import { keptOf } from "../src/core/keeping.ts";
import { openStore, type Store, type StoreOptions } from "../src/store/store.ts";
import type { Talk } from "./talk.ts";

/** The channels in which is talked; the first ones most. */
export const CHANNELS: readonly string[] = Array.from({ length: 50 }, (_, i) => `#channel-${i}`);

const TALKERS = Array.from({ length: 100 }, (_, i) => `talker${i}`);

/** A store, and those who talk in it, as fast as it goes or so many times a second. */
export class Talking {
  /** How long acknowledgements took, in milliseconds, of what was said by `keepTalking`. */
  acknowledged: number[] = [];
  #store: Store;
  readonly #talk: Talk;
  readonly #appended = new Map<Draft, number>();
  #waiting = 0;
  #drained: (() => void) | undefined;

  constructor(store: Store, talk: Talk) {
    this.#store = store;
    this.#talk = talk;
    this.#attach();
  }

  get store(): Store {
    return this.#store;
  }

  /** Closes the store, and opens it again in the same folder or another way. @param between - called while it is closed */
  async reopen(options: StoreOptions, between: () => void = () => {}): Promise<void> {
    await this.#store.close();
    between();
    this.#store = await openStore(options);
    this.#attach();
  }

  /** Lets everybody join every channel, and say so many messages in all. @param tick - called after each 5000 */
  async fill(count: number, tick: () => void = () => {}): Promise<void> {
    this.#append("", { type: "start", name: "n", epoch: "epoch", channels: [] });
    for (const nick of TALKERS) {
      this.#append(nick, { type: "open", nick, made: false, ident: "u", realname: "", host: "h", dialect: "irc" });
      for (const channel of CHANNELS) this.#append(nick, { type: "join", channel });
      await this.drain();
    }
    for (let said = 0; said < count; ) {
      for (let i = 0; i < 5_000 && said < count; i++, said++) this.#sayOne();
      await this.drain();
      tick();
    }
  }

  /** Says so many messages a second, until the returned function is called. */
  keepTalking(rate: number): () => void {
    const start = performance.now();
    let said = 0;
    const timer = setInterval(() => {
      for (const due = ((performance.now() - start) / 1000) * rate; said < due; said++) {
        this.#appended.set(this.#sayOne(), performance.now());
      }
    }, 5);
    return () => clearInterval(timer);
  }

  /** Waits until all that was said is acknowledged. */
  async drain(): Promise<void> {
    if (this.#waiting === 0) return;
    await new Promise<void>((resolve) => {
      this.#drained = resolve;
    });
  }

  #attach(): void {
    this.#store.attach({
      follow: (entries, drafts) => this.#follow(entries, drafts),
      refused: (_draft, why) => {
        throw new Error(why.text);
      },
    });
  }

  #sayOne(): Draft {
    const channel = CHANNELS[Math.floor(this.#talk.chance() ** 2 * CHANNELS.length)] ?? "";
    const talker = TALKERS[Math.floor(this.#talk.chance() ** 2 * TALKERS.length)] ?? "";
    return this.#append(talker, { type: "say", to: channel, text: this.#talk.message() });
  }

  #append(session: string, act: Act): Draft {
    const draft = { node: "n", session, act };
    const refusal = this.#store.append(draft);
    if (refusal) throw new Error(refusal.text);
    this.#waiting++;
    return draft;
  }

  #follow(entries: readonly Entry[], drafts: readonly (Draft | undefined)[]): void {
    for (const [i, entry] of entries.entries()) {
      const outcome = apply(this.#store.state, entry);
      if (outcome.refusal) throw new Error(outcome.refusal.text);
      for (const emission of outcome.emissions) {
        for (const kept of keptOf(this.#store.state, entry, emission)) this.#store.keep(kept);
      }
      const draft = drafts[i];
      const at = draft && this.#appended.get(draft);
      if (!draft || at === undefined) continue;
      this.#appended.delete(draft);
      this.acknowledged.push(performance.now() - at);
    }
    this.#waiting -= entries.length;
    if (this.#waiting === 0) this.#drained?.();
  }
}

/** Prints a row of a table. */
export function row(name: string, cells: readonly string[]): void {
  process.stdout.write(`${name.padEnd(24)}${cells.map((cell) => cell.padStart(10)).join("")}\n`);
}

/** The median, the 99th percentile and the greatest of some times, to print them. */
export function quantiles(times: readonly number[]): string[] {
  const sorted = times.toSorted((one, other) => one - other);
  return [0.5, 0.99, 1].map((part) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(1),
  );
}
