import { chmod, mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { hostname, networkInterfaces } from "node:os";
import { join } from "node:path";
import { LIMITS } from "../core/limits.ts";
import { checkPair, dayOf, type Pair, type WrittenPair } from "../server/tls/pair.ts";
import { PairWatch } from "../server/tls/pair-watch.ts";
import { makeSelfSigned } from "../server/tls/self-signed.ts";
import { TlsLayer } from "../server/tls/tls-layer.ts";
import type { Config } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import type { Console } from "./console.ts";
import { isWildcard } from "./own-address.ts";
import type { TlsConfig } from "./tls-config.ts";

/** TLS as it is on while a server runs. */
export interface RunningTls {
  readonly layer: TlsLayer;
  /** SHA-256 of the certificate that is used at the moment, as `AB:CD:…`. */
  readonly fingerprint: string;
  readonly isSelfSigned: boolean;
  /** Looks at once whether the files have changed. */
  look(): Promise<void>;
  /** Looks after the files no more. */
  stop(): void;
}

/** Where the server's own certificate and key are in the data folder. */
const FOLDER = "tls";
const CERT = "cert.pem";
const KEY = "key.pem";

/**
 * Makes TLS ready, and looks after the files of the certificate from then on.
 * @throws ConfigError (rejects) with a sentence for the operator
 */
export async function openTls(
  tls: TlsConfig,
  config: Pick<Config, "data" | "name" | "url" | "listeners">,
  console: Pick<Console, "told" | "warned">,
  clock: () => number,
): Promise<RunningTls> {
  const folder = join(config.data, FOLDER);
  const files = tls.own ?? { certFile: join(folder, CERT), keyFile: join(folder, KEY) };
  const pair = tls.own?.pair ?? (await ownPair(folder, namesOf(config), clock()));
  const layer = new TlsLayer(pair);
  const watch = new PairWatch(pair, {
    read: async () => ({ cert: await textOf(files.certFile), key: await textOf(files.keyFile) }),
    clock,
    changed(next) {
      layer.use(next);
      console.told(`new connections get the new certificate, good until ${dayOf(next.expires)}: ${next.fingerprint}`);
    },
    bad: (why) => console.warned(`the certificate that was there stays: ${why} (${files.certFile}, ${files.keyFile})`),
    ending: ({ expires }) => console.warned(endSentence(expires, clock(), files.certFile)),
  });
  watch.start();
  return {
    layer,
    get fingerprint() {
      return watch.pair.fingerprint;
    },
    isSelfSigned: !tls.own,
    look: () => watch.look(),
    stop: () => watch.stop(),
  };
}

async function textOf(file: string): Promise<string> {
  if ((await stat(file)).size > LIMITS.certificateBytes) throw new Error(`${file} is too long`);
  return readFile(file, "utf8");
}

function endSentence(expires: number, now: number, file: string): string {
  const when =
    expires > now ? `ends on ${dayOf(expires)}` : `ended on ${dayOf(expires)}, and clients believe it no more`;
  return `the certificate in ${file} ${when}: put a new one in its place, which is taken without a restart`;
}

/** The certificate that the server made, or makes now. */
async function ownPair(folder: string, names: readonly [string, ...string[]], now: number): Promise<Pair> {
  const [certFile, keyFile] = [join(folder, CERT), join(folder, KEY)];
  const there = await readThere(certFile, keyFile);
  const written = there ?? (await makePair(folder, names, now));
  const pair = checkPair(written, now);
  if (typeof pair !== "string") return pair;
  throw new ConfigError(
    `${pair} (${certFile}, ${keyFile}) Remove both and start again to have new ones; clients that trust the old one will ask.`,
  );
}

/** What is in the files; nothing if there is no certificate yet: the key is written before it. */
async function readThere(certFile: string, keyFile: string): Promise<WrittenPair | undefined> {
  try {
    const cert = await readFile(certFile, "utf8");
    return { cert, key: await readFile(keyFile, "utf8") };
  } catch (cause) {
    const { code, path } = codeOf(cause);
    if (code === "ENOENT" && path === certFile) return undefined;
    throw new ConfigError(`${path ?? certFile} can't be read (${code}). Put it back, or remove both files.`, { cause });
  }
}

async function makePair(folder: string, names: readonly [string, ...string[]], now: number): Promise<WrittenPair> {
  const pair = await makeSelfSigned(names, now);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    await writeSafely(join(folder, KEY), pair.key);
    await writeSafely(join(folder, CERT), pair.cert);
  } catch (cause) {
    throw new ConfigError(`The server's certificate can't be written to ${folder} (${codeOf(cause).code}).`, { cause });
  }
  return pair;
}

/** A file is either not there or whole, and nobody else's to read. */
async function writeSafely(file: string, text: string): Promise<void> {
  await writeFile(`${file}.part`, text, { mode: 0o600, flush: true });
  await rename(`${file}.part`, file);
}

function codeOf(cause: unknown): { readonly code?: unknown; readonly path?: unknown } {
  return typeof cause === "object" && cause !== null ? cause : {};
}

/** What the server may be called; the certificate is for all of it. */
function namesOf({ name, url, listeners }: Pick<Config, "name" | "url" | "listeners">): readonly [string, ...string[]] {
  const outside = url === undefined ? [] : [new URL(url).hostname.replace(/^\[|\]$/g, "")];
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const others = [
    ...listeners.map(({ host }) => host).filter((host) => !isWildcard(host)),
    name,
    hostname(),
    "localhost",
    "127.0.0.1",
    "::1",
    // Those of one link only have a zone, which a certificate can't name.
    ...addresses.filter(({ address }) => !/^fe80:/i.test(address)).map(({ address }) => address),
  ].filter((each) => /^[A-Za-z0-9._:-]{1,253}$/.test(each));
  const [first = name, ...more] = [...new Set([...outside, ...others])].slice(0, MOST_NAMES);
  return [first, ...more];
}

/** A machine may have very many addresses. */
const MOST_NAMES = 40;
