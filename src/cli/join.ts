import { EXIT } from "./exit.ts";
import { complain, type Io } from "./io.ts";
import { joinClassroom } from "./join-classroom.ts";
import { joinNative } from "./join-native.ts";
import { channelOf, parseTarget } from "./target.ts";

/** What `parley join` takes. */
export interface JoinOptions {
  /** Where to; this machine if it is not said. See `parseTarget`. */
  readonly url?: string;
  readonly nick?: string;
  /** The channel to be in, with or without its `#`. */
  readonly channel?: string;
  /** The text that acknowledges a message, where classroom programs differ. */
  readonly ack?: string;
  /** The text that says goodbye, where classroom programs differ. */
  readonly goodbye?: string;
  /** Try again until something listens there. */
  readonly wait?: boolean;
  /** Where files that are asked for are put; the current folder if it is not said. */
  readonly folder?: string;
}

/**
 * Talks to a server, natively or in a classroom dialect, until the input ends. On a terminal a person types; a pipe is
 * sent line by line, and all of it is acknowledged when the status is 0.
 *
 * @returns an exit status
 */
export async function runJoin(options: JoinOptions, io: Io): Promise<number> {
  const target = parseTarget(options.url);
  if ("problem" in target) {
    complain(io, target.problem);
    return EXIT.usage;
  }
  if (target.dialect !== "json") return joinClassroom(target, target.dialect, options, io);
  const channel = options.channel === undefined ? target.channel : channelOf(options.channel);
  return joinNative({ ...target, ...(channel !== undefined && { channel }) }, options, io);
}
