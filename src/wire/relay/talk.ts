import { REFUSALS, type Refusal } from "../../core/answers.ts";
import type { Command, Form } from "../../core/commands.ts";
import { fold } from "../../core/names.ts";
import type { HistoryPage } from "../../core/ports.ts";
import type { User } from "../../core/state.ts";
import type { Guest } from "../guest.ts";
import { renderMessage } from "./kinds.ts";

/**
 * What one relay client can do, for its lines and its commands. Answers come in the order of what was asked; only the
 * past, which has to be looked up, may come later than what was asked after it.
 */
export class RelayTalk {
  readonly guest: Guest;
  #channel: string | undefined;
  /** Whether the past is being looked up. */
  #isLookingUp = false;
  #isLeaving = false;
  #isAnswered = false;

  constructor(guest: Guest, channel: string) {
    this.guest = guest;
    this.#channel = channel;
  }

  /** The one channel that lines are said in; nothing after `/part`. */
  get channel(): string | undefined {
    return this.#channel;
  }

  /** Whether it has asked to leave: nothing after that counts. */
  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  /** Who this is. Only of use in a `reply`. */
  get user(): User | undefined {
    return this.guest.session.user;
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
    const before = this.#channel;
    this.#channel = channel;
    this.guest.session.submit({ type: "join", channel, ...(key !== undefined && { key }) }, ({ refusal }) => {
      if (refusal) {
        if (this.#channel === channel) this.#channel = before;
        this.#refuse(refusal);
        return;
      }
      this.guest.write(`You are in ${channel} now.\n`);
      for (const other of this.user?.channels ?? []) {
        if (other !== fold(channel)) this.guest.session.submit({ type: "part", channel: other }, () => {});
      }
    });
  }

  /** Leaves the channel that lines are said in. */
  part(): void {
    const channel = this.#channel;
    this.#channel = undefined;
    if (channel === undefined) this.reply(() => "You are in no channel.");
    else this.submit({ type: "part", channel }, () => `You have left ${channel}.`);
  }

  /** Shows the last messages of the channel that lines are said in. One page is looked up at a time. */
  history(limit: number): void {
    const channel = this.#channel;
    if (channel === undefined || this.#isLookingUp) {
      const why = channel === undefined ? "You are in no channel; /join one." : "One /history at a time, please.";
      this.reply(() => why);
      return;
    }
    this.#isLookingUp = true;
    this.guest.session.after(() => {
      this.guest.session
        .read({ channel, limit })
        .then((page) => this.#found(shown(page)))
        .catch(() => this.#found(`${REFUSALS.unavailable}\n`));
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

function shown(page: HistoryPage | { readonly refusal: Refusal }): string {
  if ("refusal" in page) return `${page.refusal.text}\n`;
  return page.messages.map(renderMessage).join("") || "Nothing has been said here yet.\n";
}
