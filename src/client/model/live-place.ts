import type { MessageEvent } from "../../core/events.ts";
import { LIMITS } from "../../core/limits.ts";
import { fold } from "../../core/names.ts";
import type { PastEvent } from "../../core/ports.ts";
import type { TalkItem } from "../../wire/json/messages.ts";
import type { Asked, Reply } from "../outgoing.ts";
import type { Timers } from "../ports.ts";
import { MemberRoll } from "./member-roll.ts";
import { mentions } from "./mention.ts";
import { PendingList } from "./pending.ts";
import type { Members, Place, PlaceSummary } from "./place.ts";
import { Cell, Made, type Schedule, type Source } from "./source.ts";
import type { Message, MessageItem, Timeline } from "./timeline.ts";
import { Unread } from "./unread.ts";
import { type Bounds, Window } from "./window.ts";
import { Writers } from "./writers.ts";

/** Who one is, as far as a place has to know. */
export interface Me {
  readonly nick: string;
  readonly account?: string;
}

/** What a place needs of the chat that it belongs to. */
export interface PlaceParts {
  readonly schedule: Schedule;
  readonly timers: Timers;
  readonly now: () => number;
  ask(command: Asked): Promise<Reply>;
  me(): Me;
  /** Whether the place is looked at. */
  isSeen(place: LivePlace): boolean;
  isCurrent(place: LivePlace): boolean;
  notify(place: LivePlace, message: Message): void;
  saveDraft(key: string, text: string): void;
  /** Something that its summary shows is another. */
  changed(): void;
}

/** A place, kept in step with what is heard of it. */
export class LivePlace implements Place {
  readonly kind: "channel" | "talk";
  readonly pending: PendingList = new PendingList();
  readonly roll: MemberRoll;
  readonly writers: Writers;
  readonly #parts: PlaceParts;
  readonly #window: Window;
  readonly #unread = new Unread();
  readonly #summary: Made<PlaceSummary>;
  readonly #draft: Cell<string>;
  #name: string;
  #topic: string | undefined;
  #isHere = false;
  #latest: number | undefined;
  /** Whether the end of the timeline is in sight. */
  #isAtEnd = true;
  /** Whether what is unread has been asked for since the connection was made. */
  #isFresh = false;
  /** Whether that is known. */
  #isCounted = false;
  #wasEntered = false;
  #stopMarking: (() => void) | undefined;

  constructor(name: string, draft: string, parts: PlaceParts) {
    const { schedule, timers } = parts;
    this.kind = name.startsWith("#") ? "channel" : "talk";
    this.#name = name;
    this.#parts = parts;
    this.#draft = new Cell(draft, schedule);
    this.#summary = new Made(() => this.#summarize(), schedule);
    this.writers = new Writers(timers, schedule);
    this.roll = new MemberRoll({
      schedule,
      timers,
      ask: () => parts.ask({ type: "names", channel: this.#name }),
      topic: (topic) => this.setTopic(topic),
    });
    this.#window = new Window({
      schedule,
      history: (bounds) => this.#history({ ...bounds, events: true }),
      itemOf: (message) => this.#itemOf(message),
      pending: () => this.pending.shown,
      loaded: () => this.#loaded(),
    });
  }

