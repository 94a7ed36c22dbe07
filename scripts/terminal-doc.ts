import { SLASH } from "../src/client/slash.ts";
import { codeTable } from "./markdown.ts";

const BEGIN = "<!-- Made by `npm run docs` from `src/client/slash.ts`; a test compares. -->\n";
const END = "<!-- Made until here. -->\n";

/** The text of docs/terminal.md, with the list of commands made anew from their table. @param written as it stands */
export function terminalDoc(written: string): string {
  const [before, rest] = halves(written, BEGIN);
  const [, after] = halves(rest, END);
  const rows = SLASH.map(({ name, aliases = [], usage, text }) => [
    `/${name} ${usage}`.trim(),
    aliases.map((alias) => `\`/${alias}\``).join(", "),
    text,
  ]);
  return `${before}${BEGIN}\n${codeTable(["command", "also", "what it does"], rows).join("\n")}\n${END}${after}`;
}

function halves(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error(`There is no ${mark.trim()} in docs/terminal.md.`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}
