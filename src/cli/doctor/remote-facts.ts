import { randomBytes } from "node:crypto";
import { type Health, readHealth } from "../../app/doctor/health.ts";
import { clientEnvironment } from "../environment.ts";
import { addressOf } from "../target.ts";
import { KnownServers } from "../trust/known-servers.ts";
import { getRequest, type HttpAnswer, readAnswer } from "./http-answer.ts";
import { type Probed, probe, type SeenByUs, type Way } from "./probe.ts";
import type { Remote } from "./remote.ts";

/** What is found of a server somewhere. */
export interface RemoteFacts {
  readonly remote: Remote;
  /** Why it can't be reached at all, in a clause. Nothing else is known then. */
  readonly unreachable?: string;
  /** Where it was reached, and how many milliseconds there and back take. */
  readonly address: string;
  readonly roundTripMs: number;
  /** There if it speaks TLS. */
  readonly certificate?: SeenByUs;
  /** What this user trusts there: a fingerprint in hexadecimal digits, or `authority`. */
  readonly known?: string;
  /** Whether it also answers without TLS. */
  readonly answersPlainly: boolean;
  /** What answers there, of what can be tried without being seen by people. */
  readonly dialects: readonly TriedDialect[];
  readonly health?: Health;
  /** Who gets in, and what guests may do, in the server's words. */
  readonly door?: { readonly access: string; readonly guests: string };
  /** How many milliseconds its clock is ahead of this one, to a second or so. */
  readonly clockAheadMs?: number;
  /** What it says first, where the server speaks first. */
  readonly greeting?: string;
}

/** A dialect that can be tried: nobody there sees it. */
export type TriedDialect = "HTTP" | "WebSocket" | "JSON" | "IRC";

/** The dialects that are for themselves on their listener. */
const ALONE: ReadonlySet<Remote["dialect"]> = new Set<Remote["dialect"]>(["ack", "relay", "turns"]);

/** Looks at a server somewhere. It joins nothing; only where a classroom dialect is named somebody comes and goes. */
export async function remoteFacts(remote: Remote): Promise<RemoteFacts> {
  const { host, port } = remote;
  const first = await probe({ host, port, tls: false }, "", () => true);
  const reached = { remote, address: first.address, roundTripMs: first.connectMs };
  if (first.why !== undefined) return { ...reached, unreachable: first.why, answersPlainly: false, dialects: [] };
  if (ALONE.has(remote.dialect)) return { ...reached, ...(await aloneFacts(remote)) };
  const hello = await probe({ host, port, tls: true }, "", () => true);
  const { certificate } = hello;
  const known = certificate && knownOf(remote);
  const ways = { plain: { host, port, tls: false }, tls: { host, port, tls: true } };
  const plain = await askHttp(ways.plain, "/health");
  const answersPlainly = isServed(plain) || (!certificate && !remote.tls);
  const way = certificate && (remote.tls || !answersPlainly) ? ways.tls : ways.plain;
  const secret = certificate && { certificate, ...(known !== undefined && { known }) };
  return { ...reached, ...secret, answersPlainly, ...(await inside(way)) };
}

/** What is found behind TLS, or without. */
async function inside(way: Way): Promise<Pick<RemoteFacts, "dialects" | "health" | "door" | "clockAheadMs">> {
  const [before, answer] = [Date.now(), await askHttp(way, "/health")];
  const middle = (before + Date.now()) / 2;
  const health = answer && readHealth(JSON.stringify(answer.json) ?? "");
  const door = health && doorOf((await askHttp(way, "/door"))?.json);
  const dialects: TriedDialect[] = answer ? ["HTTP"] : [];
  if (await answersWebSocket(way)) dialects.push("WebSocket");
  if (await answersTo(way, '{"type":"ping","ref":"doctor"}\n', /^\{.*\n/)) dialects.push("JSON");
  if (await answersTo(way, "CAP LS 302\r\n", /^(?::\S+ )?(?:CAP \S+ LS|ERROR|NOTICE) ?.*\r?\n/m)) dialects.push("IRC");
  return {
    dialects,
    ...(health && { health }),
    ...(door && { door }),
    // Its date is that of the second that has begun.
    ...(answer?.date !== undefined && { clockAheadMs: answer.date + 500 - middle }),
  };
}

async function askHttp(way: Way, path: string): Promise<HttpAnswer | undefined> {
  return readAnswer((await probe(way, getRequest(path, addressOf(way)), () => false)).text);
}

/** Whether a page was there, and not only the word that one has to come by TLS. */
function isServed(answer: HttpAnswer | undefined): boolean {
  return answer?.json !== undefined;
}

async function answersTo(way: Way, said: string, expected: RegExp): Promise<boolean> {
  return expected.test((await probe(way, said, (text) => expected.test(text))).text);
}

async function answersWebSocket(way: Way): Promise<boolean> {
  const lines = [
    "GET / HTTP/1.1",
    `Host: ${addressOf(way)}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
    "Sec-WebSocket-Protocol: parley.v1.json",
  ];
  return answersTo(way, `${lines.join("\r\n")}\r\n\r\n`, /^HTTP\/1\.1 101 /);
}

/** A listener of one classroom dialect: it may greet, or wait. */
async function aloneFacts({
  host,
  port,
  tls,
}: Remote): Promise<Omit<RemoteFacts, "remote" | "address" | "roundTripMs">> {
  const { text, certificate }: Probed = await probe({ host, port, tls }, "", (said) => said !== "");
  const greeting = text.split("\n", 1)[0]?.trim() ?? "";
  return {
    answersPlainly: !tls,
    dialects: [],
    ...(certificate && { certificate }),
    ...(greeting !== "" && { greeting }),
  };
}

function knownOf(remote: Remote): string | undefined {
  try {
    return new KnownServers(clientEnvironment().configFolder).find(remote);
  } catch {
    return undefined;
  }
}

function doorOf(json: unknown): RemoteFacts["door"] {
  if (typeof json !== "object" || json === null || !("access" in json && "guests" in json)) return undefined;
  const { access, guests } = json;
  return typeof access === "string" && typeof guests === "string" ? { access, guests } : undefined;
}
