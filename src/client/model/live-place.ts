import type { Refusal } from "../../core/answers.ts";
import { LIMITS } from "../../core/limits.ts";
import { fold } from "../../core/names.ts";
import type { PastEvent } from "../../core/ports.ts";
import type { TalkItem } from "../../wire/json/messages.ts";
import type { Asked, Reply } from "../outgoing.ts";
import type { Timers } from "../ports.ts";
import { Authorship, type Me } from "./authorship.ts";
import { Facts } from "./facts.ts";
import { MemberRoll } from "./member-roll.ts";
import { PendingList } from "./pending.ts";
import type { Members, Place, PlaceSummary } from "./place.ts";
import { Reading } from "./reading.ts";
import { Cell, type Schedule, type Source } from "./source.ts";
import type { Message, PendingItem, Timeline } from "./timeline.ts";
import { type Bounds, Window } from "./window.ts";
import { Writers } from "./writers.ts";

/** What a place needs of the chat that it belongs to. */
export interface PlaceParts {
  readonly schedule: Schedule;
  readonly timers: Timers;
  readonly now: () => number;
  ask(command: Asked): Promise<Reply>;
  me(): Me;
  /** Whether the place is looked at. */
  isSeen(place: LivePlace): boolean;
  readonly isCurrent: (place: LivePlace) => boolean;
  readonly notify: (place: LivePlace, message: Message) => void;
  saveDraft(key: string, text: string): void;
  /** Something that its summary shows is another. */
  changed(): void;
}

/** A place, kept in step with what is heard of it. */
export class LivePlace implements Place {
  readonly pending: PendingList = new PendingList();
  readonly roll: MemberRoll;
  readonly writers: Writers;
  readonly #parts: PlaceParts;
  readonly #window: Window;
  readonly #reading: Reading;
  readonly #facts: Facts;
  readonly #authorship: Authorship;
  readonly #timesSaid: Cell<number>;
  readonly #draft: Cell<string>;
  /** Whether the end of the timeline is in sight. */
  #isAtEnd = true;

