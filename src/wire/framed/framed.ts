import type { Goodbye } from "../../core/answers.ts";
import { LIMITS } from "../../core/limits.ts";
import type { Kind } from "../../core/ports.ts";
import type { Session } from "../../core/session.ts";
import type { Conversation, DialectType, Line, OptionRow, Settings } from "../conversation.ts";
import { Guest, SILENT } from "../guest.ts";
import { textSecrets } from "../masks/text-secrets.ts";
import { spoken } from "../spoken.ts";
import { type FrameProblem, FrameSplitter, HEADER_BYTES } from "./frames.ts";

/** The texts by which the programs of this dialect end their talk. */
const GOODBYES: ReadonlySet<string> = new Set(["!DISCONNECT", "DISCONNECT!", "DISCONNECT"]);

const PROBLEMS: Readonly<Record<FrameProblem | "stalled", string>> = {
  "bad-header": `That is not a header: it is ${HEADER_BYTES} bytes, the message's length in digits and then spaces.`,
  "too-long": `That message is too long: ${LIMITS.textBytes} bytes is the most.`,
  "not-utf8": "That message is not UTF-8.",
  stalled: `Nothing came for ${LIMITS.stallMs / 1000} seconds in the middle of a message.`,
};

const ACK: OptionRow = {
  text: "the text that acknowledges a message",
  pattern: /^[^\p{C}]{1,200}$/u,
  default: "Msg received",
};

/** Messages with a header that says how long they are; each is acknowledged, and nothing else is ever sent. */
export const framed: DialectType = {
  name: "framed",
  options: { ack: ACK },
  listen(settings) {
    const ack = settings.options["ack"] ?? ACK.default;
    return {
      name: "framed",
      open: (session, line) => new FramedConversation(session, line, settings, ack),
      secrets: textSecrets,
    };
  },
};

class FramedConversation implements Conversation {
  readonly kind: Kind = SILENT;
  readonly #guest: Guest;
  readonly #channel: string;
  readonly #ack: string;
  readonly #frames: FrameSplitter;
  #stopStall: () => void = () => {};
  /** Whether the client has said goodbye, or what cannot be read: nothing after that counts. */
  #isDeaf = false;

  constructor(session: Session, line: Line, settings: Settings, ack: string) {
    const { channel } = settings;
    this.#guest = new Guest(session, line, settings);
    this.#channel = channel;
    this.#ack = ack;
    this.#frames = new FrameSplitter(
      (text) => this.#message(spoken(text)),
      (problem) => this.#fail(problem),
    );
    if (this.#guest.turnAway()) {
      this.#isDeaf = true;
      return;
    }
    this.#guest.enter({ nick: `framed-${line.peer.port}`, dialect: "framed", channel }, (refusal) => {
      if (refusal) this.#guest.leave("Not let in", `${refusal.text}\n`);
    });
  }

  get isMidLine(): boolean {
    return this.#frames.isPartial;
  }

  feed(bytes: Uint8Array): void {
    if (this.#isDeaf) return;
    this.#stopStall();
    this.#frames.feed(bytes);
    if (this.#frames.isPartial && !this.#isDeaf) {
      this.#stopStall = this.#guest.line.timer(LIMITS.stallMs, () => this.#fail("stalled"));
    }
  }

  end(): void {
    this.#hearNoMore();
    this.#guest.finish("Client quit");
  }

  deliver(): void {
    // A framed client takes whatever comes for the acknowledgement of its message.
  }

  goodbye(why: Goodbye): void {
    this.#hearNoMore();
    this.#guest.leave(why.text, `${why.text}\n`);
  }

  #message(text: string): void {
    if (this.#isDeaf) return;
    if (GOODBYES.has(text)) {
      this.#hearNoMore();
      this.#guest.finish("Client quit", this.#ack);
    } else if (text === "") {
      this.#guest.session.after(() => this.#guest.write(this.#ack));
    } else {
      this.#guest.say(this.#channel, text, (refusal) => this.#guest.write(refusal ? `${refusal.text}\n` : this.#ack));
    }
  }

  #fail(problem: FrameProblem | "stalled"): void {
    if (this.#isDeaf) return;
    this.#hearNoMore();
    this.#guest.finish("Bad input", `${PROBLEMS[problem]}\n`);
  }

  #hearNoMore(): void {
    this.#isDeaf = true;
    this.#stopStall();
  }
}
