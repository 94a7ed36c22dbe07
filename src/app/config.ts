import { readFileSync } from "node:fs";
import { parse } from "smol-toml";
import { LIMITS } from "../core/limits.ts";
import type { Retention } from "../core/retention.ts";
import { isLoopback } from "../server/addresses.ts";
import type { ProviderConfig } from "../server/people/provider.ts";
import type { Proxies } from "../server/proxies.ts";
import type { Gateway, Registering } from "../wire/conversation.ts";
import { type SettledListener, settleAccess } from "./access-config.ts";
import { type Appearance, readAppearance } from "./appearance.ts";
import { type ClusterConfig, nodeName, readCluster } from "./cluster-config.ts";
import { ConfigError } from "./config-error.ts";
import { type FilesConfig, readFilesConfig, readUrl } from "./files-config.ts";
import { CLASSIC, hasSecret, parseListener } from "./listeners.ts";
import { readProvider } from "./oidc-config.ts";
import { hostInUrl } from "./open-listener.ts";
import {
  dashed,
  environmentName,
  type OptionName,
  type OptionSpec,
  type RawOptions,
  SERVE_OPTIONS,
} from "./options.ts";
import { type PushConfig, readPush } from "./push-config.ts";
import { settleRegistration } from "./registration-config.ts";
import { readRetention } from "./retention.ts";
import { readGateways, readOperators } from "./secrets.ts";
import { checkClassic, readProxies, readTls, settleTls, type TlsConfig, type WrittenTls } from "./tls-config.ts";

/** What a server is to be, checked. */
export interface Config {
  readonly listeners: readonly SettledListener[];
  /** Not there if no listener takes TLS. */
  readonly tls?: TlsConfig;
  readonly proxies: Proxies;
  readonly data: string;
  /** Of what this is a node; not there for a lone server. */
  readonly cluster?: ClusterConfig;
  /** What the server calls itself; no two nodes of a cluster have one name. */
  readonly name: string;
  readonly appearance: Appearance;
  /** What the server is called from outside, without a slash at the end. */
  readonly url?: string;
  readonly files: FilesConfig;
  /** Who may become an operator: the digest of each one's password, by name. */
  readonly operators: ReadonlyMap<string, string>;
  readonly webirc: readonly Gateway[];
  /** What is kept of what was said. */
  readonly retention: Retention;
  /** What those may do without an account who may come. */
  readonly guests: "talk" | "read";
  /** Whether operators may watch the connections of guests without their leave. */
  readonly watchesGuests: boolean;
  /** When accounts may be made. */
  readonly registration: Registering;
  /** By whom people may sign in besides. */
  readonly provider?: ProviderConfig;
  /** How it pushes; not there if it does not. */
  readonly push?: PushConfig;
  /** Iterations of PBKDF2 for new passwords. */
  readonly passwordIterations: number;
  readonly rateLimits: boolean;
  readonly logMessages: boolean;
}

/** A process's environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Puts together what the flags, the environment and the configuration file say; the flags are right when they differ,
 * and the environment before the file.
 * @throws ConfigError with a sentence for the operator
 */
export function readConfig(flags: RawOptions, environment: Environment): Config {
  for (const url of listOf("listen", flags.listen)) refuseSecret(url);
  for (const url of listOf("nats", flags.nats)) refusePassword(url);
  return check(gather(flags, environment));
}

/**
 * The data folder of a configuration that may have anything else wrong with it; without what the configuration file says, if
 * that can't be read.
 */
export function readDataFolder(flags: RawOptions, environment: Environment): string {
  try {
    return textOf("data", gather(flags, environment)["data"]);
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
    return String(flags.data ?? readEnvironment(environment).data ?? SERVE_OPTIONS.data.default);
  }
}

