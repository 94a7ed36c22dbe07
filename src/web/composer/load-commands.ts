import type { CommandRow } from "./commands.ts";

/** The commands, as they are loaded. */
type Commands = typeof import("./commands.ts");

let loaded: Commands | undefined;

/** Whether a text is a command. Two slashes say a text that begins with one. */
export function isCommand(text: string): boolean {
  return text.startsWith("/") && !text.startsWith("//");
}

/** Loads the commands, when somebody begins to write one: many never do. @throws Error (rejects) if they can't be had */
export async function loadCommands(): Promise<Commands> {
  loaded ??= await import("./commands.ts");
  return loaded;
}

/** The command that is being typed with its parameters, once the commands are there. */
export function commandSoFar(text: string): CommandRow | undefined {
  return isCommand(text) ? loaded?.commandIn(text) : undefined;
}
