import type { LastingEvent } from "../core/events.ts";
import { fold } from "../core/names.ts";
import { Cursor } from "./cursor.ts";

/** The channels that a link is in, or means to be in, each with how far it has been shown. */
export class Channels {
  readonly #cursors = new Map<string, Cursor>();

  /** In the order in which they were added. */
  get all(): readonly Cursor[] {
    return [...this.#cursors.values()];
  }

  /** The cursor of a channel, however it is written. */
  find(name: string): Cursor | undefined {
    return this.#cursors.get(fold(name));
  }

  /** The cursor of the channel of that id. */
  withId(id: string): Cursor | undefined {
    return this.all.find((cursor) => cursor.id === id);
  }

  /** Adds a channel unless it is there; a new key takes the old one's place. */
  add(name: string, key?: string): Cursor {
    const present = this.find(name);
    if (present) {
      present.key = key ?? present.key;
      return present;
    }
    const cursor = new Cursor(name, key);
    this.#cursors.set(fold(name), cursor);
    return cursor;
  }

  /** Takes a channel away. */
  remove(name: string): void {
    this.#cursors.delete(fold(name));
  }

  /**
   * Keeps in step with what happened to the channels, and in them to `nick`, who is us: another session of ours may have
   * asked for it.
   */
  follow(event: LastingEvent, nick: string): void {
    const isOurs = fold(event.from.nick) === fold(nick);
    if (event.type === "join" && isOurs) this.add(event.channel).start(event.seq);
    else if (event.type === "part" && isOurs) this.remove(event.channel);
    else if (event.type === "kick" && fold(event.nick) === fold(nick)) this.remove(event.channel);
    else if (event.type === "rename") this.rename(event.channel, event.name);
    else if (event.type === "redact") this.find(event.to)?.takeBack(event.msgid);
  }

  /** The cursor goes on under the new name, in its place among the others. */
  rename(from: string, to: string): void {
    const renamed = this.find(from);
    if (!renamed) return;
    const others = this.all.filter((cursor) => cursor === renamed || fold(cursor.name) !== fold(to));
    renamed.rename(to);
    this.#cursors.clear();
    for (const cursor of others) this.#cursors.set(fold(cursor.name), cursor);
  }
}