/** What was said of each option where it counts most. Nothing of it has been checked. */
function gather(flags: RawOptions, environment: Environment): Readonly<Record<string, unknown>> {
  const fromEnvironment = readEnvironment(environment);
  const file = flags.config ?? fromEnvironment.config;
  const fromFile = file === undefined ? {} : readFile(String(file));
  const said: Record<string, unknown> = {};
  for (const source of [fromFile, fromEnvironment, flags]) {
    for (const [name, value] of Object.entries(source)) if (value !== undefined) said[name] = value;
  }
  return said;
}

/** Everybody on a machine can read the command lines on it. */
function refuseSecret(url: string): void {
  if (!hasSecret(url)) return;
  throw new ConfigError(
    `"${url.replace(/\?.*$/s, "?…")}" has a password: write it into the configuration file (--config FILE) or into PARLEY_LISTEN, ` +
      "since everybody on a machine can read the command lines on it.",
  );
}

function refusePassword(url: string): void {
  if (!/:[^/@]*@/.test(url.replace(/^[a-z]+:/, ""))) return;
  throw new ConfigError(
    "--nats has a password: write it into the configuration file (--config FILE) or into PARLEY_NATS, " +
      "since everybody on a machine can read the command lines on it.",
  );
}

function check(said: Readonly<Record<string, unknown>>): Config {
  const text = (name: OptionName): string => textOf(name, said[name]);
  const flag = (name: OptionName): boolean => flagOf(name, said[name]);
  const optional = (name: OptionName): string | undefined => (said[name] === undefined ? undefined : text(name));
  const list = (name: OptionName): readonly string[] => listOf(name, said[name]);
  const host = text("host");
  const port = portOf(said["port"]);
  const urls = [...(port === undefined ? [] : [`auto://${hostInUrl(host)}:${port}`]), ...list("listen")];
  const written: WrittenTls = {
    on: flag("tls"),
    off: flag("noTls"),
    certFile: optional("tlsCert"),
    keyFile: optional("tlsKey"),
    sts: optional("sts"),
  };
  if (flag("classic")) checkClassic(host, written.off);
  if (flag("classic")) urls.push(...CLASSIC.map((url) => url.replace("HOST", hostInUrl(host))));
  const url = optional("url");
  const outside = url === undefined ? undefined : readUrl(url);
  // A proxy on this machine brings others here, whatever address is listened on.
  const isReached = list("proxies").length > 0 || (outside !== undefined && !isLoopback(new URL(outside).hostname));
  const parsed = urls.map((each) => parseListener(each, isReached));
  const listeners = settleAccess(optional("access"), settleTls(written, parsed), isReached);
  if (listeners.length === 0) throw new ConfigError("With --port none there has to be something to --listen on.");
  const tls = readTls(written, listeners, Date.now());
  const cluster = readCluster({
    nats: list("nats"),
    credsFile: optional("natsCreds"),
    replicas: said["natsReplicas"],
    cluster: text("cluster"),
  });
  const name = cluster && said["name"] === undefined ? nodeName() : text("name");
  if (!/^[A-Za-z0-9][A-Za-z0-9.-]{0,62}$/.test(name)) {
    throw new ConfigError(
      `"${name}" cannot be the server's name: it is letters, digits, dots and dashes, as in a host's.`,
    );
  }
  return {
    listeners,
    ...(tls && { tls }),
    proxies: readProxies(list("proxies")),
    data: text("data"),
    ...(cluster && { cluster }),
    name,
    ...(outside !== undefined && { url: outside }),
    files: readFilesConfig({
      size: text("fileSize"),
      quota: text("fileQuota"),
      types: list("fileTypes"),
      links: text("fileLinks"),
    }),
    appearance: readAppearance({
      network: text("network"),
      description: text("description"),
      motd: optional("motd"),
      icon: optional("icon"),
    }),
    operators: readOperators(list("operators")),
    webirc: readGateways(list("webirc")),
    retention: readRetention(list("retention")),
    guests: text("guests") === "read" ? "read" : "talk",
    watchesGuests: text("wireView") === "guests",
    registration: settleRegistration(optional("registration"), listeners, isReached),
    ...providerOf(optional),
    ...pushOf(flag("noPush"), optional("pushContact"), outside),
    passwordIterations: iterationsOf(said["passwordIterations"]),
    rateLimits: !flag("noRateLimits"),
    logMessages: flag("logMessages"),
  };
}

