import { REFUSALS, type Refusal } from "../../core/answers.ts";
import type { Command, Form } from "../../core/commands.ts";
import type { RenameEvent } from "../../core/events.ts";
import { LIMITS } from "../../core/limits.ts";
import { fold } from "../../core/names.ts";
import type { HistoryPage } from "../../core/ports.ts";
import type { SearchPage } from "../../core/searching.ts";
import type { User } from "../../core/state.ts";
import type { Settings } from "../conversation.ts";
import type { Guest } from "../guest.ts";
import { parseSearch } from "../search-query.ts";
import { type Looking, renderFound, renderPast } from "./kinds.ts";
import type { SignIn } from "./sign-in.ts";

/** What those are told of who come. */
export type Told = Pick<Settings, "status">;

/** Where somebody comes to. */
interface Entrance {
  readonly channel: string;
  readonly told: Told;
}

/**
 * What one relay client can do, for its lines and its commands. Answers come in the order of what was asked; only the
 * past, which has to be looked up, may come later than what was asked after it.
 */
export class RelayTalk {
  readonly guest: Guest;
  readonly told: Told;
  #channel: string | undefined;
  #place: string | undefined;
  /** How often it asked to be elsewhere. */
  #moves = 0;
  /** Whether the past is being looked up. */
  #isLookingUp = false;
  #isLeaving = false;
  #isAnswered = false;
  /** The channels that it has come into by itself, by folded names: not those of its user's other sessions. */
  readonly #own = new Set<string>();
  /** How it signs in. */
  readonly signIn: SignIn;

  constructor(guest: Guest, { channel, told }: Entrance, makeSignIn: (talk: RelayTalk) => SignIn) {
    this.guest = guest;
    this.told = told;
    this.signIn = makeSignIn(this);
    this.#channel = channel;
    this.#place = channel;
  }

  /** The one channel that lines are said in that come now, if all that was asked comes about; nothing after `/part`. */
  get channel(): string | undefined {
    return this.#channel;
  }

  /** The channel that it is in once all that was asked before is done; nothing if none. Only of use in a `reply`. */
  get place(): string | undefined {
    return this.#place;
  }

  /** Whether it has asked to leave: nothing after that counts. */
  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  /** Who this is. Only of use in a `reply`. */
  get user(): User | undefined {
    return this.guest.session.user;
  }

