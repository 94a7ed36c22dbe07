import { common, createLowlight } from "lowlight";
import { LIMITS } from "../../core/limits.ts";

/** A piece of code: text, in the colour of a class or in none. */
export interface CodePiece {
  readonly text: string;
  /** The names of its kind, such as `keyword`. */
  readonly kinds: string;
}

const lowlight = createLowlight(common);
const PREFIX = "markdown-code-";

/** The code in pieces of colour; nothing if the language is not known or there is too much of it. */
export function highlight(text: string, language: string): readonly CodePiece[] | undefined {
  if (text.length > LIMITS.codeChars || !lowlight.registered(language)) return undefined;
  const pieces: CodePiece[] = [];
  collect(lowlight.highlight(language, text, { prefix: PREFIX }).children, "", pieces);
  return pieces.length > LIMITS.codePieces ? undefined : pieces;
}

type Nodes = ReturnType<typeof lowlight.highlight>["children"];

function collect(nodes: Nodes, kinds: string, pieces: CodePiece[]): void {
  for (const node of nodes) {
    if (node.type === "text") pieces.push({ text: node.value, kinds });
    if (node.type !== "element") continue;
    const names = node.properties.className;
    collect(node.children, Array.isArray(names) ? names.join(" ") : kinds, pieces);
  }
}
