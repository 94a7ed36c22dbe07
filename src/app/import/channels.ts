import { LIMITS } from "../../core/limits.ts";
import { fold } from "../../core/names.ts";
import { makeChannel } from "../../core/rules/channel-life.ts";
import { type Channel, emptyState, type State, type Topic } from "../../core/state.ts";
import type { ChannelItem } from "./item.ts";

/** A channel as it came. */
export interface ImportedChannel {
  readonly name: string;
  /** Whether not everybody could come into it where it was. */
  readonly wasClosed: boolean;
  /** Whether not everybody can come into it here: nobody reads what was said in it. */
  readonly isClosed: boolean;
}

/** Puts together what sources know of channels. */
export class Channels {
  /** In which nothing has happened but that there are these channels. */
  readonly state: State = emptyState();
  readonly #opened: ReadonlySet<string>;
  readonly #closed = new Set<string>();
  readonly #created = new Map<string, number>();

  /** @param opened - folded names of channels to which everybody may come though they were closed */
  constructor(opened: ReadonlySet<string>) {
    this.#opened = opened;
  }

  /**
   * The channel of that name, made if need be; nothing if there are too many.
   * @param at - when it was there at the latest
   */
  channel(name: string, at: number): Channel | undefined {
    const known = this.state.channels.get(fold(name));
    if (known) return known;
    if (this.state.channels.size >= LIMITS.channels) return undefined;
    const made = makeChannel(this.state, name, { seq: 0, at });
    this.state.empty.add(fold(name));
    return made;
  }

  /** Takes what a source knows of a channel; false if there are too many. */
  add({ channel: name, created, topic, flags, isClosed }: ChannelItem): boolean {
    const channel = this.channel(name, created ?? Number.MAX_SAFE_INTEGER);
    if (!channel) return false;
    const key = fold(name);
    if (created !== undefined) this.#created.set(key, Math.min(created, this.#created.get(key) ?? created));
    if (topic) this.setTopic(channel, topic);
    if (flags !== undefined) channel.flags = flags;
    if (isClosed || flags?.includes("i")) this.#closed.add(key);
    return true;
  }

  /** A topic that was set, unless a later one is known. */
  setTopic(channel: Channel, topic: Topic): void {
    if (topic.at < (channel.topic?.at ?? 0)) return;
    if (topic.text === "") delete channel.topic;
    else channel.topic = topic;
  }

  /** All there are, in the order of their names. */
  get imported(): readonly ImportedChannel[] {
    return [...this.state.channels]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, { name }]) => ({ name, wasClosed: this.#closed.has(key), isClosed: this.#isClosed(key) }));
  }

  /**
   * The state after everything: nobody is here, and nobody is first in a channel to which not everybody could come.
   * @param seq - of the last event, and its time
   */
  finish(epoch: string, seq: number, at: number): State {
    const { state } = this;
    for (const [key, channel] of state.channels) {
      const created = Math.min(this.#created.get(key) ?? channel.created, at);
      const invite = this.#isClosed(key) ? "i" : "";
      const flags = [...new Set(`${channel.flags.replaceAll("i", "")}${invite}`)].sort().join("");
      state.channels.set(key, { ...channel, created, flags });
    }
    state.epoch = epoch;
    state.seq = seq;
    state.at = at;
    return state;
  }

  #isClosed(key: string): boolean {
    return this.#closed.has(key) && !this.#opened.has(key);
  }
}
