import type { News } from "./news.ts";
import type { Chance, Timers, Transport } from "./ports.ts";

/**
 * What proves whose account one is signed in to: a device's token, or its name and password. With `device`, what this
 * program is called, the server gives a token for them.
 */
export type SignIn =
  | { readonly token: string }
  | { readonly account: string; readonly password: string; readonly device?: string };

/** What a link is made of, and what it is to do. */
export interface LinkOptions {
  readonly transport: Transport;
  readonly timers: Timers;
  readonly chance: Chance;
  /** The secret by which the server knows us again: 16 to 128 characters that nobody can guess. */
  readonly client: string;
  /** The nick that is wanted; if it is taken, one like it is. Without it the server makes one. */
  readonly nick?: string;
  readonly realname?: string;
  /** What it signs in with, on each connection; with the token of the server's answer from then on, if there is one. */
  readonly signIn?: SignIn;
  /** The channels to be in, which are made if there are none; without it and `kept`, the server's own. */
  readonly channels?: readonly string[];
  /** The channels that one was in before: come back into if they are still there, unless one is here already without them. */
  readonly kept?: readonly string[];
  /** Whether to try again before the first connection has been made; after it, a link always tries again. */
  readonly keepTrying: boolean;
  readonly tell: (news: News) => void;
}
