import type { Refusal } from "../core/answers.ts";
import type { Who } from "../core/events.ts";
import { fold } from "../core/names.ts";
import type { JsonCommand } from "../wire/json/commands.ts";
import type { Ok, ShownEvent, Welcome } from "../wire/json/messages.ts";
import { catchUp } from "./catch-up.ts";
import { Channels } from "./channels.ts";
import type { Cursor } from "./cursor.ts";
import type { LinkOptions } from "./link-options.ts";
import type { News } from "./news.ts";
import type { Asked, Reply } from "./outgoing.ts";
import { ownRefusal, refusalOf } from "./replies.ts";

/** What following needs of the link. `ask` never calls back once the connection is broken. */
export interface FollowingParts {
  ask(command: JsonCommand, done: (reply: Reply) => void): void;
  tell(news: News): void;
  /** Whether somebody has asked to come into a channel, and the answer is to come. */
  isJoining(channel: string): boolean;
  /** A channel has another name: what waits for it goes there. */
  renamed(from: string, to: string): void;
  /** We are not in a channel any more: what waits for it is refused. */
  lost(channel: string, refusal: Refusal): void;
  /** All channels have been taken up again. */
  ready(): void;
}

/**
 * Who we are on the server, in which channels, and how much of them has been told: kept in step with what happens, and
 * taken up again on the next connection when one breaks.
 */
export class Following {
  readonly #parts: FollowingParts;
  readonly #channels = new Channels();
  /** Whether to be in the server's own channel, since no other is wanted. */
  readonly #wantsServers: boolean;
  #nick: string | undefined;
  #welcome: Welcome | undefined;
  /** Channels that we were in before, until the server has let us in. */
  readonly #kept = new Set<Cursor>();
  /** Channels that are being joined by ourselves. */
  readonly #rejoining = new Set<Cursor>();
  /** Whether that is after a break. */
  #isAgain = false;

  constructor({ nick, channels, kept }: Pick<LinkOptions, "nick" | "channels" | "kept">, parts: FollowingParts) {
    this.#parts = parts;
    this.#nick = nick;
    this.#wantsServers = channels === undefined && kept === undefined;
    for (const channel of channels ?? []) this.#channels.add(channel).mayMake = true;
    for (const channel of kept ?? []) this.#kept.add(this.#channels.add(channel));
  }

  /** Whether it is not known yet after a break what the channels are called by now: until then nothing is to go there. */
  get isTakingUp(): boolean {
    return this.#isAgain && this.#rejoining.size > 0;
  }

  /** The nick that we have, or want if any. */
  get nick(): string | undefined {
    return this.#nick;
  }

  /** Whether the server has let us in, on this connection or an earlier one. */
  get isKnown(): boolean {
    return this.#welcome !== undefined;
  }

  /** The channels that we are in, or mean to be in. */
  get channels(): readonly string[] {
    return this.#channels.all.map(({ name }) => name);
  }

