import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { ConfigError } from "./config-error.ts";

/** How a node finds its cluster. */
export interface ClusterConfig {
  /** URLs of nats-servers, without what is secret. */
  readonly servers: readonly string[];
  /** What the first URL that has them says: a name and a password, or a token in the name's place. */
  readonly user?: string;
  readonly password?: string;
  /** What is in the credentials file. */
  readonly credentials?: string;
  /** On how many nats-servers all is kept, if that was said. */
  readonly replicas?: number;
  /** The cluster's name: what all that it has in NATS begins with. */
  readonly prefix: string;
}

/** What was said of it. */
export interface WrittenCluster {
  readonly nats: readonly string[];
  readonly credsFile: string | undefined;
  readonly replicas: unknown;
  readonly cluster: string;
}

const SCHEMES = ["nats:", "tls:"];

/** More copies than this JetStream does not make. */
const MOST_REPLICAS = 5;

/**
 * Reads how a node finds its cluster; nothing if the server is alone.
 * @throws ConfigError with a sentence that shows no password
 */
export function readCluster({ nats, credsFile, replicas, cluster }: WrittenCluster): ClusterConfig | undefined {
  const servers = nats.flatMap((item) => item.split(",")).filter((item) => item !== "");
  if (servers.length === 0) {
    if (credsFile === undefined && replicas === undefined) return undefined;
    throw new ConfigError("--nats-creds and --nats-replicas are for a node of a cluster: say --nats URL too.");
  }
  for (const [i, url] of servers.entries()) {
    if (!URL.canParse(url) || !SCHEMES.includes(new URL(url).protocol)) {
      throw new ConfigError(`--nats: number ${i + 1} is not the URL of a nats-server, such as nats://10.0.0.1:4222.`);
    }
  }
  if (!/^[A-Za-z0-9_-]{1,32}$/.test(cluster)) {
    throw new ConfigError(`"${cluster}" cannot be the cluster's name: it is up to 32 letters, digits, dashes and _.`);
  }
  const count = replicasOf(replicas);
  const urls = servers.map((url) => new URL(url));
  const known = urls.find(({ username }) => username !== "");
  return {
    servers: urls.map(({ protocol, host }) => `${protocol}//${host}`),
    prefix: cluster,
    ...(known && { user: decodeURIComponent(known.username) }),
    ...(known?.password && { password: decodeURIComponent(known.password) }),
    ...(credsFile !== undefined && { credentials: readCredentials(credsFile) }),
    ...(count !== undefined && { replicas: count }),
  };
}

/** What a node is called that was given no name: as its machine is, as far as a name can be. */
export function nodeName(): string {
  return (
    hostname()
      .replaceAll(/[^A-Za-z0-9.-]/g, "-")
      .replace(/^[.-]+/, "")
      .slice(0, 63) || "node"
  );
}

function replicasOf(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const count = Number(value);
  if (Number.isInteger(count) && count >= 1 && count <= MOST_REPLICAS) return count;
  throw new ConfigError(`--nats-replicas is a whole number from 1 to ${MOST_REPLICAS}.`);
}

function readCredentials(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new ConfigError(`The credentials file ${file} cannot be read.`, { cause });
  }
}
