import { runErrand } from "../../client/errands.ts";
import type { Chat } from "../../client/model/chat.ts";
import type { Place } from "../../client/model/place.ts";
import type { Asked, Reply } from "../../client/outgoing.ts";
import { readTyped, SLASH, whereIs } from "../../client/slash.ts";
import type { SlashRow, Typed } from "../../client/slash-row.ts";
import { linkedFiles, pathOf } from "../../core/files.ts";
import { fold } from "../../core/names.ts";
import type { Ok } from "../../wire/json/messages.ts";
import type { Route } from "../platform/route.ts";
import { lastMessage } from "./last-message.ts";

/** What became of a slash command, as far as the page has something to do about it. */
export type Outcome =
  /** It is done; `note` says so, where nothing else shows it. */
  | { readonly type: "done"; readonly note?: string }
  | { readonly type: "answer"; readonly answer: Ok }
  /** It was not done; what was typed stays. */
  | { readonly type: "problem"; readonly text: string }
  | { readonly type: "help" }
  /** Files are to be chosen, and `text` is to stand in front of their links. */
  | { readonly type: "choose-files"; readonly text: string }
  | { readonly type: "go"; readonly to: Route }
  /** A file is to be saved, by its path on this server. */
  | { readonly type: "save"; readonly path: string; readonly name: string };

/** A command as the page shows it. */
export type CommandRow = Pick<SlashRow, "name" | "aliases" | "usage" | "text">;

const OTHERWISE: Readonly<Record<string, { readonly usage: string; readonly text: string }>> = {
  upload: { usage: "[text]", text: "choose files to share, with a text in front of them" },
  query: { usage: "[nick] [text]", text: "talk to one person" },
};

/** The commands of the page. One leaves it by closing it. */
export const PAGE_COMMANDS: readonly CommandRow[] = SLASH.filter(({ name }) => name !== "quit").map(
  ({ name, aliases = [], usage, text }) => ({ name, aliases, usage, text, ...OTHERWISE[name] }),
);

/** The command that is being typed with its parameters. */
export function commandIn(text: string): CommandRow | undefined {
  const [, typed] = /^\/([^\s/]+)(?:\s|$)/.exec(text) ?? [];
  if (typed === undefined) return undefined;
  const name = typed.toLowerCase();
  return PAGE_COMMANDS.find((row) => row.name === name || row.aliases?.includes(name));
}

/** What commands are carried out with. */
export interface CommandParts {
  readonly chat: Pick<Chat, "ask" | "say" | "edit" | "redact" | "react" | "leave">;
  readonly place: Pick<Place, "name" | "timeline" | "loadEarlier">;
  readonly nick: string;
}

/** Carries a command out. What needs nobody's answer is known at once, so that a click still counts as one. */
export function carryOut(text: string, parts: CommandParts): Outcome | Promise<Outcome> {
  if (commandIn(text)?.name === "upload") return { type: "choose-files", text: text.replace(/^\/\S+\s*/, "") };
  return perform(readTyped(text, { to: parts.place.name, nick: parts.nick }), parts);
}

function perform(typed: Typed, parts: CommandParts): Outcome | Promise<Outcome> {
  switch (typed.type) {
    case "ask":
      return askFor(typed.command, parts);
    case "several":
      return askSeveral(typed.commands, parts);
    case "topic":
    case "ban":
      return runErrand(typed, (command) => parts.chat.ask(command)).then(answered);
    case "close":
      return close(typed.of, parts);
    case "talk":
      return talk(typed, parts);
    case "amend":
      return amendLast(typed, parts);
    case "download":
      return download(typed.what, typed.to, parts);
    case "upload":
      return { type: "choose-files", text: typed.text };
    case "help":
      return { type: "help" };
    case "problem":
      return typed;
    case "quit":
      return { type: "problem", text: "To leave, close the page. Signing out is in the settings." };
    case "nothing":
      return { type: "done" };
  }
}

function askFor(command: Asked, parts: CommandParts): Outcome | Promise<Outcome> {
  const { chat, place } = parts;
  if (command.type === "say") return say(command, parts);
  if (command.type === "search") return { type: "go", to: { at: "search", text: command.text ?? "" } };
  if (command.type === "history") return place.loadEarlier().then(() => ({ type: "done" }));
  return chat.ask(command).then((reply) => outcomeOf(command, reply, place.name));
}

