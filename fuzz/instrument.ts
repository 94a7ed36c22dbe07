import { readFileSync } from "node:fs";
import { registerHooks, stripTypeScriptTypes } from "node:module";
import { fileURLToPath } from "node:url";
import { parseAst } from "vitest/node";

/**
 * Counts how often each block of our own code, and of the parsers that it uses, runs. The counters stand in the code
 * itself: to read V8's own coverage takes about as long as to run an input, and to read these takes microseconds.
 */

/** A file that counts. */
export interface Counted {
  readonly path: string;
  readonly first: number;
  readonly count: number;
  /** The short texts that are written in it. */
  readonly literals: readonly string[];
}

/** As many as there can be. */
const MOST = 65_536;

/** How often each block ran since it was last set to 0. */
export const counters: Uint32Array = new Uint32Array(MOST);

/** The files that count, in the order in which they were loaded. */
export const files: Counted[] = [];

const OURS = /\/src\/(?:app|client|core|server|store|wire)\/(?!.*(?:testing|\.fixture|\.test))[^?]*\.ts$/;
const THEIRS = /\/node_modules\/(?:smol-toml|content-disposition|ws)\/[^?]*\.m?js$/;

let used = 0;

interface AstNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** Has every module that is loaded from now on count. Called once, before them. */
export function instrument(): void {
  Object.defineProperty(globalThis, "parleyFuzzCounters", { value: counters });
  registerHooks({
    load(url, context, next) {
      const isOurs = OURS.test(url);
      if (!isOurs && !THEIRS.test(url)) return next(url, context);
      const format = isOurs ? "module" : (next(url, context).format ?? "commonjs");
      const source = readFileSync(fileURLToPath(url), "utf8");
      const plain = isOurs ? stripTypeScriptTypes(source) : source;
      const counting = count(plain, fileURLToPath(url));
      return { format, source: counting, shortCircuit: true };
    },
  });
}

/** The code with a counter in every block. */
function count(code: string, path: string): string {
  const inserter = new Inserter(used);
  const literals = new Set<string>();
  walk(parseAst(code), inserter, literals);
  files.push({ path, first: used, count: inserter.counters - used, literals: [...literals] });
  used = inserter.counters;
  if (used > MOST) throw new Error("more blocks than counters");
  const strict = /^\s*(["'])use strict\1;?/.exec(code)?.[0] ?? "";
  const rest = inserter.into(code).slice(strict.length);
  return `${strict}const parleyCounters = globalThis.parleyFuzzCounters;${rest}`;
}

/** Texts that are put between others. */
class Inserter {
  counters: number;
  readonly #opening = new Map<number, string>();
  readonly #closing = new Map<number, string>();

  constructor(first: number) {
    this.counters = first;
  }

  /** Counts at a place where a statement may stand. */
  statement(at: number): void {
    this.#opening.set(at, `${this.#opening.get(at) ?? ""}${this.#bump()};`);
  }

  /** Counts before a statement or an expression, around which these are put. */
  around({ start, end }: AstNode, open: string, divider: string, close: string): void {
    this.#opening.set(start, `${this.#opening.get(start) ?? ""}${open}${this.#bump()}${divider}`);
    // What was opened last is closed first.
    this.#closing.set(end, close + (this.#closing.get(end) ?? ""));
  }

  into(code: string): string {
    const places = [...new Set([...this.#opening.keys(), ...this.#closing.keys()])].sort((a, b) => a - b);
    let text = "";
    let from = 0;
    for (const at of places) {
      text += code.slice(from, at) + (this.#closing.get(at) ?? "") + (this.#opening.get(at) ?? "");
      from = at;
    }
    return text + code.slice(from);
  }

  #bump(): string {
    return `parleyCounters[${this.counters++}]++`;
  }
}

function walk(value: unknown, inserter: Inserter, literals: Set<string>): void {
  if (Array.isArray(value)) {
    for (const one of value) walk(one, inserter, literals);
    return;
  }
  if (!isNode(value)) return;
  const { type } = value;
  if (type === "ImportDeclaration" || type === "ImportExpression") return;
  if (type === "Literal" && typeof value["value"] === "string") take(value["value"], literals);
  mark(value, inserter);
  for (const child of Object.values(value)) walk(child, inserter, literals);
}

function take(literal: string, literals: Set<string>): void {
  if (literal.length > 1 && literal.length <= 24 && !/\s.*\s/.test(literal)) literals.add(literal);
}

/** Has the blocks directly in a node count. */
function mark(node: AstNode, inserter: Inserter): void {
  const statement = (key: string): void => {
    const child = node[key];
    if (!isNode(child)) return;
    if (child.type === "BlockStatement") inserter.statement(child.start + 1);
    else inserter.around(child, "{", ";", "}");
  };
  const expression = (key: string): void => {
    const child = node[key];
    if (isNode(child)) inserter.around(child, "(", ",", ")");
  };
  switch (node.type) {
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "CatchClause":
      statement("body");
      break;
    case "ArrowFunctionExpression":
      if (node["expression"] === true) expression("body");
      else statement("body");
      break;
    case "IfStatement":
      statement("consequent");
      statement("alternate");
      break;
    case "ForStatement":
    case "ForOfStatement":
    case "ForInStatement":
    case "WhileStatement":
    case "DoWhileStatement":
      statement("body");
      break;
    case "ConditionalExpression":
      expression("consequent");
      expression("alternate");
      break;
    case "LogicalExpression":
    case "AssignmentPattern":
      expression("right");
      break;
    case "SwitchCase":
      markCase(node, inserter);
      break;
    default:
  }
}

function markCase(node: AstNode, inserter: Inserter): void {
  const [first]: readonly unknown[] = Array.isArray(node["consequent"]) ? node["consequent"] : [];
  if (!isNode(first)) return;
  if (first.type === "BlockStatement") inserter.statement(first.start + 1);
  else inserter.statement(first.start);
}

function isNode(value: unknown): value is AstNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
