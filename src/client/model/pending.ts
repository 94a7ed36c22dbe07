import type { MessageEvent } from "../../core/events.ts";
import type { PendingItem } from "./timeline.ts";

interface Entry {
  readonly item: PendingItem;
  /** The seq of a message that seems to be this one, until the answer says so. */
  readonly seenAs?: number;
}

/** What one is saying in a place and the server has not confirmed, in the order in which it was said. */
export class PendingList {
  #entries: readonly Entry[] = [];

  get size(): number {
    return this.#entries.length;
  }

  /** What is to be shown: not what seems to be there already as a message. */
  get shown(): readonly PendingItem[] {
    return this.#entries.flatMap(({ item, seenAs }) => (seenAs === undefined ? [item] : []));
  }

  find(key: string): PendingItem | undefined {
    return this.#entries.find(({ item }) => item.key === key)?.item;
  }

  add(item: PendingItem): void {
    this.#entries = [...this.#entries, { item }];
  }

  remove(key: string): void {
    this.#entries = this.#entries.filter(({ item }) => item.key !== key);
  }

  clear(): void {
    this.#entries = [];
  }

  /** Puts another in its place. */
  replace(key: string, item: PendingItem): void {
    this.#entries = this.#entries.map((entry) => (entry.item.key === key ? { item } : entry));
  }

  /** Lets go of the one that was refused longest ago. Whether there was one. */
  forgetRefused(): boolean {
    const refused = this.#entries.find(({ item }) => item.state !== "waiting");
    if (refused) this.remove(refused.item.key);
    return refused !== undefined;
  }

  /** A message of one's own came: the first of these that says the same is shown no more. Whether there is one. */
  heard({ seq, text, form, tags }: MessageEvent): boolean {
    const reply = tags?.["+draft/reply"];
    const found = this.#entries.find(
      ({ item, seenAs }) =>
        seenAs === undefined &&
        item.state === "waiting" &&
        item.text === text &&
        item.reply === reply &&
        (item.form ?? "message") === form,
    );
    if (!found) return false;
    this.#entries = this.#entries.map((entry) => (entry === found ? { ...entry, seenAs: seq } : entry));
    return true;
  }
}
