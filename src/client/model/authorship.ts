import type { MessageEvent } from "../../core/events.ts";
import { mentions } from "../../core/mentions.ts";
import { fold } from "../../core/names.ts";
import type { Message, MessageItem } from "./timeline.ts";

/** Who one is, as far as a place has to know. */
export interface Me {
  readonly nick: string;
  readonly account?: string;
}

/** Whose the messages of a place are: one's own, or another's, and of a talk by which account the other is known. */
export class Authorship {
  readonly #kind: "channel" | "talk";
  readonly #me: () => Me;
  /** The account of the other of a talk, as far as is known. */
  #account: string | undefined;
  /** The seq of the message that told it. */
  #accountSeq = 0;

  constructor(kind: "channel" | "talk", me: () => Me) {
    this.#kind = kind;
    this.#me = me;
  }

  /** The other of a talk is signed in to that account, or to none. */
  knownAs(account: string | undefined): void {
    this.#account = account;
  }

  /** Whether a nick is the name of the account of who one talks with: then nobody else may have it. */
  isSurely(nick: string): boolean {
    return this.#account !== undefined && fold(this.#account) === fold(nick);
  }

  isOwn({ from, by }: MessageEvent): boolean {
    const { nick, account } = this.#me();
    if (by !== undefined) return false;
    if (account !== undefined && from.account !== undefined) return account === from.account;
    return fold(from.nick) === fold(nick);
  }

  /** Whether a message is for oneself. */
  isMention(message: MessageEvent): boolean {
    return this.#kind === "talk" || this.#namesMe(message);
  }

  /** How a message is shown. */
  itemOf(message: Message): MessageItem {
    const isOwn = this.isOwn(message);
    if (!isOwn && this.#kind === "talk" && message.seq >= this.#accountSeq) {
      this.#accountSeq = message.seq;
      this.#account = message.from.account;
    }
    return { kind: "message", key: message.id, message, isOwn, isMention: !isOwn && this.#namesMe(message) };
  }

  /** Whether one has reacted so to a message, as far as is known. */
  hasReacted(message: Message | undefined, text: string): boolean {
    const { nick, account } = this.#me();
    const reaction = message?.reactions?.find((one) => one.text === text);
    const isMine = (by: Me): boolean =>
      account === undefined ? by.account === undefined && by.nick === nick : by.account === account;
    return reaction?.by.some(isMine) ?? false;
  }

  #namesMe({ text }: MessageEvent): boolean {
    return mentions(text, this.#me().nick);
  }
}