/** Asks all; what was refused is told together, and else the last outcome is that of all. */
async function askSeveral(commands: readonly Asked[], parts: CommandParts): Promise<Outcome> {
  const problems: string[] = [];
  let last: Outcome = { type: "done" };
  for (const command of commands) {
    const outcome = await askFor(command, parts);
    if (outcome.type !== "problem") last = outcome;
    else problems.push("channel" in command ? `${command.channel}: ${outcome.text}` : outcome.text);
  }
  return problems.length === 0 ? last : { type: "problem", text: problems.join(" ") };
}

async function close(of: string, { chat }: CommandParts): Promise<Outcome> {
  const reply = await chat.leave(of);
  return reply.type === "refused" ? { type: "problem", text: reply.text } : { type: "go", to: { at: "home" } };
}

function say(command: Extract<Asked, { readonly type: "say" }>, { chat, place }: CommandParts): Outcome {
  const { to, text, form } = command;
  if (!chat.say(to, text, form && { form })) return TOO_MUCH;
  return fold(to) === fold(place.name)
    ? { type: "done" }
    : { type: "done", note: `It goes to ${to}, where you see what becomes of it.` };
}

const TOO_MUCH: Outcome = { type: "problem", text: "Too much waits to be sent already." };

/** @param here where it was typed */
function outcomeOf(command: Asked, reply: Reply, here: string): Outcome {
  if (reply.type === "refused") return { type: "problem", text: reply.text };
  if (command.type === "join") return { type: "go", to: { at: "place", name: command.channel } };
  if (command.type === "part" && fold(command.channel) === fold(here)) return { type: "go", to: { at: "home" } };
  const note = noteOf(command);
  const outcome = answered(reply);
  return outcome.type === "done" && note !== undefined ? { type: "done", note } : outcome;
}

/** What an answer by itself comes to: it is shown if there is something in it. */
function answered(reply: Reply): Outcome {
  if (reply.type === "refused") return { type: "problem", text: reply.text };
  const { members, topic, masks, channels, files, user, refused = [] } = reply;
  const isShown = members || topic !== undefined || masks || channels || files || user || refused.length > 0;
  return isShown ? { type: "answer", answer: reply } : { type: "done" };
}

/** What is said of a command that was carried out, where nothing else shows that. */
function noteOf(command: Asked): string | undefined {
  switch (command.type) {
    case "away":
      return command.text === undefined ? "You are back." : `You are away: ${command.text}`;
    case "invite":
      return `${command.nick} was asked into ${command.channel}.`;
    case "setname":
      return `The line about you is now: ${command.realname}`;
    case "nick":
      return `You are ${command.nick} now.`;
    case "usermode":
      return "Your modes are changed.";
    default:
      return undefined;
  }
}

function talk({ to, text }: Extract<Typed, { type: "talk" }>, { chat }: CommandParts): Outcome {
  if (to === undefined) return { type: "go", to: { at: "home" } };
  if (text !== undefined && !chat.say(to, text)) return TOO_MUCH;
  return { type: "go", to: { at: "place", name: to } };
}

async function amendLast(
  { how, to, text }: Extract<Typed, { type: "amend" }>,
  { chat, place }: CommandParts,
): Promise<Outcome> {
  const found = lastMessage(place.timeline.get().items, how !== "react");
  if (!found) {
    return {
      type: "problem",
      text: how === "react" ? "Nobody else has said anything here." : "You have said nothing here.",
    };
  }
  const { id } = found.message;
  const reply = await {
    edit: () => chat.edit(to, id, text),
    delete: () => chat.redact(to, id, text === "" ? undefined : text),
    react: () => chat.react(to, id, text),
  }[how]();
  return reply.type === "refused" ? { type: "problem", text: reply.text } : { type: "done" };
}

async function download(what: string, of: string | undefined, { chat }: CommandParts): Promise<Outcome> {
  const [id] = linkedFiles(what);
  if (id !== undefined) return { type: "save", path: pathOf({ id, name: nameIn(what) }), name: nameIn(what) };
  if (of === undefined) return { type: "problem", text: "A link to a file will do." };
  const reply = await chat.ask({ type: "files", ...whereIs(of), name: what, limit: 1 });
  if (reply.type === "refused") return { type: "problem", text: reply.text };
  const [file] = reply.files ?? [];
  if (!file) return { type: "problem", text: `There is no file named ${what} in ${of}.` };
  return { type: "save", path: pathOf(file), name: file.name };
}

function nameIn(link: string): string {
  const [, part = "file"] = /\/files\/[a-z2-7]{26}\/([^/?#\s]+)/.exec(link) ?? [];
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