  /** It has come in, to the channel that it was made for. */
  entered(): void {
    if (this.#place !== undefined && !this.guest.wasThere) this.#own.add(fold(this.#place));
  }

  /** Writes lines once all that was asked before is done; they are made then. */
  reply(make: () => string): void {
    this.guest.session.after(() => this.guest.write(`${make()}\n`));
  }

  /** Says something where lines are said. */
  say(text: string, form?: Form): void {
    if (this.#channel === undefined) this.reply(() => "You are in no channel; /join one.");
    else this.sayTo(this.#channel, text, form);
  }

  /** Says something in a channel, or to one nick. */
  sayTo(to: string, text: string, form?: Form): void {
    this.guest.say(to, text, (refusal) => this.#refuse(refusal), form);
  }

  /** Asks for a command; says why not, or what `done` makes of its being durable. */
  submit(command: Command, done?: () => string): void {
    this.guest.session.submit(command, ({ refusal }) => {
      if (refusal) this.#refuse(refusal);
      else if (done) this.guest.write(`${done()}\n`);
    });
  }

  /** Goes to another channel, and leaves the others once it is in. Lines that follow are meant for the new one. */
  moveTo(channel: string, key?: string): void {
    const move = this.#begin(channel);
    this.guest.session.submit({ type: "join", channel, ...(key !== undefined && { key }) }, (answer) => {
      // There is no event if its user was there already.
      if (!answer.refusal && answer.emissions.length > 0) this.#own.add(fold(channel));
      this.#complete(move, answer.refusal, channel, `You are in ${channel} now.`);
    });
  }

  /** A channel has another name: whoever is in it stays there. */
  renamed({ channel, name }: RenameEvent): void {
    const isMeant = (place: string | undefined): boolean => place !== undefined && fold(place) === fold(channel);
    if (isMeant(this.#channel)) this.#channel = name;
    if (isMeant(this.#place)) this.#place = name;
    if (this.#own.delete(fold(channel))) this.#own.add(fold(name));
  }

  /** Leaves the channel that lines are said in. */
  part(): void {
    const channel = this.#channel;
    if (channel === undefined) {
      this.reply(() => "You are in no channel.");
      return;
    }
    const move = this.#begin(undefined);
    this.guest.session.submit({ type: "part", channel }, ({ refusal }) => {
      this.#complete(move, refusal, undefined, `You have left ${channel}.`);
    });
  }

  /** Shows the last messages of the channel that it is in. */
  history(limit: number): void {
    this.#lookUp(async () => {
      const channel = this.#place;
      if (channel === undefined) return "You are in no channel; /join one.\n";
      return shown(await this.guest.session.read({ of: channel, limit }), this.guest.line.now());
    });
  }

  /** Shows the last messages that fit to what a person writes who searches. */
  search(text: string): void {
    this.#lookUp(async () => {
      const looking = { place: this.#place, nick: this.user?.nick ?? "", now: this.guest.line.now() };
      const question = { ...parseSearch(text), order: "newest", limit: LIMITS.foundShown } as const;
      const page = await this.guest.session.search(question);
      return "refusal" in page ? `${page.refusal.text}\n` : shownFound(page, looking);
    });
  }

  /** Leaves once everything is answered. */
  finish(): void {
    this.#isLeaving = true;
    this.guest.session.after(() => {
      this.#isAnswered = true;
      this.#leaveIfDone();
    });
  }

  /** Lines that follow are meant for where it will be. Tells which move this is. */
  #begin(to: string | undefined): number {
    this.#channel = to;
    return ++this.#moves;
  }

  /** A move came about, or did not. Only after the last one is it clear which channels are left behind. */
  #complete(move: number, refusal: Refusal | undefined, to: string | undefined, text: string): void {
    this.#refuse(refusal);
    if (!refusal) {
      this.#place = to;
      this.guest.write(`${text}\n`);
    }
    if (move !== this.#moves) return;
    this.#channel = this.#place;
    const kept = this.#place === undefined ? undefined : fold(this.#place);
    for (const other of this.user?.channels.keys() ?? []) {
      const isOwn = this.user?.account === undefined || this.#own.has(other);
      if (other === kept || !isOwn) continue;
      this.#own.delete(other);
      this.guest.session.submit({ type: "part", channel: other }, () => {});
    }
  }

  /** Writes what is found once all that was asked before is done. One page is looked up at a time. */
  #lookUp(find: () => Promise<string>): void {
    if (this.#isLookingUp) {
      this.reply(() => "One /history or /search at a time, please.");
      return;
    }
    this.#isLookingUp = true;
    this.guest.session.after(() => {
      find().then(
        (text) => this.#found(text),
        () => this.#found(`${REFUSALS.unavailable}\n`),
      );
    });
  }

  #found(text: string): void {
    this.#isLookingUp = false;
    this.guest.write(text);
    this.#leaveIfDone();
  }

  #leaveIfDone(): void {
    if (this.#isAnswered && !this.#isLookingUp) this.guest.leave("Client quit");
  }

  #refuse(refusal: Refusal | undefined): void {
    if (refusal) this.guest.write(`${refusal.text}\n`);
  }
}

function shown(page: HistoryPage | { readonly refusal: Refusal }, now: number): string {
  if ("refusal" in page) return `${page.refusal.text}\n`;
  const messages = page.events.flatMap((event) => (event.type === "message" ? [event] : []));
  return messages.map((event) => renderPast(event, { now })).join("") || "Nothing has been said here yet.\n";
}

function shownFound({ messages, more }: SearchPage, looking: Looking): string {
  const lines = messages.map((event) => renderFound(event, looking)).toReversed();
  if (more) lines.push(`There are more; these are the last ${messages.length}.\n`);
  return lines.join("") || "Nothing was found.\n";
}
