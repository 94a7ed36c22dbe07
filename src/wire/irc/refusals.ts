import type { RefusalCode } from "../../core/answers.ts";

/** What a refused command was about, as far as the refusal itself doesn't say. */
export interface Subject {
  readonly command: string;
  /** The channel or nick that it was for; `*` if none. */
  readonly target: string;
  /** The parameter of that letter in a mode change; `*` if it had none. */
  parameterOf(letter: string): string;
}

/** A numeric and its parameters between the client's nick and the sentence. */
export type Numeric = readonly [code: string, ...params: string[]];

/** The numeric of every refusal; a refusal without one does not compile. Codes are those of RFC 2812 and Modern IRC. */
export const REFUSAL_NUMERICS: { readonly [C in RefusalCode]: (about: string, subject: Subject) => Numeric } = {
  "bad-command": (_about, { command }) => ["400", command],
  "unknown-command": (_about, { command }) => ["421", command],
  "not-open": () => ["451"],
  "already-open": () => ["462"],
  "bad-nick": (nick) => ["432", nick],
  "nick-in-use": (nick) => ["433", nick],
  "bad-channel-name": (channel) => ["403", channel],
  "no-such-channel": (channel) => ["403", channel],
  "no-such-nick": (nick) => ["401", nick],
  "not-in-channel": (channel) => ["442", channel],
  "user-not-in-channel": (nick, { target }) => ["441", nick, target],
  "already-in-channel": (nick, { target }) => ["443", nick, target],
  "too-many-channels": (channel) => ["405", channel],
  "cannot-send": (channel) => ["404", channel],
  banned: (channel) => ["474", channel],
  "invite-only": (channel) => ["473", channel],
  "bad-key": (channel) => ["475", channel],
  "channel-full": (channel) => ["471", channel],
  "not-operator": (channel) => ["482", channel],
  "unknown-mode": (letter, { target }) => (target.startsWith("#") ? ["472", letter] : ["501"]),
  "bad-mode-parameter": (letter, { target, parameterOf }) => ["696", target, letter, parameterOf(letter)],
  "list-full": (letter, { target }) => ["478", target, letter],
  "account-needed": (_about, { command, target }) => (target === "*" ? ["400", command] : ["477", target]),
  "wrong-password": () => ["464"],
  "too-many-tries": () => ["464"],
  "registration-closed": (_about, { command }) => ["400", command],
  "bad-password": (_about, { command }) => ["400", command],
  "bad-invite": (_about, { command }) => ["400", command],
  "no-such-invite": (_about, { command }) => ["400", command],
  "no-such-device": (_about, { command }) => ["400", command],
  "no-such-certificate": (_about, { command }) => ["400", command],
  "proof-exists": (_about, { command }) => ["400", command],
  "last-owner": (_about, { command }) => ["400", command],
  "bad-ban": (_about, { command }) => ["400", command],
  "no-such-ban": (_about, { command }) => ["400", command],
  "server-banned": () => ["465"],
  muted: (_about, { command, target }) => {
    // ERR_NONICKCHANGE, as InspIRCd and UnrealIRCd have it.
    if (command === "NICK") return ["447"];
    return target === "*" ? ["400", command] : ["404", target];
  },
  "bad-key-name": (_about, { command }) => ["400", command],
  "no-such-message": (_about, { command }) => ["400", command],
  "not-yours": (_about, { command }) => ["400", command],
  "no-such-file": (_about, { command }) => ["400", command],
  "bad-file-name": (_about, { command }) => ["400", command],
  "bad-file-type": (_about, { command }) => ["400", command],
  "false-file-type": (_about, { command }) => ["400", command],
  "file-too-large": (_about, { command }) => ["400", command],
  "quota-exceeded": (_about, { command }) => ["400", command],
  "bad-offset": (_about, { command }) => ["400", command],
  "disk-full": (_about, { command }) => ["263", command],
  "name-in-use": (_about, { command }) => ["400", command],
  "not-server-operator": () => ["481"],
  "no-such-account": (_about, { command }) => ["400", command],
  "account-exists": (_about, { command }) => ["400", command],
  "no-such-session": (_about, { command }) => ["400", command],
  "no-leave": (_about, { command }) => ["400", command],
  "no-account": (channel) => ["477", channel],
  "no-text": () => ["412"],
  "too-long": () => ["417"],
  "server-full": (_about, { target }) => ["437", target],
  "too-many-sessions": (_about, { target }) => ["437", target],
  // RPL_TRYAGAIN: the command was right, and may be sent again.
  "not-durable": (_about, { command }) => ["263", command],
  "node-lost": (_about, { command }) => ["263", command],
  "no-such-node": (_about, { command }) => ["400", command],
  busy: (_about, { command }) => ["263", command],
  unavailable: (_about, { command }) => ["263", command],
};
