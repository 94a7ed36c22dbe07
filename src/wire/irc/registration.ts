import type { Refusal } from "../../core/answers.ts";
import { LIMITS } from "../../core/limits.ts";
import { isNick, nickKey } from "../../core/names.ts";
import { checkInvite, linkOf } from "../../core/rules/invite-links.ts";
import { checkMetadata } from "../../core/rules/personal.ts";
import { userByNick } from "../../core/state.ts";
import { cut } from "../../core/utf8.ts";
import { guestsOf } from "../guest.ts";
import { inviteCodeOf } from "../invite-code.ts";
import type { Call, Done } from "./call.ts";
import type { Client } from "./client.ts";
import { showPersistence } from "./commands/persistence.ts";
import { sendFailedSet } from "./metadata.ts";
import { showReturn } from "./return.ts";
import { endWelcome, welcome } from "./welcome.ts";

/** Refusals after which another nick may do. */
const OTHER_NICK: ReadonlySet<string> = new Set(["nick-in-use", "bad-nick"]);

const SIGN_IN = "Here one needs an account: sign in to it with SASL.";
const INVITED_ONLY = `${SIGN_IN} Who has an invite link opens it in a browser, or says PASS <its code> and REGISTER first.`;
const INVITED =
  "You are invited: /quote REGISTER * * PASSWORD makes your account by the name of your nick, and lets you in.";
const REGISTER_FIRST = `${SIGN_IN} Who has none says REGISTER first, before CAP END.`;

/** How a connection comes to be a user: NICK and USER in any order, held up by CAP until CAP END. */
export class Registration {
  readonly #client: Client;
  #phase: "gathering" | "opening" | "done" = "gathering";
  /** Whether CAP has begun a negotiation that CAP END has not ended. */
  isNegotiating = false;
  #nick: string | undefined;
  #asked: string | undefined;
  #ident: string | undefined;
  #realname = "";
  #away: string | undefined;
  readonly #metadata = new Map<string, string>();
  #password = "";
  #invite: string | undefined;
  #isCounted = true;

  constructor(client: Client) {
    this.#client = client;
    client.server.census.unregistered++;
  }

  /** Whether the client has said all that there is to say, so that what it sends now is for a user to do. */
  get isComplete(): boolean {
    return this.#phase !== "gathering";
  }

  /** Whether the client has said nothing of itself yet. */
  get isFresh(): boolean {
    const nothing = this.#asked === undefined && this.#ident === undefined && this.#password === "" && !this.#invite;
    return nothing && this.#client.login.account === undefined && !this.isNegotiating && this.#phase === "gathering";
  }

  /** The connection is no longer one that may come to be a user. Called any number of times. */
  leave(): void {
    if (this.#isCounted) this.#client.server.census.unregistered--;
    this.#isCounted = false;
  }

  /** Takes an invite link or its code, or the password that the listener may ask for; the last one of each counts. */
  pass(password: string): void {
    const { line, session } = this.#client;
    const digest = line.digest(inviteCodeOf(password));
    if (linkOf(session.state, digest)) this.#invite = digest;
    else this.#password = password;
  }

  /** The digest of the code of an invite link that was there when the client said it. */
  get invite(): string | undefined {
    return this.#invite;
  }

  /** The nick that the client has asked for, whether or not it can have it. */
  get asked(): string | undefined {
    return this.#asked;
  }

  /**
   * Takes a nick, unless it can be seen now that it will not do. Who still negotiates may yet sign in to the account that
   * has it, and is told when that is over; who has to sign in to be let in learns nothing of who is here before.
   */
  nick(call: Call, nick: string): void {
    if (!isNick(nick)) {
      call.refuse({ code: "bad-nick", text: "That is no nick that could be used here", about: nick });
      return;
    }
    this.#asked = nick;
    if (!this.isNegotiating && this.#mayKnow && this.#isTaken(nick)) {
      call.refuse({ code: "nick-in-use", text: "That nick is in use", about: nick });
    } else {
      this.#nick = nick;
      this.proceed(call);
    }
  }

  get #isInvited(): boolean {
    const { session, line } = this.#client;
    return this.#invite !== undefined && checkInvite(session.state, this.#invite, line.now()) === undefined;
  }

