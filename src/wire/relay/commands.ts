import { LIMITS } from "../../core/limits.ts";
import { channelByName } from "../../core/state.ts";
import { membersSeen } from "../../core/view.ts";
import { harmless } from "../lines.ts";
import { timestamp } from "../local-time.ts";
import type { RelayTalk } from "./talk.ts";

/** Messages that `/history` shows unless it is told how many. */
const HISTORY = 20;

/** One row: what follows the name, what the command does, and how. */
interface RelayCommand {
  readonly usage: string;
  readonly text: string;
  /** @param rest what follows the name, without the spaces around it */
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
    "msg",
    {
      usage: "NICK TEXT",
      text: "say something to one person",
      run(talk, rest) {
        const [, nick, text] = /^(\S+)\s+(.+)$/s.exec(rest) ?? [];
        if (nick === undefined || text === undefined) talk.reply(() => "Write it as /msg NICK TEXT.");
        else talk.sayTo(nick, text);
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
  ["help", { usage: "", text: "this list", run: (talk) => talk.reply(help) }],
  ["exit", { usage: "", text: "leave", run: (talk) => talk.finish() }],
]);

/** Carries out a line that begins with `/`. */
export function runCommand(talk: RelayTalk, line: string): void {
  const [, name = "", rest = ""] = /^\/(\S*)\s*(.*)$/s.exec(line.trimEnd()) ?? [];
  const command = COMMANDS.get(name.toLowerCase());
  if (command) command.run(talk, rest);
  else talk.reply(() => `There is no command /${harmless(name)}; /help lists those there are.`);
}

function help(): string {
  const rows = [...COMMANDS].map(([name, { usage, text }]) => [`/${name} ${usage}`.trimEnd(), text] as const);
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, text]) => `${left.padEnd(width)}  ${text}`).join("\n");
}

function who({ channel, user, guest }: RelayTalk): string {
  if (channel === undefined || !user) return "You are in no channel.";
  const nicks = membersSeen(guest.session.state, channel, user).map((member) => member.user.nick);
  const more = nicks.length - LIMITS.namesShown;
  return `In ${channel}: ${nicks.slice(0, LIMITS.namesShown).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function status({ channel, user, guest }: RelayTalk): string {
  if (!user) return "You are nobody yet.";
  const members = channel === undefined ? [] : membersSeen(guest.session.state, channel, user);
  const place = channel === undefined ? "in no channel" : `in ${channel} (${members.length} here)`;
  return `You are ${user.nick}, ${place}, connected at ${timestamp(user.since)}.`;
}

function topic({ channel, guest }: RelayTalk): string {
  if (channel === undefined) return "You are in no channel.";
  const text = channelByName(guest.session.state, channel)?.topic?.text;
  return text ? `The topic of ${channel}: ${harmless(text)}` : `${channel} has no topic.`;
}
