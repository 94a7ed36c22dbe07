import { approach } from "../connect/approach.ts";
import { EXIT } from "../exit.ts";
import { complain, type Io } from "../io.ts";
import { signOut } from "../sign-in/sign-out.ts";
import { joinClassroom } from "./join-classroom.ts";
import type { JoinOptions } from "./join-options.ts";
import { joinSignedIn } from "./join-signed-in.ts";

/**
 * Talks to a server, natively or in a classroom dialect, until the input ends. On a terminal a person types; a pipe is
 * sent line by line, and all of it is acknowledged when the status is 0.
 *
 * @returns an exit status
 */
export async function runJoin(options: JoinOptions, io: Io): Promise<number> {
  const server = approach(options.url, options);
  if ("problem" in server) {
    complain(io, server.problem);
    return EXIT.usage;
  }
  const { dialect } = server.target;
  if (dialect === "json") return options.signOut ? signOut(server, io) : joinSignedIn(server, options, io);
  if (options.signOut || options.account !== undefined) {
    complain(io, `one signs in to a Parley server natively, and not in the dialect ${dialect}.`);
    return EXIT.usage;
  }
  return joinClassroom(server, dialect, options, io);
}
