import type { Typing } from "../../core/commands.ts";
import type { AccountEvent, AwayEvent, NickEvent } from "../../core/events.ts";
import { fold } from "../../core/names.ts";
import type { Marker, StatusMessage } from "../../wire/json/messages.ts";
import { Link } from "../link.ts";
import type { LinkOptions } from "../link-options.ts";
import type { LinkEnd, News } from "../news.ts";
import type { Asked, Reply } from "../outgoing.ts";
import { type DraftStore, Drafts } from "./drafts.ts";
import { Entering } from "./entering.ts";
import { Happenings } from "./happenings.ts";
import { LivePlace, type PlaceParts } from "./live-place.ts";
import { Markers } from "./markers.ts";
import { Own, type Self } from "./own.ts";
import type { Place, PlaceSummary } from "./place.ts";
import { Places } from "./places.ts";
import { Saying, type SayOptions } from "./saying.ts";
import { Cell, type Schedule, type Source, together } from "./source.ts";
import { Talks } from "./talks.ts";
import type { Message } from "./timeline.ts";
import { OwnWriting } from "./writers.ts";

/** Somebody is to be told of something. */
export interface Notice {
  /** The key of the place. */
  readonly place: string;
  readonly message: Message;
  readonly kind: "mention" | "talk";
}

export interface ChatOptions extends Omit<LinkOptions, "tell" | "keepTrying"> {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Runs something soon, at the latest with the next picture. */
  readonly schedule: Schedule;
  readonly drafts: DraftStore;
  /** A mention, or a direct message. Not called for what was read elsewhere or is being looked at. */
  readonly notify: (notice: Notice) => void;
  /** All that the link tells, for what the model does not keep: a device's token, an invitation, a word to everybody. */
  readonly heard?: (news: News) => void;
}

export type ConnectionState =
  | { readonly phase: "connecting" }
  | { readonly phase: "open" }
  /** `why` is a clause for a person; `retryAt` is in milliseconds since 1970. */
  | { readonly phase: "broken"; readonly why: string; readonly retryAt: number }
  | { readonly phase: "ended"; readonly end: LinkEnd };

/** What a face shows of a server: the places that one is in, what is said there, and what one can do. */
export class Chat {
  readonly #options: ChatOptions;
  readonly #link: Link;
  readonly #connection: Cell<ConnectionState>;
  readonly #isWritable: Cell<boolean>;
  readonly #own: Own;
  readonly #current: Cell<LivePlace | undefined>;
  readonly #places: Places;
  readonly #drafts: Drafts;
  readonly #saying: Saying;
  readonly #happenings: Happenings;
  readonly #entering: Entering;
  readonly #talks: Talks;
  readonly #ownWriting: OwnWriting;
  readonly #parts: PlaceParts;
  readonly #markers = new Markers();
  readonly #statusFollowers = new Set<(message: StatusMessage) => void>();
  #isAway = false;

