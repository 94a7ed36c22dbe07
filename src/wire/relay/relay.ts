import { type Goodbye, goodbye } from "../../core/answers.ts";
import type { Event } from "../../core/events.ts";
import { LIMITS } from "../../core/limits.ts";
import type { Kind } from "../../core/ports.ts";
import type { Session } from "../../core/session.ts";
import { accountByName } from "../../core/state.ts";
import type { Conversation, DialectType, Line } from "../conversation.ts";
import { bannedText } from "../goodbye-text.ts";
import { Guest } from "../guest.ts";
import { type LineProblem, LineSplitter } from "../lines.ts";
import { textSecrets } from "../masks/text-secrets.ts";
import type { Proved } from "../sign-in.ts";
import { spoken } from "../spoken.ts";
import { Turnstile } from "../turnstile.ts";
import { watchedText } from "../watched-text.ts";
import { isCommand, isForOutside, runCommand } from "./commands.ts";
import { GREETED, type Looking, PLAIN, renderChange, renderSeveral, SEVERAL } from "./kinds.ts";
import { prompt, SignIn, type SignInSettings } from "./sign-in.ts";
import { RelayTalk, type Told } from "./talk.ts";

const PROBLEMS: Readonly<Record<LineProblem, string>> = {
  "too-long": `That line is too long, and was left out: ${LIMITS.textBytes} bytes is the most.`,
  "not-utf8": "That line is not UTF-8, and was left out.",
};

/**
 * Lines from everybody to everybody else. The automatic port, which falls back to it, sets the option `greet` to `yes`,
 * which no listener URL may: then a first line has come, somebody with netcat sent it, and they are told of `/help`.
 */
export const relay: DialectType = {
  name: "relay",
  options: {},
  listen(settings) {
    const greets = settings.options["greet"] === "yes";
    const place: Place = { channel: settings.channel, signIn: settings, greets, told: settings };
    return {
      name: "relay",
      open: (session, line) => new RelayConversation(session, line, place),
      secrets: textSecrets,
    };
  },
};

/** What all connections of a listener share. */
interface Place {
  readonly channel: string;
  readonly signIn: SignInSettings;
  readonly greets: boolean;
  readonly told: Told;
}

class RelayConversation implements Conversation {
  readonly #place: Place;
  readonly #talk: RelayTalk;
  readonly #guest: Guest;
  readonly #lines: LineSplitter;
  readonly #turnstile = new Turnstile();
  #mustGreet: boolean;
  /** Whether somebody has to sign in before they are let in. */
  #isOutside: boolean;
  #isPrompted = false;
  #hasSignedIn = false;
  #stopWaiting: () => void = () => {};
  #stopHolding: () => void = () => {};

  constructor(session: Session, line: Line, place: Place) {
    this.#place = place;
    this.#mustGreet = place.greets;
    this.#isOutside = place.signIn.guests === "none";
    this.#guest = new Guest(session, line, place.signIn);
    const then = {
      signedIn: (proved: Proved) => this.#signedIn(proved),
      registered: (account: string) => this.#registered(account),
    };
    this.#talk = new RelayTalk(
      this.#guest,
      place,
      (talk) => new SignIn(talk.guest, place.signIn, this.#turnstile, then),
    );
    this.#lines = new LineSplitter(
      LIMITS.textBytes,
      (text) => this.#inTurn(text, () => this.#line(spoken(text))),
      (problem) => this.#inTurn("", () => this.#complain(PROBLEMS[problem])),
    );
    if (this.#isOutside) this.#wait();
    else this.#enter();
  }

  get kind(): Kind {
    if (this.#hasSignedIn) return SEVERAL;
    return this.#base;
  }

  get #base(): Kind {
    return this.#place.greets ? GREETED : PLAIN;
  }

  get isMidLine(): boolean {
    return this.#lines.isMidLine;
  }

