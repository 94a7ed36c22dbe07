import { fold } from "../core/names.ts";
import type { JsonCommand } from "../wire/json/commands.ts";
import type { Ok, ShownEvent, Welcome } from "../wire/json/messages.ts";
import { catchUp } from "./catch-up.ts";
import { Channels } from "./channels.ts";
import type { Cursor } from "./cursor.ts";
import type { LinkOptions } from "./link-options.ts";
import type { News } from "./news.ts";
import type { Asked, Reply } from "./outgoing.ts";
import { refusalOf } from "./replies.ts";

/** What following needs of the link. `ask` never calls back once the connection is broken. */
export interface FollowingParts {
  ask(command: JsonCommand, done: (reply: Reply) => void): void;
  tell(news: News): void;
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

  constructor({ nick, channels }: Pick<LinkOptions, "nick" | "channels">, parts: FollowingParts) {
    this.#parts = parts;
    this.#nick = nick;
    this.#wantsServers = channels === undefined;
    for (const channel of channels ?? []) this.#channels.add(channel);
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
    this.#nick = welcome.nick;
    this.#parts.tell({ type: "open", welcome, again: before !== undefined });
    if (before && this.#isAnotherLog(before, welcome, seq)) this.#startAgain(seq);
    for (const name of welcome.joined) this.#channels.add(name).start(seq);
    if (!before && this.#wantsServers) this.#channels.add(welcome.channel);
    for (const cursor of this.#channels.all) this.#rejoin(cursor, before !== undefined);
  }

  /** Something happened. It is told, a message of a channel only in its turn. */
  event(event: ShownEvent): void {
    if (event.type === "message") {
      const cursor = this.#channels.find(event.to);
      const shown = cursor ? cursor.take(event) : event;
      if (shown) this.#show([shown]);
      return;
    }
    if (event.type !== "typing") this.#channels.follow(event, this.#nick ?? "");
    this.#show([event]);
    if (event.type === "nick" && fold(event.from.nick) === fold(this.#nick ?? "")) this.#nick = event.nick;
  }

  /** A command was carried out. A channel that was joined by hand is joined again after a break, one that was left not. */
  did(command: Asked, reply: Ok): void {
    if (command.type === "part") this.#channels.remove(command.channel);
    if (command.type === "join") this.#channels.add(command.channel, command.key).start(reply.seq ?? 0);
  }

  /** The connection broke: from now on messages may be missed. */
  broke(): void {
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

  #rejoin(cursor: Cursor, again: boolean): void {
    const { name, key } = cursor;
    this.#parts.ask({ type: "join", channel: name, ...(key !== undefined && { key }) }, (reply) => {
      // By now it may have another name.
      const channel = cursor.name;
      if (reply.type === "refused") {
        this.#channels.remove(channel);
        this.#parts.tell({ type: "lost", channel, refusal: refusalOf(reply) });
        return;
      }
      cursor.start(reply.seq ?? 0);
      this.#parts.tell({ type: "joined", channel, again });
      catchUp(cursor, {
        ask: (command, done) => this.#parts.ask(command, done),
        show: (events) => this.#show(events),
        gap: (where, text) => this.#parts.tell({ type: "gap", channel: where, text }),
      });
    });
  }

  #show(events: readonly ShownEvent[]): void {
    for (const event of events) this.#parts.tell({ type: "event", event });
  }
}
