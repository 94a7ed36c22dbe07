import { type Authenticator, credsAuthenticator, type NodeConnectionOptions } from "@nats-io/transport-node";
import { LIMITS } from "../../core/limits.ts";
import { NatsTrouble } from "./trouble.ts";

/** Where NATS is, and how one is let in. */
export interface NatsAccess {
  /** `nats://` or `tls://`, with user name and password, or a token, if need be; the first that answers is taken. */
  readonly servers: readonly string[];
  /** How this node is called there. */
  readonly name?: string;
  /** The content of a file of credentials, as `nsc` makes it. */
  readonly credentials?: string;
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
  /** Files: what signs the servers' certificate if that is no public authority, and a certificate of our own. */
  readonly tls?: { readonly ca?: string; readonly certificate?: string; readonly key?: string };
}

/** What NATS' own package is told. @throws NatsTrouble if a URL is none */
export function connectionOptions(access: NatsAccess): NodeConnectionOptions {
  const urls = access.servers.map(toUrl);
  const withUser = urls.find(({ username }) => username !== "");
  const { name, credentials, tls } = access;
  const isTls = tls !== undefined || urls.some(({ protocol }) => protocol === "tls:");
  return {
    servers: urls.map(({ host }) => host),
    // Whoever runs the nodes names the nearest server first.
    noRandomize: true,
    ...(name === undefined ? {} : { name }),
    ...who(access, withUser),
    ...(credentials === undefined ? {} : { authenticator: authenticator(credentials) }),
    ...(isTls ? { tls: tlsOptions(tls ?? {}) } : {}),
    timeout: LIMITS.natsConnectMs,
    pingInterval: LIMITS.natsPingMs,
    maxPingOut: LIMITS.natsPings,
    maxReconnectAttempts: -1,
    reconnectTimeWait: LIMITS.natsRetryMs,
    reconnectJitter: LIMITS.natsRetryJitterMs,
    reconnectJitterTLS: LIMITS.natsRetryJitterMs,
    // A password that is changed on the servers first must not end a node that was let in before.
    ignoreAuthErrorAbort: true,
    // What a node says in passing need not come back to it. What JetStream sends is not from this connection, and comes.
    noEcho: true,
    noAsyncTraces: true,
  };
}

/** The servers without what is secret in their URLs. */
export function shown(servers: readonly string[]): string {
  return servers.map((server) => server.replace(/\/\/.*@/u, "//")).join(", ");
}

function toUrl(server: string): URL {
  const url = URL.parse(server);
  if (url && (url.protocol === "nats:" || url.protocol === "tls:") && url.host !== "") return url;
  throw new NatsTrouble(`${shown([server])} is no URL of a NATS server: nats://HOST:4222, or tls://HOST:4222.`);
}

function who(access: NatsAccess, url: URL | undefined): NodeConnectionOptions {
  const { user, password, token } = access;
  if (user !== undefined) return { user, ...(password === undefined ? {} : { pass: password }) };
  if (token !== undefined) return { token };
  if (!url) return {};
  const username = decodeURIComponent(url.username);
  return url.password === "" ? { token: username } : { user: username, pass: decodeURIComponent(url.password) };
}

function authenticator(credentials: string): Authenticator {
  return credsAuthenticator(new TextEncoder().encode(credentials));
}

function tlsOptions(tls: NonNullable<NatsAccess["tls"]>): NonNullable<NodeConnectionOptions["tls"]> {
  return {
    ...(tls.ca === undefined ? {} : { caFile: tls.ca }),
    ...(tls.certificate === undefined ? {} : { certFile: tls.certificate }),
    ...(tls.key === undefined ? {} : { keyFile: tls.key }),
  };
}
