import type { Refusal, RefusalCode } from "../core/answers.ts";
import type { Ok, Refused, Welcome } from "../wire/json/messages.ts";

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
