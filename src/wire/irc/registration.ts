import type { Refusal } from "../../core/answers.ts";
import { cut, LIMITS } from "../../core/limits.ts";
import { isNick } from "../../core/names.ts";
import { userByNick } from "../../core/state.ts";
import type { Call } from "./call.ts";
import type { Client } from "./client.ts";
import { welcome } from "./welcome.ts";

/** Refusals after which another nick may do. */
const OTHER_NICK: ReadonlySet<string> = new Set(["nick-in-use", "bad-nick"]);

/** How a connection comes to be a user: NICK and USER in any order, held up by CAP until CAP END. */
export class Registration {
  readonly #client: Client;
  #phase: "gathering" | "opening" | "done" = "gathering";
  /** Whether CAP has begun a negotiation that CAP END has not ended. */
  isNegotiating = false;
  #nick: string | undefined;
  #ident: string | undefined;
  #realname = "";

  #isCounted = true;

  constructor(client: Client) {
    this.#client = client;
    client.server.census.unregistered++;
  }

  /** Whether the client has said all that there is to say, so that what it sends now is for a user to do. */
  get isComplete(): boolean {
    return this.#phase !== "gathering";
  }

  /** The connection is no longer one that may come to be a user. Called any number of times. */
  leave(): void {
    if (this.#isCounted) this.#client.server.census.unregistered--;
    this.#isCounted = false;
  }

  /** Takes a nick, unless it can be seen now that it will not do. */
  nick(call: Call, nick: string): void {
    if (!isNick(nick)) {
      call.refuse({ code: "bad-nick", text: "That is no nick that could be used here", about: nick });
    } else if (userByNick(this.#client.session.state, nick)) {
      call.refuse({ code: "nick-in-use", text: "That nick is in use", about: nick });
    } else {
      this.#nick = nick;
      this.proceed(call);
    }
  }

  /** Takes a username, of which others see the harmless part behind a `~`, and a real name. */
  user(call: Call, username: string, realname: string): void {
    const ident = username.replace(/[^A-Za-z0-9._-]/g, "");
    this.#ident = cut(`~${ident || "user"}`, LIMITS.identBytes);
    this.#realname = cut(realname, LIMITS.realnameBytes);
    this.proceed(call);
  }

  /** Opens the session if everything is there. */
  proceed(call: Call): void {
    if (this.#phase !== "gathering" || this.isNegotiating) return;
    if (this.#nick === undefined || this.#ident === undefined) return;
    this.#phase = "opening";
    call.submit(
      {
        type: "open",
        nick: this.#nick,
        made: false,
        ident: this.#ident,
        realname: this.#realname,
        host: this.#client.line.host,
        dialect: "irc",
      },
      () => this.#opened(call),
      (refusal) => this.#refused(call, refusal),
    );
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
