import type { ModerationEvent } from "../../core/events.ts";

/** A piece of a sentence: words of ours, or something that others have named or said and that is kept apart from them. */
export type Piece = string | { readonly name: string };

type Deed = (what: { readonly target: Piece; readonly channel: Piece; readonly event: ModerationEvent }) => Sentence;
type Sentence = readonly Piece[];

/**
 * What was done to keep order, as a sentence without its end: until when and why are not in it.
 * `ada banned *!*@spam.example`
 */
export function sentenceOf(event: ModerationEvent): Sentence {
  const { target = "?", channel = "?" } = event;
  return [
    ...whoDid(event),
    " ",
    ...DEEDS[event.action]({ target: { name: target }, channel: { name: channel }, event }),
  ];
}

/** A sentence as plain text. */
export function plain(sentence: Sentence): string {
  return sentence.map((piece) => (typeof piece === "string" ? piece : piece.name)).join("");
}

/** Why something was done; nothing if the sentence has that already. */
export function reasonOf({ action, reason }: ModerationEvent): string | undefined {
  return reason === "" || SAYS_REASON.has(action) ? undefined : reason;
}

/** Those of which the field for the reason says something else. */
const SAYS_REASON: ReadonlySet<ModerationEvent["action"]> = new Set([
  "role",
  "invite-add",
  "register",
  "chghost",
  "wire",
]);

/** By their account, since anybody could have had the nick; nobody's is the server itself. */
function whoDid({ from: { nick, account } }: ModerationEvent): Sentence {
  if (nick === "(server)") return ["the server"];
  return account === undefined || account === nick ? [{ name: nick }] : [{ name: account }, " (", { name: nick }, ")"];
}

function roleOf({ reason }: ModerationEvent): string {
  return reason === undefined || reason === "none" ? "a member like others" : `an ${reason}`;
}

const DEEDS: { readonly [A in ModerationEvent["action"]]: Deed } = {
  kick: ({ target, channel }) => ["made ", target, " leave ", channel],
  mode: ({ target, channel }) => ["set ", target, " on ", channel],
  redact: ({ channel }) => ["took back somebody’s message in ", channel],
  rename: ({ target, channel }) => ["renamed ", channel, " to ", target],
  kill: ({ target }) => ["ended the sessions of ", target],
  ban: ({ target }) => ["banned ", target],
  unban: ({ target }) => ["lifted the ban on ", target],
  mute: ({ target }) => ["muted ", target],
  unmute: ({ target }) => ["lifted the mute on ", target],
  report: ({ channel, event: { said, channel: where = "" } }) => [
    "reported what ",
    { name: said?.by ?? "somebody" },
    ...(where.startsWith("#") ? [" said in ", channel] : [" said to them alone"]),
  ],
  oper: ({ target }) => ["became an operator of the server, as ", target],
  wire: ({ target, event: { reason } }) => [
    "watches the bytes of a connection of ",
    target,
    ...(reason ? [` (${reason})`] : []),
  ],
  chghost: ({ target, event: { reason = "?" } }) => ["had ", target, " be seen as ", { name: reason }],
  role: ({ target, event }) => ["made ", target, ` ${roleOf(event)}`],
  "invite-add": ({ target, event: { reason, until } }) => [
    "made the invite link ",
    target,
    ...(reason ? [`, which makes people an ${reason}`] : []),
    ...(until === undefined ? [] : [", good"]),
  ],
  "invite-remove": ({ target }) => ["removed the invite link ", target],
  register: ({ target, event: { reason } }) => ["made the account ", target, ...(reason ? [`, as an ${reason}`] : [])],
  unregister: ({ target }) => ["removed the account ", target],
  passwd: ({ target }) => ["gave the account ", target, " another password"],
  alwayson: ({ target }) => ["changed whether ", target, " stays in the channels"],
  "device-add": ({ target }) => ["added a device to the account ", target],
  "device-remove": ({ target }) => ["signed out a device of ", target],
  "certificate-add": ({ target }) => ["added a certificate to the account ", target],
  "certificate-remove": ({ target }) => ["removed a certificate of the account ", target],
};
