import * as v from "valibot";
import { COMMANDS, type CommandName, type JsonCommand } from "./commands.ts";
import { isSecretField } from "./field-secrecy.ts";

/** What was read from one line. */
export type Parsed =
  | { readonly command: JsonCommand }
  | { readonly problem: "bad-command" | "unknown-command"; readonly text: string; readonly ref?: string };

/** Reads one line or frame. Never throws. */
export function parseCommand(line: string): Parsed {
  let value: unknown;
  try {
    value = HALF.test(line) ? JSON.parse(line, toWhole) : JSON.parse(line);
  } catch {
    return { problem: "bad-command", text: "That is not JSON. Send one object on one line." };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { problem: "bad-command", text: "That is not a JSON object." };
  }
  const named = "ref" in value && typeof value.ref === "string" ? { ref: value.ref } : {};
  if (!("type" in value) || typeof value.type !== "string") {
    return { problem: "bad-command", text: "A command has a `type`, which is a string.", ...named };
  }
  if (!isCommandName(value.type)) {
    return { problem: "unknown-command", text: `There is no command ${JSON.stringify(value.type)}.`, ...named };
  }
  const result = v.safeParse(COMMANDS[value.type], value);
  if (result.success) return { command: result.output };
  return { problem: "bad-command", text: sentence(value.type, result.issues[0]), ...named };
}

/** What may be half a character (a surrogate): JSON can name it, but no UTF-8 can hold it. */
const HALF = /\\u[dD][89a-fA-F]/;

/** A half without its other half is no text that all would be shown alike. */
function toWhole(_key: string, value: unknown): unknown {
  return typeof value === "string" ? value.toWellFormed() : value;
}

/** What is wrong with a field, for the one who wrote the program. */
function sentence(command: CommandName, issue: v.BaseIssue<unknown>): string {
  const path = issue.path?.map((item) => String(item.key)) ?? [];
  const field = path.join(".");
  if (issue.received === "undefined") return `${command} needs the field ${JSON.stringify(field)}.`;
  const wanted = issue.expected ?? "something else";
  // Not even to who said it: programs log what they are answered.
  if (isSecretField(command, path)) return `${command}: the field ${JSON.stringify(field)} should be ${wanted}.`;
  return `${command}: the field ${JSON.stringify(field)} is ${issue.received}, and should be ${wanted}.`;
}

function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}
