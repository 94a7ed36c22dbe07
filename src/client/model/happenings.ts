import {
  type AccountEvent,
  type AwayEvent,
  type ChangeHostEvent,
  type EditEvent,
  type JoinEvent,
  type KickEvent,
  type MessageEvent,
  type NickEvent,
  type PartEvent,
  type QuitEvent,
  type RedactEvent,
  type RenameEvent,
  SERVER,
  type TypingEvent,
  type Who,
} from "../../core/events.ts";
import { standingOf } from "../../core/modes.ts";
import { fold } from "../../core/names.ts";
import type { ShownEvent } from "../../wire/json/messages.ts";
import { ownRefusal } from "../replies.ts";
import type { LivePlace } from "./live-place.ts";
import type { Places } from "./places.ts";

/** What keeping in step needs of the chat. */
export interface HappeningParts {
  readonly places: Places;
  isCurrent(place: LivePlace): boolean;
  /** Our own nick. */
  nick(): string;
  /** Where somebody looks; if nowhere, any place. */
  current(): LivePlace | undefined;
  /** A place, which is opened if it is not there. */
  open(name: string): LivePlace;
  remove(place: LivePlace): void;
  rename(place: LivePlace, name: string): void;
  /** Something about ourselves is another. */
  changeSelf(event: NickEvent | AwayEvent | AccountEvent): void;
  markRead(to: string, until: number): void;
  setWritable(isWritable: boolean): void;
}

/** Brings what happens to the places that it is about. */
export class Happenings {
  readonly #parts: HappeningParts;

  constructor(parts: HappeningParts) {
    this.#parts = parts;
  }

  heard(event: ShownEvent): void {
    switch (event.type) {
      case "message":
      case "edit":
      case "redact":
        this.#said(event);
        return;
      case "typing":
        this.#typing(event);
        return;
      case "join":
        this.#joined(event);
        return;
      case "part":
      case "kick":
        this.#left(event);
        return;
      case "topic":
        this.#channel(event.channel)?.setTopic(event.topic);
        this.#channel(event.channel)?.hear(event);
        return;
      case "mode":
        this.#channel(event.channel)?.roll.follow(event);
        this.#channel(event.channel)?.hear(event);
        return;
      case "rename":
        this.#renamed(event);
        return;
      case "service":
        this.#parts.setWritable(event.writable);
        return;
      case "markread":
        this.#parts.markRead(event.to, event.until);
        return;
      default:
        this.#about(event);
    }
  }

  /** What is about somebody, wherever they are. */
  #about(event: ShownEvent): void {
    switch (event.type) {
      case "quit":
        this.#quit(event);
        return;
      case "nick":
        this.#nick(event);
        return;
      case "away":
      case "account":
      case "chghost":
        this.#known(event);
    }
  }

  #said(event: MessageEvent | EditEvent | RedactEvent): void {
    // Nobody can answer the server: what it says to us is shown where we look.
    if (event.from.nick === SERVER.nick && this.#parts.current()) {
      this.#parts.current()?.hear(event);
      return;
    }
    const name = this.#placeName(event.from, event.to);
    const isSaid = event.type === "message" && event.form !== "tags";
    const isTalk = isSaid && !name.startsWith("#");
    const place = this.#parts.places.find(name) ?? (isTalk ? this.#parts.open(name) : undefined);
    place?.hear(event);
  }

  #typing({ from, to, state }: TypingEvent): void {
    if (!this.#isMe(from)) this.#parts.places.find(this.#placeName(from, to))?.writers.heard({ from, state });
  }

  #joined(event: JoinEvent): void {
    const isOwn = this.#isMe(event.from);
    const place = isOwn ? this.#parts.open(event.channel) : this.#channel(event.channel);
    place?.roll.follow(event);
    place?.hear(event);
    if (isOwn) place?.entered(event.at);
    else this.#parts.places.find(event.from.nick)?.setHere(true);
  }

  #left(event: PartEvent | KickEvent): void {
    const place = this.#channel(event.channel);
    if (!place) return;
    const nick = event.type === "kick" ? event.nick : event.from.nick;
    place.roll.follow({ type: "gone", nick });
    place.writers.done(nick);
    place.hear(event);
    if (fold(nick) !== fold(this.#parts.nick())) return;
    place.leftOut(ownRefusal("not-in-channel", place.name));
    // Where one looks one is not taken away by another session of one's own.
    if (event.type === "part" && !this.#parts.isCurrent(place)) this.#parts.remove(place);
  }

  #quit(event: QuitEvent): void {
    const { nick } = event.from;
    for (const place of this.#parts.places.all) {
      if (!place.roll.has(nick)) continue;
      place.roll.follow({ type: "gone", nick });
      place.writers.done(nick);
      place.hear(event);
    }
    const talk = this.#parts.places.find(nick);
    talk?.setHere(false);
    talk?.writers.clear();
  }

  #nick(event: NickEvent): void {
    const { from, nick } = event;
    const isOwn = this.#isMe(from);
    if (isOwn) this.#parts.changeSelf(event);
    for (const place of this.#parts.places.all) {
      if (!place.roll.has(from.nick)) continue;
      place.roll.follow({ type: "renamed", from: from.nick, to: nick });
      place.writers.done(from.nick);
      place.hear(event);
    }
    const talk = this.#parts.places.find(from.nick);
    if (talk && !isOwn) this.#parts.rename(talk, nick);
  }

  #known(event: AwayEvent | AccountEvent | ChangeHostEvent): void {
    if (event.type !== "chghost" && this.#isMe(event.from)) this.#parts.changeSelf(event);
    for (const place of this.#parts.places.all) place.roll.follow(event);
    if (event.type === "account") this.#parts.places.find(event.from.nick)?.knownAs(event.account);
  }

  #renamed(event: RenameEvent): void {
    const place = this.#channel(event.channel);
    if (!place) return;
    this.#parts.rename(place, event.name);
    place.hear(event);
  }

  #channel(name: string): LivePlace | undefined {
    return this.#parts.places.find(name);
  }

  /** Where something belongs: a channel, or the talk with who said it or whom we said it to. */
  #placeName(from: Who, to: string): string {
    const channel = to.startsWith("#") ? to : standingOf(to)?.channel;
    return channel ?? (this.#isMe(from) ? to : from.nick);
  }

  #isMe({ nick }: Who): boolean {
    return fold(nick) === fold(this.#parts.nick());
  }
}
