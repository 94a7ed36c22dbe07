import { existsSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import type { Account } from "../core/accounts.ts";
import type { Hub } from "../core/hub.ts";
import { isLoopback } from "../server/addresses.ts";
import { digest } from "../server/digest.ts";
import { makeHttp } from "../server/http.ts";
import { LoopDelay } from "../server/monitoring/loop-delay.ts";
import { Meter } from "../server/monitoring/meter.ts";
import { Metrics } from "../server/monitoring/metrics.ts";
import { MetricsHttp } from "../server/monitoring/metrics-http.ts";
import { Origins } from "../server/origins.ts";
import { makePasswords } from "../server/passwords.ts";
import type { Pushes } from "../server/push/pushes.ts";
import { RangeBans } from "../server/range-bans.ts";
import { Server } from "../server/server.ts";
import { plainAnswer } from "../server/tls/plain-by-proxy.ts";
import type { Figures } from "../wire/json/status-facts.ts";
import type { Passwords } from "../wire/passwords.ts";
import { Registrations } from "../wire/registrations.ts";
import { WrongPasswords } from "../wire/wrong-passwords.ts";
import { banner } from "./banner.ts";
import type { Config } from "./config.ts";
import { type Console, type ConsoleStream, openConsole } from "./console.ts";
import { makeDisguise } from "./disguise.ts";
import { filesOverHttp, uploadsTo } from "./files.ts";
import { inviteUrl } from "./invite-urls.ts";
import { listen } from "./listen.ts";
import { accessFor, type Shared, specOf } from "./listener-spec.ts";
import { baseOf, listenerUrl, type OpenListener } from "./open-listener.ts";
import { type OpenNode, openNode } from "./open-node.ts";
import { type People, peopleOverHttp } from "./people.ts";
import { openPushes } from "./push.ts";
import { makeStandIns } from "./stand-ins.ts";
import { Steering } from "./steering.ts";
import { openTls, type RunningTls } from "./tls.ts";
import { VERSION } from "./version.ts";

/** A server that runs. */
export interface Running {
  readonly listeners: readonly OpenListener[];
  /** Says goodbye to every client, waits for what was accepted to be on disk, and closes. Called any number of times. */
  stop(): Promise<void>;
}

/** What a server writes to, and how it tells that it cannot go on. */
export interface ServeIo {
  readonly stdout: ConsoleStream;
  /** Something broke that the server can't do without; what was not acknowledged may be lost. */
  fatal(cause: unknown): void;
}

/**
 * Puts a server together and opens its listeners: the one place that knows all the parts.
 * @throws ConfigError or StoreError with a sentence for the operator
 */
export async function serve(config: Config, io: ServeIo): Promise<Running> {
  const console = openConsole(io.stdout, config.logMessages);
  let server: Server | undefined;
  let steering: Steering | undefined;
  let tls: RunningTls | undefined;
  let pushes: Pushes | undefined;
  const meter = new Meter();
  const node = await openNode(config, console, {
    committed: (ms) => meter.committed(ms),
    followed: (entries) => {
      steering?.follow(entries);
      // One turn may bring many commits; what each of them led to goes out before the next is looked at.
      server?.flush();
    },
    said: (event, audience) => pushes?.said(event, audience),
    bansChanged: () => server?.bansChanged(),
    peerOf: (session) => server?.peerOf(session),
    fatal: (cause) => io.fatal(cause),
  });
  const { hub } = node;
  const close = async (): Promise<void> => {
    tls?.stop();
    pushes?.close();
    await steering?.close();
    await server?.close();
    await node.close();
  };
  const open: OpenListener[] = [];
  try {
    tls = config.tls && (await openTls(config.tls, config, console, Date.now));
    pushes = openPushes(config, hub, console);
    const linkFor = (code: string): string | undefined => inviteUrl(code, { url: config.url, listeners: open }, tls);
    const shared: Shared = {
      started: Date.now(),
      passwords: passwordsOf(config, hub),
      wrong: new WrongPasswords(config.rateLimits),
      registrations: new Registrations(config.rateLimits),
    };
    const parts = serverOf(config, console, node, { shared, tls, meter, base: () => baseOf(open) });
    server = parts.server;
    const { bearer } = parts.people;
    const uploads = (): string | undefined => uploadsTo(config, baseOf(open));
    for (const listener of config.listeners) {
      // Nobody comes before it is known.
      let { port } = listener;
      const about = {
        ...shared,
        status: server.status,
        ...(bearer && { bearer }),
        ...(pushes && { pushKey: pushes.key }),
        linkFor,
        uploads,
        port: () => port,
      };
      port = await listen(server, listener, specOf(listener, config, about));
      open.push({ ...listener, port });
    }
    steering = new Steering({ hub, config, passwords: shared.passwords, console, linkFor });
  } catch (cause) {
    // Nobody has come in yet, so there is nobody to say goodbye to.
    await close();
    throw cause;
  }
  const owner = await steering.begin(io.stdout.isTTY === true);
  if (io.stdout.isTTY) {
    const { url, guests, watchesGuests } = config;
    io.stdout.write(
      banner(VERSION, open, config.data, { guests, watchesGuests, ...(url && { url }), ...(tls && { tls }) }) + owner,
    );
  }
  console.started({
    version: VERSION,
    listeners: open.map(listenerUrl),
    data: config.data,
    ...(tls && { certificate: tls.fingerprint }),
  });
  const stop = once(async () => {
    console.stopping(hub.sessionCount);
    await close();
    console.stopped();
  });
  return { listeners: open, stop };
}

/** Where the page lies that was built; it is not there for a server that runs from its source. */
const PAGE = join(import.meta.dirname, "../page");

/** What the sockets need that is neither configured nor kept. */
interface Around {
  readonly shared: Shared;
  readonly tls: RunningTls | undefined;
  readonly meter: Meter;
  /** What the one port is called by who knows no better. */
  readonly base: () => string;
}

/** Puts together what listens, with all that is asked over HTTP. */
function serverOf(
  config: Config,
  console: Console,
  { hub, backing, files }: OpenNode,
  { shared, tls, meter, base }: Around,
): { readonly server: Server; readonly people: People } {
  const { listeners, rateLimits, proxies, url } = config;
  const main = listeners.find(({ scheme }) => scheme === "auto");
  const origins = new Origins(proxies);
  const bans = new RangeBans(hub.state, Date.now);
  const bug = (cause: unknown): void => console.bug(cause, "files");
  const overHttp = filesOverHttp({ config, hub, store: files, ...shared, base, origins, bug });
  const people = peopleOverHttp({
    config,
    hub,
    ...shared,
    base,
    origins,
    trouble: (cause) => console.trouble(cause, "the provider by which people sign in does not answer as it should"),
  });
  const metrics = new MetricsHttp({
    metrics: new Metrics({ figures: figuresFor(() => server), commits: meter.commits }),
    ...shared,
    state: hub.state,
    digest,
    now: Date.now,
    origins,
    isReached: url !== undefined && !isLoopback(new URL(url).hostname),
  });
  const facts = {
    metrics,
    version: VERSION,
    base: () => url ?? base(),
    ...(main && { door: { ...accessFor(main, config), registration: config.registration } }),
    ...(existsSync(PAGE) && { page: PAGE }),
    sessions: () => hub.sessionCount,
    isWritable: () => backing.isWritable,
    isBanned: (request: IncomingMessage) => bans.has(origins.of(request).peer.host),
    plainAnswer: (request: IncomingMessage) => plainAnswer(request, origins.of(request), url),
    bug: (cause: unknown) => console.bug(cause, "http"),
  };
  const server: Server = new Server({
    hub,
    http: makeHttp(facts, overHttp.http, people.http),
    console,
    rateLimits,
    meter,
    watchesGuests: config.watchesGuests,
    disguise: makeDisguise(config.data),
    files: overHttp,
    origins,
    proxies,
    bans,
    ...(tls && { tls: tls.layer }),
    ...(backing.cluster && { cluster: backing.cluster }),
    ...(url !== undefined && { url }),
  });
  return { server, people };
}

/** What metrics are made from. They look at the event loop by themselves. */
function figuresFor(server: () => Server): () => Figures {
  const delay = new LoopDelay();
  return () => server().status.figures(delay);
}

/** Looks at passwords, and makes what stands in for those of accounts that there are not. */
function passwordsOf({ data, passwordIterations: iterations, rateLimits }: Config, hub: Hub): Passwords {
  const accounts = (): Iterable<Account> => hub.state.accounts.values();
  const standIns = makeStandIns({ data, iterations, accounts, clock: () => performance.now() });
  return makePasswords(iterations, rateLimits, standIns);
}

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= run();
    return running;
  };
}
