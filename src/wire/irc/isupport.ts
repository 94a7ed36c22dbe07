import { LIMITS } from "../../core/limits.ts";
import { CHANNEL_MODES, type ModeKind, STANDINGS, USER_MODES } from "../../core/modes.ts";

/** Tokens of one 005 line (Modern IRC, RPL_ISUPPORT). */
const TOKENS_PER_LINE = 13;

/** The commands that take several targets, and how many; "" is as many as fit in the line. */
const TARGETS: Readonly<Record<string, string>> = {
  PRIVMSG: String(LIMITS.ircTargets),
  NOTICE: String(LIMITS.ircTargets),
  TAGMSG: String(LIMITS.ircTargets),
  JOIN: "",
  PART: "",
  KICK: "",
  NAMES: "",
  LIST: "",
  WHOIS: "1",
};

/** The letters of the user modes. */
export const USER_MODE_LETTERS: string = Object.keys(USER_MODES).join("");

/** The letters of the channel modes that take a parameter, for RPL_MYINFO. */
export const PARAMETER_MODE_LETTERS: string = Object.entries(CHANNEL_MODES)
  .filter(([, row]) => row.kind !== "flag")
  .map(([letter]) => letter)
  .join("");

/** The letters of all channel modes. */
export const CHANNEL_MODE_LETTERS: string = Object.keys(CHANNEL_MODES).join("");

/** What the server does and bears, as lines of tokens. Made from the tables that it goes by. */
export function isupport(network: string): readonly (readonly string[])[] {
  const tokens = [
    `NETWORK=${network}`,
    "CASEMAPPING=ascii",
    "CHANTYPES=#",
    `PREFIX=(${STANDINGS.map(({ mode }) => mode).join("")})${STANDINGS.map(({ sign }) => sign).join("")}`,
    `CHANMODES=${[letters("list"), letters("key"), letters("value"), letters("flag")].join(",")}`,
    `MODES=${LIMITS.modesPerCommand}`,
    `MAXLIST=${[...letters("list")].map((letter) => `${letter}:${LIMITS.masksPerList}`).join(",")}`,
    "EXCEPTS=e",
    "INVEX=I",
    `CHANLIMIT=#:${LIMITS.channelsPerUser}`,
    `CHANNELLEN=${LIMITS.channelNameBytes}`,
    `NICKLEN=${LIMITS.nickBytes}`,
    `USERLEN=${LIMITS.identBytes}`,
    `HOSTLEN=${LIMITS.hostBytes}`,
    `TOPICLEN=${LIMITS.ircTextBytes}`,
    `KICKLEN=${LIMITS.ircTextBytes}`,
    `AWAYLEN=${LIMITS.ircTextBytes}`,
    `KEYLEN=${LIMITS.keyBytes}`,
    `TARGMAX=${Object.entries(TARGETS)
      .map(([command, most]) => `${command}:${most}`)
      .join(",")}`,
    "ELIST=CMNTU",
    "SAFELIST",
    "BOT=B",
    "UTF8ONLY",
  ];
  const lines: string[][] = [];
  for (let i = 0; i < tokens.length; i += TOKENS_PER_LINE) lines.push(tokens.slice(i, i + TOKENS_PER_LINE));
  return lines;
}

function letters(kind: ModeKind): string {
  return Object.entries(CHANNEL_MODES)
    .filter(([, row]) => row.kind === kind)
    .map(([letter]) => letter)
    .join("");
}
