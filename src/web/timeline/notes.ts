import type { NoteEvent } from "../../client/model/timeline.ts";
import { fold } from "../../core/names.ts";

/** What happened, behind the nick of who did it. */
export function deedOf(event: NoteEvent): string {
  switch (event.type) {
    case "join":
      return "came";
    case "part":
      return `left${because(event.reason)}`;
    case "quit":
      return `went offline${because(event.reason)}`;
    case "nick":
      return `is called ${event.nick} now`;
    case "topic":
      return event.topic === "" ? "took the topic away" : `set the topic: ${event.topic}`;
    case "mode":
      return `set ${event.changes.map(({ set, mode, parameter }) => `${set ? "+" : "−"}${mode}${parameter === undefined ? "" : ` ${parameter}`}`).join(", ")}`;
    case "kick":
      return `removed ${event.nick}${because(event.reason)}`;
    case "rename":
      return `renamed the channel to ${event.name}${because(event.reason)}`;
    case "redact":
      return `took a message back${because(event.reason)}`;
  }
}

/** Who did the same, among several notes in one line. */
export interface Deed {
  /** Each of them once, in the order in which they first did it. */
  readonly nicks: readonly string[];
  /** What they did, behind their nicks or how many they are. */
  readonly words: string;
}

/** More than so many are counted rather than named. */
export const NAMED = 2;

/** Several notes in one line: who came, who left, and so on. */
export function summaryOf(events: readonly NoteEvent[]): readonly Deed[] {
  const deeds = new Map<string, Map<string, string>>();
  for (const { type, from } of events) {
    const words = type === "quit" ? WORDS.part : WORDS[type];
    const nicks = deeds.get(words) ?? new Map<string, string>();
    deeds.set(words, nicks);
    const key = fold(from.nick);
    if (!nicks.has(key)) nicks.set(key, from.nick);
  }
  return [...deeds].map(([words, nicks]) => ({ nicks: [...nicks.values()], words }));
}

const WORDS: Readonly<Record<NoteEvent["type"], string>> = {
  join: "came",
  part: "left",
  quit: "left",
  nick: "changed their nick",
  topic: "set the topic",
  mode: "changed modes",
  kick: "removed somebody",
  rename: "renamed the channel",
  redact: "took a message back",
};

function because(reason: string | undefined): string {
  return reason ? ` (${reason})` : "";
}

/** Who is writing. */
export function typingSentence(nicks: readonly string[]): string {
  const [first, second, third, ...others] = nicks;
  if (first === undefined) return "";
  if (second === undefined) return `${first} is writing…`;
  if (third === undefined) return `${first} and ${second} are writing…`;
  return others.length > 0 ? "Several people are writing…" : `${first}, ${second} and ${third} are writing…`;
}