function providerOf(said: (name: OptionName) => string | undefined): Pick<Config, "provider"> {
  const provider = readProvider({ issuer: said("oidc"), client: said("oidcClient"), secret: said("oidcSecret") });
  return provider ? { provider } : {};
}

function pushOf(isOff: boolean, contact: string | undefined, url: string | undefined): Pick<Config, "push"> {
  const push = readPush({ isOff, contact, url });
  return push ? { push } : {};
}

function readEnvironment(environment: Environment): RawOptions {
  const said: Partial<Record<OptionName, unknown>> = {};
  for (const name of optionNames()) {
    const value = environment[environmentName(name)];
    if (value !== undefined && value !== "")
      said[name] = specOf(name).kind === "list" ? value.trim().split(/\s+/) : value;
  }
  return said;
}

function readFile(path: string): RawOptions {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new ConfigError(`The configuration file ${path} cannot be read.`, { cause });
  }
  let table: Readonly<Record<string, unknown>>;
  try {
    table = parse(text);
  } catch (cause) {
    throw new ConfigError(`${path} is not TOML: ${cause instanceof Error ? cause.message.split("\n")[0] : cause}.`, {
      cause,
    });
  }
  const known = new Map(optionNames().map((name) => [dashed(name), name]));
  const said: Partial<Record<OptionName, unknown>> = {};
  for (const [key, value] of Object.entries(table)) {
    const name = known.get(key);
    if (!name || name === "config") throw new ConfigError(`${path}: there is no option "${key}".`);
    said[name] = value;
  }
  return said;
}

function optionNames(): OptionName[] {
  return Object.keys(SERVE_OPTIONS).filter((name): name is OptionName => Object.hasOwn(SERVE_OPTIONS, name));
}

function specOf(name: OptionName): OptionSpec {
  return SERVE_OPTIONS[name];
}

function textOf(name: OptionName, value: unknown): string {
  const { choices, default: usual } = specOf(name);
  const text = value ?? usual;
  if (typeof text !== "string" || text === "") throw new ConfigError(`--${dashed(name)} takes a text.`);
  if (choices && !choices.includes(text)) throw new ConfigError(`--${dashed(name)} is one of: ${choices.join(", ")}.`);
  return text;
}

function flagOf(name: OptionName, value: unknown): boolean {
  if (value === undefined || value === false || value === "false" || value === "0" || value === "no") return false;
  if (value === true || value === "true" || value === "1" || value === "yes") return true;
  throw new ConfigError(`--${dashed(name)} is either true or false.`);
}

/** The one port, or undefined if there is to be none. */
function portOf(value: unknown): number | undefined {
  if (value === "none") return undefined;
  const text = String(value ?? SERVE_OPTIONS.port.default);
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new ConfigError(`"${String(value)}" is not a port: --port takes a whole number up to 65535, or none.`);
}

/** RFC 7677, 4, asks for 4096 at least; more than the most would keep everybody waiting for minutes. */
function iterationsOf(value: unknown): number {
  const text = String(value ?? SERVE_OPTIONS.passwordIterations.default);
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= LIMITS.iterationsLeast && number <= LIMITS.iterationsMost) return number;
  const { iterationsLeast, iterationsMost } = LIMITS;
  throw new ConfigError(`--password-iterations is a whole number from ${iterationsLeast} to ${iterationsMost}.`);
}

function listOf(name: OptionName, value: unknown): readonly string[] {
  if (value === undefined) return [];
  if (typeof value === "string") return [value];
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  throw new ConfigError(`${dashed(name)} is a list of texts: each ${specOf(name).value}.`);
}
