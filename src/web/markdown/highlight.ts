import { common, createLowlight } from "lowlight";
import { LIMITS } from "../../core/limits.ts";

/** A piece of code: text, in the colour of a class or in none. */
export interface CodePiece {
  readonly text: string;
  /** The names of its kind, such as `keyword`. */
  readonly kinds: string;
}

// These two take very long for texts that are made for it, the first for short ones already.
const { markdown: _, arduino: __, ...languages } = common;
const lowlight = createLowlight(languages);
const PREFIX = "markdown-code-";

const kept = new Map<string, readonly CodePiece[] | undefined>();
const slow = new Map<string, number>();

/** The code in pieces of colour; nothing if the language is not known, or there is too much of it. */
export function highlight(text: string, language: string): readonly CodePiece[] | undefined {
  const isLittle =
    text.length <= LIMITS.codeChars && text.split("\n").every((line) => line.length <= LIMITS.codeLineChars);
  if (!isLittle || !lowlight.registered(language)) return undefined;
  const key = `${language} ${text}`;
  if (kept.has(key)) return kept.get(key);
  const pieces = colour(text, language);
  kept.set(key, pieces);
  const [oldest] = kept.keys();
  if (kept.size > LIMITS.codeKept && oldest !== undefined) kept.delete(oldest);
  return pieces;
}

function colour(text: string, language: string): readonly CodePiece[] | undefined {
  const slowTexts = slow.get(language) ?? 0;
  if (slowTexts >= LIMITS.codeSlowTexts) return undefined;
  const pieces: CodePiece[] = [];
  const before = performance.now();
  collect(lowlight.highlight(language, text, { prefix: PREFIX }).children, "", pieces);
  if (performance.now() - before > LIMITS.codeSlowMs) slow.set(language, slowTexts + 1);
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
