import type { ClientOptions } from "../connect/client-options.ts";

/** What `parley join` takes. */
export interface JoinOptions extends ClientOptions {
  /** Where to; this machine if it is not said. See `parseTarget`. */
  readonly url?: string;
  readonly nick?: string;
  /** The nick to have if none is named: one like it will do. */
  readonly login?: string;
  /** The channel to be in, with or without its `#`. */
  readonly channel?: string;
  /** The text that acknowledges a message, where classroom programs differ. */
  readonly ack?: string;
  /** The text that says goodbye, where classroom programs differ. */
  readonly goodbye?: string;
  /** Try again until something listens there. */
  readonly wait?: boolean;
  /** Sign out of the server instead. */
  readonly signOut?: boolean;
  /** Where files that are asked for are put; the current folder if it is not said. */
  readonly folder?: string;
}
