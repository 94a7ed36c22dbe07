import { readdirSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAst } from "vitest/node";

/**
 * Files of the server that speak to others of their own accord, and why they may. Whatever a user can name is to go
 * through `outside.ts`.
 */
const MAY: ReadonlyMap<string, string> = new Map([
  [
    "app/control.ts",
    "speaks to a server of this machine, by the socket in its folder: it is what the command line runs",
  ],
  ["app/doctor/folder-facts.ts", "speaks to a server of this machine, to see whether there is one: the doctor runs it"],
  ["app/doctor/health.ts", "speaks to what holds a port of this machine: the doctor runs it"],
  ["server/outside.ts", "is the guard"],
  ["server/people/provider.ts", "speaks to the provider of OpenID Connect, which the operator named and nobody else"],
]);

/** What opens a connection, or finds out an address, of what each module has. */
const OPENING: Readonly<Record<string, readonly string[]>> = {
  http: ["Agent", "ClientRequest", "get", "globalAgent", "request"],
  https: ["Agent", "get", "globalAgent", "request"],
  http2: ["connect"],
  net: ["connect", "createConnection", "Socket", "Stream"],
  tls: ["connect"],
  dns: ["*"],
  "dns/promises": ["*"],
  dgram: ["*"],
  "inspector/promises": ["*"],
  inspector: ["*"],
};

/** Packages that open connections, whatever is taken of them. */
const PACKAGES = /^(?:openid-client|oauth4webapi|jose|undici|axios|got|node-fetch|nats|@nats-io\/.*)$/;

const GLOBALS: ReadonlySet<string> = new Set(["fetch", "WebSocket", "EventSource", "XMLHttpRequest", "WebTransport"]);

/** Layers that run in the server. */
/** All but `cluster`, which speaks to the NATS that the operator named, and to nothing else. */
const LAYERS = ["core", "wire", "store", "server", "app"];

const src = join(import.meta.dirname, "..");

interface AstNode {
  readonly type: string;
  readonly [key: string]: unknown;
}

function isNode(value: unknown): value is AstNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

/** All nodes of a tree. */
function* nodesOf(value: unknown): Generator<AstNode> {
  if (Array.isArray(value)) for (const one of value) yield* nodesOf(one);
  else if (isNode(value)) {
    yield value;
    for (const child of Object.values(value)) yield* nodesOf(child);
  }
}

/** What a file does by which it could speak to others. */
function waysOut(code: string): string[] {
  const found: string[] = [];
  for (const node of nodesOf(parseAst(stripTypeScriptTypes(code)))) {
    if (node.type === "ImportDeclaration" || node.type === "ExportNamedDeclaration") found.push(...imported(node));
    if (node.type === "ImportExpression" || node.type === "ExportAllDeclaration") found.push(...all(node));
    const [first] = Array.isArray(node["arguments"]) ? node["arguments"] : [];
    if (node.type === "CallExpression" && /^(?:require|getBuiltinModule)$/.test(nameOf(node["callee"]))) {
      found.push(...all({ type: "", source: first }));
    }
    if (/^(?:Call|New)Expression$/.test(node.type) && GLOBALS.has(nameOf(node["callee"]))) {
      found.push(nameOf(node["callee"]));
    }
  }
  return found;
}

/** The last name of `a`, `a.b` and `a.b.c`. */
function nameOf(node: unknown): string {
  if (!isNode(node)) return "";
  if (node.type === "Identifier") return String(node["name"]);
  // Only what all have, and not a method of somebody's that is called so.
  const isGlobal = node.type === "MemberExpression" && /^(?:globalThis|process|module)$/.test(nameOf(node["object"]));
  return isGlobal ? nameOf(node["property"]) : "";
}

function moduleOf(source: unknown): string {
  return isNode(source) && typeof source["value"] === "string" ? source["value"].replace(/^node:/, "") : "?";
}

function imported(node: AstNode): string[] {
  if (!isNode(node["source"])) return [];
  const name = moduleOf(node["source"]);
  if (PACKAGES.test(name)) return [name];
  const opening = OPENING[name];
  if (!opening) return [];
  const taken = [...nodesOf(node["specifiers"])].flatMap((one) => {
    if (one.type === "ImportSpecifier") return [nameOf(one["imported"])];
    if (one.type === "ExportSpecifier") return [nameOf(one["local"])];
    return /^Import(?:Default|Namespace)Specifier$/.test(one.type) ? ["*"] : [];
  });
  return taken
    .filter((one) => one === "*" || opening.includes(one) || opening[0] === "*")
    .map((one) => `${name}.${one}`);
}

/** A whole module, when the code runs. */
function all(node: AstNode): string[] {
  const name = moduleOf(node["source"]);
  return name === "?" || PACKAGES.test(name) || Object.hasOwn(OPENING, name) ? [`${name}.*`] : [];
}

function filesIn(folder: string): string[] {
  const names = readdirSync(join(src, folder), { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => /^(?!.*\.(?:test|fixture|d)\.ts$).*\.ts$/.test(name))
    .map((name) => `${folder}/${name}`);
}

describe("what opens a connection is seen", () => {
  it.each([
    'import { connect } from "node:net"; connect(1);',
    'import { connect as dial } from "tls"; dial(1);',
    'import net from "node:net"; net.connect(1);',
    'import * as https from "node:https"; https.get("");',
    'import { get } from "node:http"; get("");',
    'import { request } from "node:https"; request("");',
    'import { Socket } from "node:net"; new Socket().connect(1);',
    'import { lookup } from "node:dns"; lookup("");',
    'import { Resolver } from "node:dns/promises"; new Resolver();',
    'import { createSocket } from "node:dgram"; createSocket("udp4");',
    'import { fetch } from "undici"; fetch("");',
    'await import("node:https");',
    'await import("openid-client");',
    "const name = String(1); await import(name);",
    'export { connect } from "node:net";',
    'export * from "node:net";',
    'require("net").connect(1);',
    'process.getBuiltinModule("net");',
    'fetch("https://a");',
    'globalThis.fetch("https://a");',
    'new WebSocket("wss://a");',
    'new globalThis.EventSource("https://a");',
  ])("%s", (code) => {
    expect(waysOut(code).length).toBeGreaterThan(0);
  });

  it.each([
    'import { createServer, type Socket } from "node:net"; createServer();',
    'import type { Socket } from "node:net"; const a: Socket | undefined = undefined; void a;',
    'import { TLSSocket, createSecureContext } from "node:tls"; void [TLSSocket, createSecureContext];',
    'import { createServer, STATUS_CODES } from "node:http"; void [createServer, STATUS_CODES];',
    'app.fetch(1); store.get("fetch"); const request = 1; void request;',
    'await import("reflect-metadata");',
  ])("and nothing else: %s", (code) => {
    expect(waysOut(code)).toEqual([]);
  });
});

it("nothing in the server speaks to others of its own accord but by the guard", () => {
  const found = LAYERS.flatMap(filesIn).filter((path) => waysOut(readFileSync(join(src, path), "utf8")).length > 0);
  expect(found.toSorted()).toEqual([...MAY.keys()].toSorted());
}, 30_000);
