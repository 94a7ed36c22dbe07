import type { Refusal, RefusalCode } from "../core/answers.ts";
import type { Ok, Refused, Welcome } from "../wire/json/messages.ts";

/** For what a client refuses something by itself. */
type OwnCode = "not-in-channel" | "no-such-channel" | "no-such-nick" | "unavailable";

/** What it says then, as the server would say it; all that the server may say is too much for a page's first view. */
const OWN: Readonly<Record<OwnCode, string>> = {
  "not-in-channel": "You are not in that channel.",
  "no-such-channel": "There is no channel of that name.",
  "no-such-nick": "Nobody here has that nick.",
  unavailable: "The server could not look that up just now.",
};

/** A refusal of a client's own, with its standard sentence or a more particular one. */
export function ownRefusal(code: OwnCode, about?: string, text: string = OWN[code]): Refusal {
  return about === undefined ? { code, text } : { code, text, about };
}

/** A refusal of the link itself. */
export function refused(code: RefusalCode, text: string): Refused {
  return { type: "refused", code, text };
}

/** The refusal in an answer. */
export function refusalOf(reply: Refused): Refusal {
  const { code, text, about } = reply;
  return about === undefined ? { code, text } : { code, text, about };
}

/** The welcome in the answer to a `hello`, and where the log stands; nothing if that is not what it is. */
export function welcomeOf(ok: Ok): { readonly welcome: Welcome; readonly seq: number } | undefined {
  const {
    seq,
    nick,
    server = "",
    version = "",
    epoch,
    channel,
    joined = [],
    joinedIds,
    present,
    markers = [],
    account,
    role,
    access,
    pushKey,
  } = ok;
  if (seq === undefined || nick === undefined || epoch === undefined || channel === undefined) return undefined;
  const known = {
    ...(joinedIds && { joinedIds }),
    ...(present && { present }),
    ...(account !== undefined && { account }),
    ...(role && { role }),
    ...(access && { access }),
    ...(pushKey !== undefined && { pushKey }),
  };
  return { seq, welcome: { nick, server, version, epoch, channel, joined, markers, ...known } };
}