  constructor(name: string, draft: string, parts: PlaceParts) {
    const { schedule, timers } = parts;
    this.#facts = new Facts(
      name,
      () => this.#reading.unread,
      schedule,
      () => parts.changed(),
    );
    this.#authorship = new Authorship(this.kind, () => parts.me());
    this.#parts = parts;
    this.#timesSaid = new Cell(0, schedule);
    this.#draft = new Cell(draft, schedule);
    this.writers = new Writers(timers, schedule);
    this.roll = new MemberRoll({
      schedule,
      timers,
      ask: () => parts.ask({ type: "names", channel: this.name }),
      topic: (topic) => this.setTopic(topic),
    });
    this.#window = new Window({
      schedule,
      history: (bounds) => this.#history({ ...bounds, events: true }),
      itemOf: (message) => this.#authorship.itemOf(message),
      pending: () => this.pending.shown,
      loaded: () => this.#loaded(),
    });
    this.#reading = this.#makeReading();
  }

  get kind(): "channel" | "talk" {
    return this.#facts.kind;
  }

  get key(): string {
    return fold(this.name);
  }

  get name(): string {
    return this.#facts.name;
  }

  get summary(): Source<PlaceSummary> {
    return this.#facts.source;
  }

  get timeline(): Source<Timeline> {
    return this.#window.source;
  }

  get members(): Source<Members> {
    return this.roll.source;
  }

  get typing(): Source<readonly string[]> {
    return this.writers.source;
  }

  get said(): Source<number> {
    return this.#timesSaid;
  }

  get draft(): Source<string> {
    return this.#draft;
  }

  get isHere(): boolean {
    return this.#facts.isHere;
  }

  /** Whether one was taken out of the channel, or could not come in. */
  get isOut(): boolean {
    return this.#facts.out !== undefined;
  }

  /** Whether who answers to the nick can only be who one talks with: it is their account's. */
  get isSurely(): boolean {
    return this.#authorship.isSurely(this.name);
  }

  /** When the latest message was said; 0 if nothing is known of any. */
  get latestAt(): number {
    return this.#facts.latestAt;
  }

  setDraft(text: string): void {
    this.#draft.set(text);
    this.#parts.saveDraft(this.key, text);
  }

  loadEarlier(): Promise<void> {
    return this.#window.loadEarlier();
  }

  loadLater(): Promise<void> {
    return this.#window.loadLater();
  }

  goTo(idOrSeq: string | number): Promise<boolean> {
    return this.#window.goTo(idOrSeq);
  }

  goToLatest(): Promise<void> {
    return this.#window.goToLatest();
  }

  setAtEnd(isAtEnd: boolean): void {
    this.#isAtEnd = isAtEnd;
    this.readIfSeen();
  }

  markRead(): void {
    this.#reading.markRead();
  }

  /** It is the current one from now on. */
  show(): void {
    this.#isAtEnd = true;
    this.#reading.drawLine();
    this.load();
    this.readIfSeen();
  }

  /** Loads what is to be seen of it, and what was missed. */
  load(): void {
    if (this.kind === "channel" && !this.isHere) return;
    void this.#window.load();
    if (this.kind === "channel") this.roll.load();
  }

  /** What can be seen of it is read. */
  readIfSeen(): void {
    this.#reading.readIfSeen();
  }

  /** We are in the channel. @param since when we came, if that was just now */
  entered(since?: number): void {
    this.#facts.isHere = true;
    this.#reading.entered(since);
    if (this.#parts.isCurrent(this)) this.load();
  }

  /** The server tells of a talk that there was. */
  talked({ at, here }: Pick<TalkItem, "at" | "here">): void {
    this.#facts.isHere = here === true;
    this.#facts.said(at);
    this.#reading.talked(at);
    if (this.#parts.isCurrent(this)) this.load();
  }

  /** Nothing is unread but what was heard. */
  quiet(): void {
    this.#reading.quiet();
  }

  /** Whether one is in the channel, or the other of a talk here. */
  setHere(isHere: boolean): void {
    this.#facts.isHere = isHere;
    if (isHere || this.kind === "talk") return;
    this.#reading.broke();
    this.#window.broke();
    this.roll.broke();
  }

  /** One is not in the channel, and why. */
  leftOut(why: Refusal): void {
    this.#facts.out = why;
    this.setHere(false);
  }

  /** The other of a talk is signed in to that account, or to none. */
  knownAs(account: string | undefined): void {
    this.#authorship.knownAs(account);
  }

  setTopic(topic: string): void {
    this.#facts.topic = topic;
  }

  rename(name: string): void {
    const before = this.key;
    this.#facts.name = name;
    const draft = this.#draft.get();
    if (before !== this.key && draft !== "") {
      this.#parts.saveDraft(before, "");
      this.#parts.saveDraft(this.key, draft);
    }
  }

  /** One has read up to a time, says the server. */
  readUntil(until: number): void {
    this.#reading.readUntil(until);
  }

  /** Something was said, or is about what was said. */
  hear(event: PastEvent): void {
    this.#window.hear(event);
    if (event.type === "redact") this.#reading.takenBack(event.msgid);
    if (event.type !== "message" || event.form === "tags") return;
    this.writers.done(event.from.nick);
    this.#facts.said(event.at);
    if (this.#authorship.isOwn(event)) {
      if (this.pending.heard(event)) this.#window.changed();
    } else {
      if (this.kind === "talk") this.#facts.isHere = true;
      this.#reading.heard(event);
    }
    if (this.#window.isEmpty && this.#parts.isCurrent(this)) this.load();
  }

  /** Something is missing, or could not be done. */
  gap(text: string): void {
    this.#window.gap(text);
  }

  broke(): void {
    this.#window.broke();
    this.roll.broke();
    this.writers.clear();
    this.#reading.broke();
  }

  /** The server's log is another. @param text says so */
  reset(text: string): void {
    this.#window.reset(text);
    this.#window.newAfter = undefined;
    this.#reading.unread.clear();
    this.#facts.changed();
    if (this.#parts.isCurrent(this)) this.load();
  }

  /** Something is said here, and pending. */
  say(item: PendingItem): void {
    this.pending.add(item);
    this.#timesSaid.set(this.#timesSaid.get() + 1);
    this.pendingChanged();
  }

  /** What is pending changed. */
  pendingChanged(): void {
    this.#window.changed();
  }

  /** What was said is on the server as this seq: has it take the place of what is pending. */
  async confirmed(pending: string, seq: number): Promise<void> {
    if (this.#window.isAtEnd && !this.#window.hasSeq(seq)) await this.#window.fetch(seq);
    this.pending.remove(pending);
    this.#window.changed();
  }

  /** Whether one has reacted so to a message, as far as is known. */
  hasReacted(id: string, text: string): boolean {
    return this.#authorship.hasReacted(this.#window.message(id), text);
  }

  /** Stops what is timed. */
  close(): void {
    this.#reading.close();
    this.writers.clear();
    this.roll.broke();
  }

  #makeReading(): Reading {
    const { timers, now, isCurrent, notify } = this.#parts;
    return new Reading({
      timers,
      now,
      since: (at) => this.#history({ afterAt: at, limit: LIMITS.unreadAsked }),
      tell: (at) => void this.#parts.ask({ type: "markread", to: this.name, at }),
      isOwn: (message) => this.#authorship.isOwn(message),
      isMention: (message) => this.#authorship.isMention(message),
      isCurrent: () => isCurrent(this),
      isSeen: () => this.#isSeen,
      isLoaded: () => this.#window.isAtEnd,
      latestAt: () => this.latestAt,
      said: (at) => this.#facts.said(at),
      drawLine: (after) => {
        this.#window.newAfter = after;
      },
      notify: (message) => notify(this, message),
      changed: () => this.#facts.changed(),
    });
  }

  get #isSeen(): boolean {
    return this.#isAtEnd && this.#window.isAtEnd && this.#parts.isSeen(this);
  }

  #loaded(): void {
    const { latest } = this.#window;
    if (latest) this.#facts.said(latest.at);
    this.readIfSeen();
  }

  #history(bounds: Bounds): Promise<Reply> {
    const of = this.kind === "channel" ? { channel: this.name } : { with: this.name };
    return this.#parts.ask({ type: "history", ...of, ...bounds });
  }
}