  feed(bytes: Uint8Array): void {
    if (this.#talk.isLeaving) return;
    this.#stopHolding();
    this.#lines.feed(bytes);
    if (this.#lines.isPartial) this.#stopHolding = this.#guest.line.timer(LIMITS.heldLineMs, () => this.#lines.flush());
  }

  end(): void {
    this.#stopHolding();
    this.#lines.flush();
    this.#inTurn("", () => this.#talk.finish());
  }

  deliver(text: string): void {
    this.#guest.write(text);
  }

  tell(event: Event): void {
    if (event.type === "rename") this.#talk.renamed(event);
    if (this.#hasSignedIn) this.#guest.write(renderSeveral(event, this.#base, this.#looking()));
    else if (this.#place.greets) this.#guest.write(renderChange(event));
  }

  goodbye(why: Goodbye): void {
    this.#stopHolding();
    const text = why.code === "banned" ? bannedText(why) : why.text;
    this.#guest.leave(text, `${text}\n`);
  }

  #looking(): Looking {
    return { nick: this.#talk.user?.nick ?? "", place: this.#talk.place, now: this.#guest.line.now() };
  }

  /** Lines that come while a password is looked at wait for that. */
  #inTurn(text: string, run: () => void): void {
    if (this.#guest.isOver || this.#turnstile.pass(text, run)) return;
    this.#guest.leave("Too much at once", "That is too much at once while your password is looked at.\n");
  }

  /** On the automatic port a first line has come, or comes right away: then it is answered. */
  #wait(): void {
    this.#stopWaiting = this.#guest.line.timer(LIMITS.registrationMs, () => {
      this.goodbye(goodbye("timeout", "You did not sign in in time."));
    });
    if (!this.#place.greets) this.#prompt();
  }

  /** Like any answer it counts as something that was asked: who asks too much is read later. */
  #prompt(): void {
    this.#isPrompted = true;
    this.#talk.reply(() => prompt(this.#place.signIn, this.#guest.line.secure));
  }

  #enter(proved?: Proved): void {
    const { address, peer } = this.#guest.line;
    const { channel } = this.#place;
    const nick = proved?.account ?? `relay-${peer.port}`;
    const name = { nick, dialect: "relay", channel, ...(address && { address }), ...(proved && { proved }) };
    this.#guest.enter(name, (refusal) => {
      if (refusal) this.#guest.leave("Not let in", `${refusal.text}\n`);
      else this.#talk.entered();
    });
  }

  #signedIn(proved: Proved): void {
    if (this.#isOutside) this.#comeIn(proved);
    else {
      this.#talk.submit({ type: "login", ...proved }, () => this.#becomes(proved.account));
      this.#takeNick(proved.account);
    }
  }

  #registered(account: string): void {
    const { renewed = 0 } = accountByName(this.#guest.session.state, account) ?? {};
    if (this.#isOutside) this.#comeIn({ account, renewed });
    else {
      this.#talk.reply(() => this.#becomes(account));
      this.#takeNick(account);
    }
  }

  /** Who has signed in is let in; there is no need to say who they are once more. */
  #comeIn(proved: Proved): void {
    this.#isOutside = false;
    this.#hasSignedIn = true;
    this.#mustGreet = false;
    this.#stopWaiting();
    this.#enter(proved);
    this.#greet();
  }

  #becomes(account: string): string {
    this.#hasSignedIn = true;
    return `You are signed in to ${account} now.`;
  }

  /** Who was a guest takes the nick of the account, unless another session has it. */
  #takeNick(nick: string): void {
    this.#guest.session.submit({ type: "nick", nick }, () => {});
  }

  #greet(): void {
    this.#talk.reply(() => {
      const { user, place } = this.#talk;
      const watched = watchedText(this.#place.told, user);
      return `You are ${user?.nick} in ${place}. /help lists what you can do.${watched === undefined ? "" : `\n${watched}`}`;
    });
  }

  #complain(text: string): void {
    if (!this.#talk.isLeaving) this.#talk.reply(() => text);
  }

  #line(text: string): void {
    if (this.#talk.isLeaving) return;
    if (this.#isOutside) this.#knock(text);
    else this.#take(text);
  }

  #knock(text: string): void {
    if (isForOutside(text)) runCommand(this.#talk, text);
    else if (!this.#isPrompted || text.trim() !== "") this.#prompt();
  }

  #take(text: string): void {
    if (this.#mustGreet) {
      this.#mustGreet = false;
      this.#greet();
    }
    if (text.trim() === "") return;
    if (isCommand(text)) runCommand(this.#talk, text);
    else this.#talk.say(text);
  }
}
