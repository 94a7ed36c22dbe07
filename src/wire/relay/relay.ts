import type { Goodbye } from "../../core/answers.ts";
import type { Event } from "../../core/events.ts";
import { LIMITS } from "../../core/limits.ts";
import type { Kind } from "../../core/ports.ts";
import type { Session } from "../../core/session.ts";
import type { Conversation, DialectType, Line } from "../conversation.ts";
import { Guest } from "../guest.ts";
import { type LineProblem, LineSplitter } from "../lines.ts";
import { spoken } from "../spoken.ts";
import { runCommand } from "./commands.ts";
import { GREETED, PLAIN, renderChange } from "./kinds.ts";
import { RelayTalk } from "./talk.ts";

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
  listen({ channel, options }) {
    const greets = options["greet"] === "yes";
    return { name: "relay", open: (session, line) => new RelayConversation(session, line, channel, greets) };
  },
};

class RelayConversation implements Conversation {
  readonly kind: Kind;
  readonly #talk: RelayTalk;
  readonly #guest: Guest;
  readonly #lines: LineSplitter;
  #mustGreet: boolean;
  #stopHolding: () => void = () => {};

  constructor(session: Session, line: Line, channel: string, greets: boolean) {
    this.kind = greets ? GREETED : PLAIN;
    this.#mustGreet = greets;
    this.#guest = new Guest(session, line);
    this.#talk = new RelayTalk(this.#guest, channel);
    this.#lines = new LineSplitter(
      LIMITS.textBytes,
      (text) => this.#line(spoken(text)),
      (problem) => this.#talk.reply(() => PROBLEMS[problem]),
    );
    const { address, peer } = line;
    const name = { nick: `relay-${peer.port}`, dialect: "relay", channel, ...(address && { address }) };
    this.#guest.enter(name, (refusal) => {
      if (refusal) this.#guest.leave("Not let in", `${refusal.text}\n`);
    });
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
    this.#talk.finish();
  }

  deliver(text: string): void {
    this.#guest.write(text);
  }

  tell(event: Event): void {
    if (event.type !== "rename") return;
    this.#talk.renamed(event);
    if (this.kind === GREETED) this.#guest.write(renderChange(event));
  }

  goodbye(why: Goodbye): void {
    this.#stopHolding();
    this.#guest.leave(why.text, `${why.text}\n`);
  }

  #line(text: string): void {
    if (this.#talk.isLeaving) return;
    if (this.#mustGreet) {
      this.#mustGreet = false;
      this.#talk.reply(() => `You are ${this.#talk.user?.nick} in ${this.#talk.place}. /help lists what you can do.`);
    }
    if (text.trim() === "") return;
    if (text.startsWith("/")) runCommand(this.#talk, text);
    else this.#talk.say(text);
  }
}
