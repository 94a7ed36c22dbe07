import { readFileSync, statSync } from "node:fs";
import { LIMITS } from "../core/limits.ts";
import { isLoopback } from "../server/addresses.ts";
import type { TlsMode } from "../server/entrance.ts";
import { Proxies } from "../server/proxies.ts";
import { checkPair, type Pair, type WrittenPair } from "../server/tls/pair.ts";
import { parseDuration } from "../wire/duration.ts";
import { ConfigError } from "./config-error.ts";
import type { ListenerUrl } from "./listeners.ts";

/** How a server speaks TLS. */
export interface TlsConfig {
  /** The operator's own certificate; without it the server makes one, which it signs itself. */
  readonly own?: OwnPair;
  /** For how many seconds IRC clients are to come in no other way (IRCv3 sts); nothing if they are not told so. */
  readonly sts?: number;
}

/** A certificate and its key in files of the operator's. */
export interface OwnPair {
  readonly certFile: string;
  readonly keyFile: string;
  /** What they had in them when they were first read. */
  readonly pair: Pair;
}

/** What was said of TLS. */
export interface WrittenTls {
  /** `--tls` and `--no-tls`. */
  readonly on: boolean;
  readonly off: boolean;
  readonly certFile: string | undefined;
  readonly keyFile: string | undefined;
  readonly sts: string | undefined;
}

/** A listener of which it is clear whether it takes TLS. */
export type WithTls = ListenerUrl & { readonly tls: TlsMode };

/** A policy that nobody has asked for lasts no longer than it takes to mend what is wrong with it. */
const USUAL_STS = "1d";

/**
 * Reads how the server speaks TLS.
 * @param now milliseconds since 1970
 * @returns nothing if no listener takes it
 * @throws ConfigError with a sentence for the operator
 */
export function readTls(written: WrittenTls, listeners: readonly WithTls[], now: number): TlsConfig | undefined {
  const { on, off, certFile, keyFile } = written;
  const isOwn = certFile !== undefined || keyFile !== undefined;
  if (off && (on || isOwn)) throw new ConfigError("--no-tls and --tls, --tls-cert or --tls-key contradict each other.");
  const own = isOwn ? readOwn(certFile, keyFile, now) : undefined;
  const sts = readSts(written.sts, own !== undefined);
  if (listeners.every(({ tls }) => tls === "off")) return undefined;
  return { ...(own && { own }), ...(sts !== undefined && { sts }) };
}

/**
 * Says of each listener whether it takes TLS: as its URL says, or else as the options do and who can reach it.
 * @throws ConfigError with a sentence for the operator
 */
export function settleTls({ on, off, certFile }: WrittenTls, listeners: readonly ListenerUrl[]): readonly WithTls[] {
  return listeners.map((listener) => {
    const usual = off ? "off" : isLoopback(listener.host) ? (on || certFile !== undefined ? "offer" : "off") : "need";
    const { tls = usual } = listener;
    if (off && tls !== "off") {
      throw new ConfigError(`The listener on port ${listener.port} has tls=${tls}, which contradicts --no-tls.`);
    }
    return { ...listener, tls };
  });
}

/** @throws ConfigError if the classroom's programs, which know no TLS, could not come */
export function checkClassic(host: string, off: boolean): void {
  if (off || isLoopback(host)) return;
  throw new ConfigError(
    "The classroom's programs know no TLS, which connections from other machines need. Leave out --classic; or, on a " +
      `network that you trust, go without it and let everybody in: --access open --no-tls; or only by them, --listen 'ack://${host}:12345?tls=off&access=open'.`,
  );
}

/**
 * Reads which addresses are those of proxies.
 * @param items each `ADDRESS` or `ADDRESS/BITS`, or several with commas
 * @throws ConfigError with a sentence for the operator
 */
export function readProxies(items: readonly string[]): Proxies {
  const proxies = new Proxies();
  for (const item of items.flatMap((text) => text.split(","))) {
    if (proxies.add(item.trim())) continue;
    throw new ConfigError(`--proxies: "${item}" is no IP address, and no range of them such as 192.0.2.0/24.`);
  }
  return proxies;
}

function readOwn(certFile: string | undefined, keyFile: string | undefined, now: number): OwnPair {
  if (certFile === undefined) throw new ConfigError("--tls-key comes with --tls-cert, the file of the certificate.");
  if (keyFile === undefined) throw new ConfigError("--tls-cert comes with --tls-key, the file of its private key.");
  let written: WrittenPair;
  try {
    written = { cert: textOf(certFile), key: textOf(keyFile) };
  } catch (cause) {
    throw new ConfigError(
      `The certificate or its key can't be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
      { cause },
    );
  }
  const pair = checkPair(written, now);
  if (typeof pair === "string") throw new ConfigError(`${pair} (${certFile}, ${keyFile})`);
  return { certFile, keyFile, pair };
}

function textOf(file: string): string {
  if (statSync(file).size > LIMITS.certificateBytes)
    throw new Error(`${file} is too long to be a certificate or a key`);
  return readFileSync(file, "utf8");
}

/** Only names that a certificate of one's own is for can be bound to TLS; who could not come back would be locked out. */
function readSts(text: string | undefined, isOwn: boolean): number | undefined {
  if (text === "none") return undefined;
  // No time at all has clients forget what they were told.
  const ms = text === "0s" ? 0 : parseDuration(text ?? USUAL_STS);
  if (ms === undefined) throw new ConfigError(`--sts: "${text}" is not a time, such as 12h or 30d, or none.`);
  if (isOwn) return ms / 1_000;
  if (text === undefined) return undefined;
  throw new ConfigError("--sts needs a certificate that clients believe: give one with --tls-cert and --tls-key.");
}
