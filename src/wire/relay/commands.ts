import { LIMITS } from "../../core/limits.ts";
import { channelByName } from "../../core/state.ts";
import { channelsSeen, membersSeen } from "../../core/view.ts";
import { harmless } from "../lines.ts";
import { timestamp } from "../local-time.ts";
import { watchedText } from "../watched-text.ts";
import type { RelayTalk } from "./talk.ts";

/** Messages that `/history` shows unless it is told how many. */
const HISTORY = 20;

/** One row: what follows the name, what the command does, and how. */
interface RelayCommand {
  /** Words that may be left out stand in brackets. */
  readonly usage: string;
  readonly text: string;
  /** @param rest what follows the name, without the spaces around it: as many words as it needs, or more */
  run(talk: RelayTalk, rest: string): void;
}

/** Every command, by its name. `/help` is made of it. */
export const COMMANDS: ReadonlyMap<string, RelayCommand> = new Map<string, RelayCommand>([
  [
    "nick",
    {
      usage: "NAME",
      text: "take another nick",
      run: (talk, nick) => talk.submit({ type: "nick", nick }, () => `You are ${nick} now.`),
    },
  ],
  [
    "join",
    {
      usage: "#CHANNEL [KEY]",
      text: "go to another channel",
      run(talk, rest) {
        const [name = "", key] = rest.split(/\s+/);
        talk.moveTo(name.startsWith("#") ? name : `#${name}`, key);
      },
    },
  ],
  ["part", { usage: "", text: "leave the channel", run: (talk) => talk.part() }],
  ["who", { usage: "", text: "who is in the channel", run: (talk) => talk.reply(() => who(talk)) }],
  ["names", { usage: "", text: "the same as /who", run: (talk) => talk.reply(() => who(talk)) }],
  ["list", { usage: "", text: "which channels there are", run: (talk) => talk.reply(() => list(talk)) }],
  ["status", { usage: "", text: "who and where you are", run: (talk) => talk.reply(() => status(talk)) }],
  [
    "history",
    {
      usage: "[NUMBER]",
      text: "what was said last",
      run: (talk, rest) =>
        talk.history(Math.min(Math.max(Number.parseInt(rest, 10) || HISTORY, 1), LIMITS.historyShown)),
    },
  ],
  [
    "search",
    {
      usage: "WORDS",
      text: "what was said with these words in it",
      run(talk, rest) {
        if (rest.length <= LIMITS.searchText) talk.search(rest);
        else talk.reply(() => `That is too long: ${LIMITS.searchText} characters is the most.`);
      },
    },
  ],
  [
    "msg",
    {
      usage: "NICK TEXT",
      text: "say something to one person",
      run(talk, rest) {
        const [, nick = "", text = ""] = /^(\S+)\s+(.+)$/s.exec(rest) ?? [];
        talk.sayTo(nick, text);
      },
    },
  ],
  ["me", { usage: "TEXT", text: "say what you do", run: (talk, rest) => talk.say(rest, "action") }],
  [
    "topic",
    {
      usage: "[TEXT]",
      text: "what the channel is about, or say so",
      run(talk, rest) {
        const { channel } = talk;
        if (rest === "" || channel === undefined) talk.reply(() => topic(talk));
        else talk.submit({ type: "topic", channel, topic: rest }, () => "The topic is set.");
      },
    },
  ],
  [
    "login",
    {
      usage: "NAME PASSWORD",
      text: "sign in to your account",
      run: (talk, rest) => talk.signIn.login(rest),
    },
  ],
  [
    "register",
    {
      usage: "NAME PASSWORD [INVITE]",
      text: "make an account",
      run: (talk, rest) => talk.signIn.register(rest),
    },
  ],
  [
    "wire",
    {
      usage: "[allow|forbid]",
      text: "whether operators of the server may watch your connections",
      run: (talk, rest) => wire(talk, rest.toLowerCase()),
    },
  ],
  ["help", { usage: "", text: "this list", run: (talk) => talk.reply(help) }],
  ["exit", { usage: "", text: "leave", run: (talk) => talk.finish() }],
  ["quit", { usage: "", text: "the same as /exit", run: (talk) => talk.finish() }],
]);