  constructor(options: ChatOptions) {
    const schedule = together(options.schedule);
    const { timers, now } = options;
    this.#options = options;
    this.#link = new Link({ ...options, keepTrying: true, tell: (news) => this.#told(news) });
    this.#connection = new Cell<ConnectionState>({ phase: "connecting" }, schedule);
    this.#isWritable = new Cell(true, schedule);
    this.#own = new Own(schedule);
    this.#current = new Cell<LivePlace | undefined>(undefined, schedule);
    this.#places = new Places(schedule);
    this.#drafts = new Drafts(options.drafts);
    this.#ownWriting = new OwnWriting(now, (to, state) => this.#link.typing(to, state));
    const ask = (command: Asked): Promise<Reply> => this.#link.ask(command);
    const places = this.#places;
    this.#saying = new Saying({ ask, newRef: () => this.#link.newRef(), places: () => places.all, now });
    this.#talks = new Talks({ places, ask, open: (name) => this.#open(name) });
    this.#entering = new Entering({
      places,
      ask,
      channels: () => this.#link.channels,
      isCurrent: (place) => place === this.#current.get(),
      remove: (place) => this.#remove(place),
    });
    this.#parts = {
      schedule,
      timers,
      now,
      ask,
      me: () => this.#own.now ?? { nick: this.#link.nick },
      isSeen: (place) => place === this.#current.get() && !this.#isAway,
      isCurrent: (place) => place === this.#current.get(),
      notify: (place, message) =>
        options.notify({ place: place.key, message, kind: place.kind === "talk" ? "talk" : "mention" }),
      saveDraft: (key, text) => this.#drafts.save(key, text),
      changed: () => this.#places.changed(),
    };
    this.#happenings = new Happenings({
      places,
      isCurrent: (place) => place === this.#current.get(),
      nick: () => this.#own.now?.nick ?? this.#link.nick,
      current: () => this.#current.get() ?? this.#places.all[0],
      open: (name) => this.#open(name),
      remove: (place) => this.#remove(place),
      rename: (place, name) => this.#rename(place, name),
      changeSelf: (event) => this.#changeSelf(event),
      markRead: (to, until) => this.#marked({ to, until }),
      setWritable: (isWritable) => this.#isWritable.set(isWritable),
    });
  }

  get connection(): Source<ConnectionState> {
    return this.#connection;
  }

  /** Whether the server can make durable what is asked. While it can't it refuses that, and answers questions. */
  get isWritable(): Source<boolean> {
    return this.#isWritable;
  }

  /** Nothing before the first welcome. */
  get self(): Source<Self | undefined> {
    return this.#own.source;
  }

  /** Channels in the order of their names, then talks, the latest first. */
  get places(): Source<readonly PlaceSummary[]> {
    return this.#places.source;
  }

  /** The one that is looked at. */
  get current(): Source<Place | undefined> {
    return this.#current;
  }

  /** Tells what the server says of itself and of connections that are watched, until the returned function is called. */
  followStatus(tell: (message: StatusMessage) => void): () => void {
    const follower = (message: StatusMessage): void => tell(message);
    this.#statusFollowers.add(follower);
    return () => {
      this.#statusFollowers.delete(follower);
    };
  }

  start(): void {
    this.#link.start();
  }

  /** Tries to come back at once, if it waits to. */
  hurry(): void {
    this.#link.hurry();
  }

  /** Says goodbye and ends. */
  close(): void {
    this.#link.close();
    for (const place of this.#places.all) place.close();
  }

  /** @param key as in its summary */
  place(key: string): Place | undefined {
    return this.#places.find(key);
  }

  /** The channels that one is in, or comes into as soon as there is a connection. */
  get channels(): readonly string[] {
    return this.#link.channels;
  }

  /**
   * Makes a place the current one. A talk or channel that is not there yet is opened. A channel is joined if there is one
   * of that name; else its summary says that there is none, and `ask` with a `join` makes it.
   */
  show(name: string): Place {
    const isKnown = this.#places.find(name) !== undefined;
    const place = this.#open(name);
    if (place.kind === "channel") this.#entering.join(place);
    else if (!isKnown && this.#talks.areKnown) void this.#talks.lookFor(place);
    const before = this.#current.get();
    if (place === before) return place;
    this.#current.set(place);
    if (before) this.#entering.putAway(before);
    place.show();
    return place;
  }

  /** The window is not seen: nothing is read until `lookBack`. */
  lookAway(): void {
    this.#isAway = true;
  }

  lookBack(): void {
    this.#isAway = false;
    this.#current.get()?.readIfSeen();
  }

  /** Parts a channel, or puts a talk away until something is said in it again. */
  async leave(name: string): Promise<Reply> {
    const place = this.#places.find(name);
    const isJoined = place?.isHere ?? true;
    const reply: Reply =
      name.startsWith("#") && isJoined ? await this.#link.ask({ type: "part", channel: name }) : { type: "ok" };
    if (place && reply.type === "ok") this.#remove(place);
    return reply;
  }

  /**
   * Says something; it is shown at once as pending. What is refused stays with why, and can be retried or dropped. False
   * if too much waits already.
   */
  say(to: string, text: string, options: SayOptions = {}): boolean {
    const place = this.#open(to.replace(/^[~&@%+](?=#)/, ""));
    this.#ownWriting.said();
    void place.goToLatest();
    return this.#saying.say(place, to, text, options);
  }

  /** Whether something that was said would be lost if the chat ended now. */
  get hasUnsent(): boolean {
    return this.#saying.hasUnsent;
  }

  /** Says again what was refused. @param pending the key of its item */
  retry(pending: string): void {
    this.#saying.retry(pending);
  }

  /** Lets go of what was refused. */
  drop(pending: string): void {
    this.#saying.drop(pending);
  }

  edit(to: string, id: string, text: string): Promise<Reply> {
    return this.#link.ask({ type: "edit", to, msgid: id, text });
  }

  redact(to: string, id: string, reason?: string): Promise<Reply> {
    return this.#link.ask({ type: "redact", to, msgid: id, ...(reason !== undefined && { reason }) });
  }

  /** Gives one's own reaction, or takes it away if it is there. */
  react(to: string, id: string, text: string): Promise<Reply> {
    const verb = this.#places.find(to)?.hasReacted(id, text) ? "+draft/unreact" : "+draft/react";
    const tags = { [verb]: text, "+draft/reply": id };
    return this.#link.ask({ type: "say", to, text: "", form: "tags", tags });
  }

  /** Lets others see that one is writing; `active` goes out at most every three seconds. */
  typing(to: string, state: Typing["state"]): void {
    this.#ownWriting.tell(to, state);
  }

  /** Asks anything else. */
  async ask(command: Asked): Promise<Reply> {
    const reply = await this.#link.ask(command);
    if (reply.type === "refused") return reply;
    if (command.type === "login" || command.type === "register") this.#own.signedIn(reply);
    // Who was in it already is not told that they came.
    if (command.type === "join") this.#open(reply.channel ?? command.channel).entered();
    return reply;
  }

  #told(news: News): void {
    switch (news.type) {
      case "open":
        this.#opened(news);
        break;
      case "joined":
        this.#open(news.channel).entered();
        break;
      case "renamed":
        this.#renamed(news.channel, news.name);
        break;
      case "lost":
        this.#entering.lost(news.channel, news.refusal);
        break;
      case "event":
        this.#happenings.heard(news.event);
        break;
      case "status":
        for (const tell of [...this.#statusFollowers]) tell(news.message);
        break;
      case "gap":
        if (news.channel === undefined) this.#begin(news.text);
        break;
      case "broken":
        this.#broke(news);
        break;
      case "ended":
        if (news.end.why !== "closed") this.#saying.keepUnsaid();
        this.#connection.set({ phase: "ended", end: news.end });
    }
    this.#options.heard?.(news);
  }

  #opened({ welcome, again }: Extract<News, { type: "open" }>): void {
    if (again) this.#link.withdraw((command) => this.#talks.doubt(command));
    this.#own.welcomed(welcome);
    this.#connection.set({ phase: "open" });
    for (const marker of welcome.markers) this.#marked(marker);
    void this.#talks.ask();
  }

  #broke({ why, retryMs }: Extract<News, { type: "broken" }>): void {
    this.#connection.set({ phase: "broken", why, retryAt: this.#options.now() + retryMs });
    // Nobody is let in who could not be.
    this.#isWritable.set(true);
    this.#talks.broke();
    this.#ownWriting.said();
    for (const place of this.#places.all) place.broke();
  }

  /** The server has another log: what was known of the past means nothing. Channels are joined after this. */
  #begin(text: string): void {
    for (const place of this.#places.all) {
      if (place.kind === "channel") place.setHere(false);
      place.reset(text);
    }
  }

  #open(name: string): LivePlace {
    const present = this.#places.find(name);
    if (present) return present;
    const place = new LivePlace(name, this.#drafts.get(fold(name)), this.#parts);
    place.readUntil(this.#markers.get(place.key));
    if (place.kind === "talk" && this.#talks.areKnown) place.quiet();
    this.#places.add(place, this.#current.get());
    return place;
  }

  #remove(place: LivePlace): void {
    this.#places.remove(place);
    if (place === this.#current.get()) this.#current.set(undefined);
  }

  #rename(place: LivePlace, name: string): void {
    const replaced = this.#places.rename(place, name);
    if (!replaced) return;
    this.#saying.moveUnsaid(replaced, place);
    if (replaced === this.#current.get()) this.#current.set(place);
  }

  /** A channel got another name while the connection was broken. */
  #renamed(channel: string, name: string): void {
    const place = this.#places.find(channel);
    if (!place) return;
    this.#rename(place, name);
    place.readUntil(this.#markers.get(place.key));
  }

  #marked(marker: Marker): void {
    this.#markers.set(marker);
    this.#places.find(marker.to)?.readUntil(marker.until);
  }

  #changeSelf(event: NickEvent | AwayEvent | AccountEvent): void {
    this.#own.follow(event);
    if (event.type === "account" && this.#own.now) void this.#talks.ask();
  }
}
