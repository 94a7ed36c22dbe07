import type { Row } from "./row.ts";

/** Files, which are uploaded by HTTP (IRCv3 filehost, as drafted in pull request 562 of its specifications). */
export const FILEHOST: readonly Row[] = [
  {
    name: "FILEHOST",
    minParams: 1,
    turn: "asks",
    usage: "FILEHOST TOKEN",
    text: "Gives a token by which HTTP knows you, as `Authorization: Bearer`; 005 says where files are uploaded to.",
    run(call) {
      const [subcommand = ""] = call.params;
      if (subcommand.toUpperCase() !== "TOKEN") {
        call.fail("INVALID_PARAMS", [subcommand], "There is no such subcommand; FILEHOST TOKEN gives a token");
        return;
      }
      const ticket = call.client.line.ticket();
      if (ticket === undefined) call.fail("UNAVAILABLE", [], "This server has no files");
      else call.say("FILEHOST", ["TOKEN", ticket]);
    },
  },
];