  get #mayKnow(): boolean {
    return this.#client.server.guests !== "none" || this.#client.login.account !== undefined;
  }

  #isTaken(nick: string): boolean {
    const owner = userByNick(this.#client.session.state, nick);
    const { account } = this.#client.login;
    return owner !== undefined && (account === undefined || nickKey(owner.account ?? "") !== nickKey(account));
  }

  /** Takes a username, of which others see the harmless part behind a `~`, and a real name. */
  user(call: Call, username: string, realname: string): void {
    const ident = username.replace(/[^A-Za-z0-9._-]/g, "");
    this.#ident = cut(`~${ident || "user"}`, LIMITS.identBytes);
    this.#realname = cut(realname, LIMITS.realnameBytes);
    this.proceed(call);
  }

  /** Takes the text with which the user is away from the beginning; nothing if they will be there (IRCv3 pre-away). */
  away(text: string | undefined): void {
    this.#away = text;
  }

  /** What the user will tell of themselves from the beginning. */
  get metadata(): ReadonlyMap<string, string> {
    return this.#metadata;
  }

  /** Takes a key of metadata and its value, or forgets it without one (IRCv3 metadata, `before-connect`). */
  tell(key: string, value: string | undefined): Refusal | undefined {
    const refusal = checkMetadata(this.#metadata, { key, ...(value !== undefined && { value }) });
    if (refusal) return refusal;
    if (value === undefined) this.#metadata.delete(key);
    else this.#metadata.set(key, value);
    return undefined;
  }

  /**
   * Opens the session if everything is there; whoever lacks the listener's password is sent away (Modern IRC, PASS). Who is
   * invited is waited for until they have made their account, as not every client lets one do that before CAP END.
   */
  proceed(call: Call): void {
    if (this.#phase !== "gathering" || this.isNegotiating) return;
    if (this.#nick === undefined || this.#ident === undefined) return;
    this.#client.login.leave(call);
    if (!this.mayEnter) {
      call.numeric("464", [], "Password incorrect");
      this.#client.close("Password incorrect");
      return;
    }
    const proved = this.#client.login.proved;
    if (!proved && this.#client.server.guests === "none") {
      if (this.#isInvited) call.say("NOTE", ["REGISTER", "ACCOUNT_REQUIRED", INVITED], true);
      else this.#turnAway(call);
      return;
    }
    this.#phase = "opening";
    let opened: Done | undefined;
    call.submit(
      {
        type: "open",
        nick: this.#nick,
        made: false,
        ident: this.#ident,
        realname: this.#realname,
        host: this.#client.line.host,
        dialect: "irc",
        ...guestsOf(this.#client.server),
        ...(this.#away !== undefined && { away: this.#away }),
        ...proved,
      },
      (done) => {
        this.#opened(call);
        opened = done;
      },
      (refusal) => this.#refused(call, refusal),
    );
    this.#setMetadata(call);
    const release = call.later();
    this.#client.session.after(() => {
      const { user } = this.#client.session;
      if (user && opened) {
        endWelcome(call, user);
        showPersistence(call, user);
        showReturn(call, user, opened);
      }
      release();
    });
  }

  /** It is set before anything that the client sends from now on is done. */
  #setMetadata(call: Call): void {
    for (const [key, value] of this.#metadata) {
      call.submit(
        { type: "metadata", to: "*", key, value },
        () => {},
        (refusal) => {
          // Who was not let in is told why already, and may try again.
          if (this.#phase === "done") sendFailedSet(call, "*", key, refusal);
        },
      );
    }
  }

  /** Whether the client knows the listener's password, if there is one. */
  get mayEnter(): boolean {
    const { line, server } = this.#client;
    // How long it takes to compare digests tells nothing of the password.
    return server.password === "" || line.digest(this.#password) === line.digest(server.password);
  }

  /** Here nobody gets in who is not signed in (IRCv3 account-registration). */
  #turnAway(call: Call): void {
    const { access, registration } = this.#client.server;
    const open = registration === "before-connect" ? REGISTER_FIRST : SIGN_IN;
    const text = access === "invite" ? INVITED_ONLY : open;
    call.fail("ACCOUNT_REQUIRED", [], text, "*");
    this.#client.close(text);
  }

  #opened(call: Call): void {
    this.#phase = "done";
    const { session, server } = this.#client;
    this.leave();
    server.census.mostUsers = Math.max(server.census.mostUsers, session.state.users.size);
    if (session.user) welcome(call, session.user);
  }

  #refused(call: Call, refusal: Refusal): void {
    this.#phase = "gathering";
    if (!OTHER_NICK.has(refusal.code)) {
      if (refusal.code === "server-banned") call.refuse(refusal);
      this.#client.close(refusal.text);
      return;
    }
    this.#nick = undefined;
    call.refuse(refusal);
  }
}
