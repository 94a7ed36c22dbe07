import type { DialectType } from "../conversation.ts";
import { IrcConversation } from "./conversation.ts";
import { ircSecrets } from "./secrets.ts";
import { makeServer } from "./server.ts";
import { turnAway } from "./turn-away.ts";

/** IRC, as RFC 1459 and 2812, Modern IRC and IRCv3 have it. */
export const irc: DialectType = {
  name: "irc",
  options: {
    password: { text: "what PASS has to say; empty if nothing", pattern: /^\S{0,200}$/, default: "", secret: true },
  },
  listen(settings) {
    const server = makeServer(settings);
    return {
      name: "irc",
      open: (session, line) => new IrcConversation(session, line, server),
      secrets: ircSecrets,
      turnAway: (why, first) => turnAway(server, why, first),
    };
  },
};