  /** The server let us in: goes (back) into the channels, and catches up. @param seq where its log stands */
  welcomed(welcome: Welcome, seq: number): void {
    const before = this.#welcome;
    this.#welcome = welcome;
    this.#isAgain = before !== undefined;
    this.#nick = welcome.nick;
    this.#parts.tell({ type: "open", welcome, again: before !== undefined });
    if (before && this.#isAnotherLog(before, welcome, seq)) this.#startAgain(seq);
    const here = this.#channelsOf(welcome, seq);
    if (!before && this.#wantsServers) this.#channels.add(welcome.channel).mayMake = true;
    for (const cursor of this.#channels.all) {
      // Who was here all along is in no other channel than those: the others were left by another session, or one was kicked.
      const isLeft = before ? cursor.last !== undefined : this.#kept.has(cursor);
      if (welcome.present && here.has(cursor)) this.#enter(cursor, before !== undefined);
      else if (welcome.present && isLeft) this.#lose(cursor, ownRefusal("not-in-channel", cursor.name));
      else this.#rejoin(cursor, before !== undefined);
    }
    this.#kept.clear();
  }

  /** Something happened. It is told, a message of a channel only in its turn. */
  event(event: ShownEvent): void {
    if (event.type === "message") {
      const cursor = this.#channels.find(event.to);
      const shown = cursor ? cursor.take(event) : event;
      if (shown) this.#show([shown]);
      return;
    }
    if ("seq" in event) this.#channels.follow(event, this.#nick ?? "");
    if (event.type === "rename") this.#parts.renamed(event.channel, event.name);
    if (event.type === "join" && this.#isMe(event.from)) this.#askId(event.channel);
    this.#show([event]);
    if (event.type === "nick" && this.#isMe(event.from)) this.#nick = event.nick;
  }

  /** A command was carried out. A channel that was joined by hand is joined again after a break, one that was left not. */
  did(command: Asked, reply: Ok): void {
    if (command.type === "part") this.#channels.remove(command.channel);
    if (command.type !== "join") return;
    const cursor = this.#channels.add(reply.channel ?? command.channel, command.key);
    cursor.id = reply.id ?? cursor.id;
    cursor.start(reply.seq ?? 0);
  }

  /** The connection broke: from now on messages may be missed. */
  broke(): void {
    this.#rejoining.clear();
    for (const cursor of this.#channels.all) cursor.broke();
  }

  /** Whether places that we know mean nothing in this log: another epoch, or a log that was put back to earlier. */
  #isAnotherLog(before: Welcome, welcome: Welcome, seq: number): boolean {
    return before.epoch !== welcome.epoch || this.#channels.all.some(({ last }) => last !== undefined && last > seq);
  }

  #startAgain(seq: number): void {
    for (const cursor of this.#channels.all) cursor.start(seq, true);
    this.#parts.tell({ type: "gap", text: "The server has begun a new log; what was said meanwhile is not known." });
  }

  /** The channels that the server says we are in, by the names that they have now. */
  #channelsOf({ joined, joinedIds = [] }: Welcome, seq: number): ReadonlySet<Cursor> {
    const found = joined.map((name, i) => ({ name, id: joinedIds[i] }));
    // Those that we know first: another may have the old name of one by now.
    for (const { name, id } of found) {
      const cursor = id === undefined ? undefined : this.#channels.withId(id);
      if (cursor) this.#rename(cursor, name);
    }
    return new Set(
      found.map(({ name, id }) => {
        const namesake = this.#channels.find(name);
        if (namesake && isAnother(namesake, id)) this.#lose(namesake, ownRefusal("no-such-channel", name));
        const cursor = this.#channels.add(name);
        cursor.id = id ?? cursor.id;
        cursor.start(seq);
        return cursor;
      }),
    );
  }

  #rejoin(cursor: Cursor, again: boolean): void {
    const { name, key, id, mayMake } = cursor;
    const which = id === undefined ? !mayMake && { exists: true } : { id };
    this.#rejoining.add(cursor);
    this.#parts.ask({ type: "join", channel: name, ...(key !== undefined && { key }), ...which }, (reply) => {
      this.#rejoined(cursor, reply, again);
      if (this.#rejoining.delete(cursor) && !this.isTakingUp) this.#parts.ready();
    });
  }

  #rejoined(cursor: Cursor, reply: Reply, again: boolean): void {
    if (reply.type === "refused") {
      this.#lose(cursor, refusalOf(reply));
      return;
    }
    const { channel, id, seq = 0 } = reply;
    const isSame =
      cursor.id === undefined ? channel === undefined || isCalled(cursor, channel) : !isAnother(cursor, id);
    if (!isSame) {
      this.#lose(cursor, ownRefusal("not-in-channel", cursor.name, `You were sent on to ${channel}.`));
      return;
    }
    if (channel !== undefined) this.#rename(cursor, channel);
    cursor.id = id ?? cursor.id;
    cursor.start(seq);
    this.#enter(cursor, again);
  }

  /** We are in a channel: catches up with it. */
  #enter(cursor: Cursor, again: boolean): void {
    this.#parts.tell({ type: "joined", channel: cursor.name, again });
    catchUp(cursor, {
      ask: (command, done) => this.#parts.ask(command, done),
      show: (events) => this.#show(events),
      gap: (where, text) => this.#parts.tell({ type: "gap", channel: where, text }),
    });
  }

  #lose(cursor: Cursor, refusal: Refusal): void {
    // By now it may have another name, or be gone.
    const { name: channel } = cursor;
    if (this.#channels.find(channel) === cursor) this.#channels.remove(channel);
    this.#parts.lost(channel, refusal);
    this.#parts.tell({ type: "lost", channel, refusal });
  }

  /** A channel has another name than when the connection broke. */
  #rename(cursor: Cursor, name: string): void {
    const { name: channel } = cursor;
    if (channel === name) return;
    const namesake = this.#channels.find(name);
    if (namesake && namesake !== cursor) this.#lose(namesake, ownRefusal("no-such-channel", name));
    this.#channels.rename(channel, name);
    this.#parts.renamed(channel, name);
    this.#parts.tell({ type: "renamed", channel, name });
  }

  /** Another session of ours joined a channel: only its name is told. */
  #askId(channel: string): void {
    const cursor = this.#channels.find(channel);
    if (!cursor || cursor.id !== undefined || this.#rejoining.has(cursor) || this.#parts.isJoining(channel)) return;
    this.#parts.ask({ type: "modes", channel }, (reply) => {
      if (reply.type === "ok") cursor.id ??= reply.id;
    });
  }

  #isMe({ nick }: Who): boolean {
    return fold(nick) === fold(this.#nick ?? "");
  }

  #show(events: readonly ShownEvent[]): void {
    for (const event of events) this.#parts.tell({ type: "event", event });
  }
}

/** Whether a channel is known to be another than the one of an id. */
function isAnother(cursor: Cursor, id: string | undefined): boolean {
  return cursor.id !== undefined && id !== undefined && cursor.id !== id;
}

function isCalled(cursor: Cursor, name: string): boolean {
  return fold(cursor.name) === fold(name);
}
