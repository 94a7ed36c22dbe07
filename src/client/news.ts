import type { Refusal } from "../core/answers.ts";
import type { Bye, ShownEvent, StatusMessage, Welcome } from "../wire/json/messages.ts";

/** Why a link is over for good. */
export interface LinkEnd {
  /**
   * `closed` by its owner; `unreachable`: nothing answered and it was not to try again; `refused` by the server for a
   * reason that trying again does not mend, or while it is not to try again; `protocol`: what answers is no Parley server;
   * `untrusted`: it is not known to be the one that was meant.
   */
  readonly why: "closed" | "unreachable" | "refused" | "protocol" | "untrusted";
  /** A sentence for a person. */
  readonly text: string;
  readonly refusal?: Refusal;
}

/** What a link tells its owner. */
export type News =
  /** A device's token, by which one can sign in from now on; `open` follows. */
  | { readonly type: "token"; readonly token: string }
  /** The server knows us; `again` after a break. Channels follow, each with `joined`. */
  | { readonly type: "open"; readonly welcome: Welcome; readonly again: boolean }
  /** A channel of ours got another name while the connection was broken; `joined` follows. */
  | { readonly type: "renamed"; readonly channel: string; readonly name: string }
  /** We are in a channel that was to be joined at the start, or again after a break. */
  | { readonly type: "joined"; readonly channel: string; readonly again: boolean }
  /** We could not come (back) into a channel, or were taken out of it meanwhile. What waited for it is refused. */
  | { readonly type: "lost"; readonly channel: string; readonly refusal: Refusal }
  /** Something happened. Every message is told once, in the order of the log within its channel. */
  | { readonly type: "event"; readonly event: ShownEvent }
  /** The server tells of itself, or of what goes over a connection that is watched. */
  | { readonly type: "status"; readonly message: StatusMessage }
  /** Messages were missed that will not be told; without a channel, in all of them. */
  | { readonly type: "gap"; readonly channel?: string; readonly text: string }
  /** The server ends the connection after it had let us in, and why; `broken` follows. */
  | { readonly type: "goodbye"; readonly bye: Bye }
  /** The connection broke; another is tried in so many milliseconds. */
  | { readonly type: "broken"; readonly why: string; readonly retryMs: number }
  /** The link is over. Nothing is told after this. */
  | { readonly type: "ended"; readonly end: LinkEnd };