/** What may be asked for before one is in: to sign in, and to leave. */
const OUTSIDE: ReadonlySet<string> = new Set(["login", "register", "exit", "quit"]);

/** Whether a line is a command, and not something to be said. With a password in it, it is one with spaces in front too. */
export function isCommand(line: string): boolean {
  return line.startsWith("/") || /^\s*\/(?:login|register)(?:\s|$)/i.test(line);
}

/** Whether a line is a command that may come before one is in. */
export function isForOutside(line: string): boolean {
  const [, name = ""] = /^\s*\/(\S*)/.exec(line) ?? [];
  return OUTSIDE.has(name.toLowerCase());
}

/** Carries out a line that is a command. */
export function runCommand(talk: RelayTalk, line: string): void {
  const [, name = "", rest = ""] = /^\/(\S*)\s*(.*)$/s.exec(line.trim()) ?? [];
  const command = COMMANDS.get(name.toLowerCase());
  if (!command) talk.reply(() => `There is no command /${harmless(name)}; /help lists those there are.`);
  else if (words(rest).length < wordsNeeded(command)) {
    talk.reply(() => `Write it as /${name.toLowerCase()} ${command.usage}.`);
  } else command.run(talk, rest);
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

function wordsNeeded({ usage }: RelayCommand): number {
  return words(usage).filter((word) => !word.startsWith("[")).length;
}

function help(): string {
  const rows = [...COMMANDS].map(([name, { usage, text }]) => [`/${name} ${usage}`.trimEnd(), text] as const);
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, text]) => `${left.padEnd(width)}  ${text}`).join("\n");
}

/** By this mode of a user operators of the server may watch their connections. */
const LEAVE = "W";

function wire(talk: RelayTalk, rest: string): void {
  if (rest === "allow" || rest === "forbid") {
    const changes = [{ set: rest === "allow", mode: LEAVE }];
    talk.submit({ type: "usermode", changes }, () => wireText(talk, rest === "allow"));
  } else if (rest === "") talk.reply(() => wireText(talk, talk.user?.modes.includes(LEAVE) === true));
  else talk.reply(() => "Write it as /wire allow or /wire forbid.");
}

function wireText({ told, user }: RelayTalk, isAllowed: boolean): string {
  const watched = watchedText(told, user);
  if (watched !== undefined) {
    return isAllowed
      ? `${watched} You have allowed it besides; /wire forbid takes that back.`
      : `${watched} Once you are signed in, they may only if you say /wire allow.`;
  }
  return isAllowed
    ? "Operators of the server may watch your connections; you are told when one does. /wire forbid ends it."
    : "Operators of the server may watch your connections only if you say /wire allow.";
}

function who({ place, user, guest }: RelayTalk): string {
  if (place === undefined || !user) return "You are in no channel.";
  return `In ${place}: ${shownNames(membersSeen(guest.session.state, place, user).map((member) => member.user.nick))}`;
}

function list({ user, guest }: RelayTalk): string {
  if (!user) return "You are nobody yet.";
  const { state } = guest.session;
  return `Channels: ${shownNames(channelsSeen(state, user).map(({ name, members }) => `${name} (${members.size})`))}`;
}

function shownNames(names: readonly string[]): string {
  const more = names.length - LIMITS.namesShown;
  return `${names.slice(0, LIMITS.namesShown).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function status({ place, user, guest }: RelayTalk): string {
  if (!user) return "You are nobody yet.";
  const members = place === undefined ? [] : membersSeen(guest.session.state, place, user);
  const where = place === undefined ? "in no channel" : `in ${place} (${members.length} here)`;
  return `You are ${user.nick}, ${where}, connected at ${timestamp(user.since)}.`;
}

function topic({ place, guest }: RelayTalk): string {
  if (place === undefined) return "You are in no channel.";
  const text = channelByName(guest.session.state, place)?.topic?.text;
  return text ? `The topic of ${place}: ${harmless(text)}` : `${place} has no topic.`;
}
