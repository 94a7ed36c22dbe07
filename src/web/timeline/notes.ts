import type { NoteEvent } from "../../client/model/timeline.ts";

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

/** Several notes in one line: how many came, left, and so on. */
export function summaryOf(events: readonly NoteEvent[]): string {
  const counts = new Map<string, number>();
  for (const { type } of events) {
    const words = type === "quit" ? WORDS.part : WORDS[type];
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return [...counts].map(([words, count]) => `${count} ${words}`).join(", ");
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