  get key(): string {
    return fold(this.#name);
  }

  get name(): string {
    return this.#name;
  }

  get summary(): Source<PlaceSummary> {
    return this.#summary;
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

  get draft(): Source<string> {
    return this.#draft;
  }

  get isHere(): boolean {
    return this.#isHere;
  }

  /** When the latest message was said; 0 if nothing is known of any. */
  get latestAt(): number {
    return this.#latest ?? 0;
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
    if (this.#unread.hasMore && !this.#window.isAtEnd) {
      // When the last was said only the server knows; it says so to all of one's sessions.
      void this.#parts.ask({ type: "markread", to: this.#name, at: this.#parts.now() });
      return;
    }
    if (!this.#unread.readUntil(Math.max(this.latestAt, this.#unread.lastAt))) return;
    this.#changed();
    if (!this.#stopMarking) this.#tellRead();
  }

  /** It is the current one from now on. */
  show(): void {
    this.#isAtEnd = true;
    this.#window.newAfter = this.#newLine();
    this.load();
    this.readIfSeen();
  }

  /** Loads what is to be seen of it, and what was missed. */
  load(): void {
    if (this.kind === "channel" && !this.#isHere) return;
    void this.#window.load();
    if (this.kind === "channel") this.roll.load();
  }

  /** What can be seen of it is read. */
  readIfSeen(): void {
    const isSeen = this.#isAtEnd && this.#window.isAtEnd && this.#parts.isSeen(this);
    if (isSeen && this.#isCounted) this.markRead();
  }

  /** We are in the channel. @param since when we came, if that was just now */
  entered(since?: number): void {
    if (!this.#wasEntered && since !== undefined && this.#unread.until === 0) this.#unread.readUntil(since);
    this.#here(true);
    if (!this.#isFresh) this.#count();
    if (this.#parts.isCurrent(this)) this.load();
  }

  /** The server tells of a talk that there was. */
  talked({ at, here }: Pick<TalkItem, "at" | "here">): void {
    this.#here(here === true);
    this.#said(at);
    if (!this.#isFresh && at > this.#unread.until) this.#count();
    else this.quiet();
    if (this.#parts.isCurrent(this)) this.load();
  }

  /** Nothing is unread but what was heard. */
  quiet(): void {
    const isFirst = !this.#isCounted;
    this.#isCounted = true;
    this.#wasEntered = true;
    if (isFirst && this.#parts.isCurrent(this)) this.#window.newAfter = this.#newLine();
    this.#changed();
    this.readIfSeen();
  }

  /** Whether one is in the channel, or the other of a talk here. */
  setHere(isHere: boolean): void {
    this.#here(isHere);
    if (isHere || this.kind === "talk") return;
    this.#isFresh = false;
    this.#window.broke();
    this.roll.broke();
  }

  setTopic(topic: string): void {
    const next = topic === "" ? undefined : topic;
    if (next === this.#topic) return;
    this.#topic = next;
    this.#changed();
  }

  rename(name: string): void {
    const before = this.key;
    this.#name = name;
    const draft = this.#draft.get();
    if (before !== this.key && draft !== "") {
      this.#parts.saveDraft(before, "");
      this.#parts.saveDraft(this.key, draft);
    }
    this.#changed();
  }

  /** One has read up to a time, says the server. */
  readUntil(until: number): void {
    const hadMore = this.#unread.hasMore;
    if (!this.#unread.readUntil(until)) return;
    if (hadMore && until < Math.max(this.latestAt, this.#unread.lastAt)) this.#count();
    this.#changed();
  }

  /** Something was said, or is about what was said. */
  hear(event: PastEvent): void {
    this.#window.hear(event);
    if (event.type === "redact" && this.#unread.remove(event.msgid)) this.#changed();
    if (event.type !== "message" || event.form === "tags") return;
    this.writers.done(event.from.nick);
    this.#said(event.at);
    if (this.#isOwn(event)) {
      if (this.pending.heard(event)) this.#window.changed();
    } else this.#heardOther(event);
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
    this.#isFresh = false;
  }

  /** The server's log is another. @param text says so */
  reset(text: string): void {
    this.#window.reset(text);
    this.#window.newAfter = undefined;
    this.#unread.clear();
    this.#changed();
    if (this.#parts.isCurrent(this)) this.load();
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
    const { nick, account } = this.#parts.me();
    const reaction = this.#window.message(id)?.reactions?.find((one) => one.text === text);
    const isMine = (by: Me): boolean =>
      account === undefined ? by.account === undefined && by.nick === nick : by.account === account;
    return reaction?.by.some(isMine) ?? false;
  }

  /** Stops what is timed. */
  close(): void {
    this.#stopMarking?.();
    this.writers.clear();
    this.roll.broke();
  }

  #heardOther(event: MessageEvent): void {
    if (this.kind === "talk") this.#here(true);
    const isSeen = this.#isAtEnd && this.#window.isAtEnd && this.#parts.isSeen(this);
    if (isSeen) this.readIfSeen();
    else this.#addUnread(event, true);
  }

  #addUnread(event: MessageEvent, isNews: boolean): void {
    const isMention = this.kind === "talk" || this.#isMention(event);
    const isFirst = this.#unread.count === 0;
    if (!this.#unread.add({ id: event.id, seq: event.seq, at: event.at, isMention })) return;
    if (isFirst && isNews && this.#parts.isCurrent(this)) this.#window.newAfter = event.seq - 1;
    if (isMention && isNews) this.#parts.notify(this, event);
    this.#changed();
  }

  /** Asks what is unread. Who was here before is told of it as of what comes. */
  #count(): void {
    const isNews = this.#isCounted;
    this.#isFresh = true;
    void this.#history({ afterAt: this.#unread.until, limit: LIMITS.unreadAsked }).then((reply) => {
      if (reply.type === "ok") {
        for (const message of reply.messages ?? []) {
          this.#said(message.at);
          if (!this.#isOwn(message)) this.#addUnread(message, isNews);
        }
        if (reply.more) this.#unread.more();
      }
      this.quiet();
    });
  }

  #newLine(): number | undefined {
    const { first } = this.#unread;
    return first === undefined ? undefined : first - 1;
  }

  #loaded(): void {
    const { latest } = this.#window;
    if (latest) this.#said(latest.at);
    this.readIfSeen();
  }

  #tellRead(): void {
    void this.#parts.ask({ type: "markread", to: this.#name, at: this.#unread.until });
    const told = this.#unread.until;
    this.#stopMarking = this.#parts.timers.after(LIMITS.markReadMs, () => {
      this.#stopMarking = undefined;
      if (this.#unread.until > told) this.#tellRead();
    });
  }

  #history(bounds: Bounds): Promise<Reply> {
    const of = this.kind === "channel" ? { channel: this.#name } : { with: this.#name };
    return this.#parts.ask({ type: "history", ...of, ...bounds });
  }

  #itemOf(message: Message): MessageItem {
    const isOwn = this.#isOwn(message);
    const isMention = !isOwn && this.#isMention(message);
    return { kind: "message", key: message.id, message, isOwn, isMention };
  }

  #isMention({ text }: MessageEvent): boolean {
    return mentions(text, this.#parts.me().nick);
  }

  #isOwn({ from, by }: MessageEvent): boolean {
    const { nick, account } = this.#parts.me();
    if (by !== undefined) return false;
    if (account !== undefined && from.account !== undefined) return account === from.account;
    return fold(from.nick) === fold(nick);
  }

  #said(at: number): void {
    if (at <= this.latestAt) return;
    this.#latest = at;
    this.#changed();
  }

  #here(isHere: boolean): void {
    if (isHere === this.#isHere) return;
    this.#isHere = isHere;
    this.#changed();
  }

  #changed(): void {
    this.#summary.changed();
    this.#parts.changed();
  }

  #summarize(): PlaceSummary {
    return {
      key: this.key,
      name: this.#name,
      kind: this.kind,
      ...(this.#topic !== undefined && { topic: this.#topic }),
      unread: this.#unread.count,
      mentions: this.#unread.mentions,
      isHere: this.#isHere,
      ...(this.#latest !== undefined && { latest: this.#latest }),
      hasMoreUnread: this.#unread.hasMore,
    };
  }
}
