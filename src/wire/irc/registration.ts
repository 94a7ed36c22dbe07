import type { Refusal } from "../../core/answers.ts";
import { cut, LIMITS } from "../../core/limits.ts";
import { isNick, nickKey } from "../../core/names.ts";
import { checkMetadata } from "../../core/rules/personal.ts";
import { userByNick } from "../../core/state.ts";
import type { Call, Done } from "./call.ts";
import type { Client } from "./client.ts";
import { sendFailedSet } from "./metadata.ts";
import { showReturn } from "./return.ts";
import { endWelcome, welcome } from "./welcome.ts";

/** Refusals after which another nick may do. */
const OTHER_NICK: ReadonlySet<string> = new Set(["nick-in-use", "bad-nick"]);

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
    const nothing = this.#asked === undefined && this.#ident === undefined && this.#password === "";
    return nothing && this.#client.login.account === undefined && !this.isNegotiating && this.#phase === "gathering";
  }

  /** The connection is no longer one that may come to be a user. Called any number of times. */
  leave(): void {
    if (this.#isCounted) this.#client.server.census.unregistered--;
    this.#isCounted = false;
  }

  /** Takes the password that the listener may ask for; the last one counts. */
  pass(password: string): void {
    this.#password = password;
  }

  /** The nick that the client has asked for, whether or not it can have it. */
  get asked(): string | undefined {
    return this.#asked;
  }

  /**
   * Takes a nick, unless it can be seen now that it will not do. Who still negotiates may yet sign in to the account that
   * has it, and is told when that is over.
   */
  nick(call: Call, nick: string): void {
    if (!isNick(nick)) {
      call.refuse({ code: "bad-nick", text: "That is no nick that could be used here", about: nick });
      return;
    }
    this.#asked = nick;
    if (!this.isNegotiating && this.#isTaken(nick)) {
      call.refuse({ code: "nick-in-use", text: "That nick is in use", about: nick });
    } else {
      this.#nick = nick;
      this.proceed(call);
    }
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

  /** Opens the session if everything is there; whoever lacks the listener's password is sent away (Modern IRC, PASS). */
  proceed(call: Call): void {
    if (this.#phase !== "gathering" || this.isNegotiating) return;
    if (this.#nick === undefined || this.#ident === undefined) return;
    this.#client.login.leave(call);
    if (!this.mayEnter) {
      call.numeric("464", [], "Password incorrect");
      this.#client.close("Password incorrect");
      return;
    }
    this.#phase = "opening";
    const { account } = this.#client.login;
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
        ...(this.#away !== undefined && { away: this.#away }),
        ...(account !== undefined && { account }),
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
      this.#client.close(refusal.text);
      return;
    }
    this.#nick = undefined;
    call.refuse(refusal);
  }
}
