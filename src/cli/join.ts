import { EXIT } from "./exit.ts";
import { complain, type Io } from "./io.ts";
import { joinClassroom } from "./join-classroom.ts";
import { joinNative } from "./join-native.ts";
import type { JoinOptions } from "./join-options.ts";
import { channelOf, parseTarget } from "./target.ts";

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
