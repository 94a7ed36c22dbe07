import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { Hub } from "../core/hub.ts";
import type { Journal } from "../core/ports.ts";
import { makeHttp } from "../server/http.ts";
import { Origins } from "../server/origins.ts";
import { makePasswords } from "../server/passwords.ts";
import { RangeBans } from "../server/range-bans.ts";
import { type AutoDialects, type ListenerSpec, Server } from "../server/server.ts";
import type { FileStore } from "../store/files/file-store.ts";
import { openStore, type Store } from "../store/store.ts";
import type { Settings } from "../wire/conversation.ts";
import { registrationsOf } from "../wire/registrations.ts";
import { WrongPasswords } from "../wire/wrong-passwords.ts";
import type { SettledListener } from "./access-config.ts";
import { banner, type OpenListener, shownHost } from "./banner.ts";
import type { Config } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import { type ConsoleStream, openConsole } from "./console.ts";
import { makeDisguise } from "./disguise.ts";
import { filesOverHttp, openFileStore, uploadsTo } from "./files.ts";
import { inviteUrl } from "./invite-urls.ts";
import { DIALECTS, type ListenerUrl, SERVER_FIRST } from "./listeners.ts";
import { peopleOverHttp } from "./people.ts";
import { startNode } from "./start-node.ts";
import { Steering } from "./steering.ts";
import { openTls } from "./tls.ts";
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
  let files: FileStore | undefined;
  const store = await openStore({
    dir: config.data,
    clock: Date.now,
    retention: config.retention,
    onFatal: io.fatal,
    onTrouble: (cause) =>
      console.trouble(cause, "the search can't keep up its index: new messages are not found until it can"),
    onPruneTrouble: (cause) => console.trouble(cause, "what is too old or too much can't be removed at the moment"),
    onPruned: () => files?.sweepSoon(),
  });
  files = await openFileStore(config, store, (cause) =>
    console.trouble(cause, "files that nobody needs can't be removed at the moment"),
  );
  const disguise = makeDisguise(config.data);
  const openLinks = config.files.links === "all";
  const node = randomBytes(5).toString("hex");
  let server: Server | undefined;
  const journal: Journal = {
    bug: (cause, session) => console.bug(cause, `session ${session}`),
    message: (event, session) => console.message(event, server?.peerOf(session)),
  };
  const hub = new Hub({
    node,
    state: store.state,
    log: store,
    history: store,
    files,
    openLinks,
    clock: Date.now,
    journal,
    bansChanged: () => server?.bansChanged(),
  });
  let steering: Steering | undefined;
  store.attach({
    follow: (entries, drafts) => {
      hub.follow(entries, drafts);
      steering?.follow(entries);
      // One turn may bring many commits; what each of them led to goes out before the next is looked at.
      server?.flush();
    },
    refused: (draft, why) => hub.refused(draft, why),
  });
  await startNode(hub, config);

  const shared: Shared = {
    started: Date.now(),
    passwords: makePasswords(config.passwordIterations, config.rateLimits),
    wrong: new WrongPasswords(config.rateLimits),
    registrations: registrationsOf(config),
  };
  const tls = config.tls && (await openTls(config.tls, config, console, Date.now).catch(closeFirst(files, store)));
  const origins = new Origins(config.proxies);
  const open: OpenListener[] = [];
  const base = (): string => baseOf(open);
  const linkFor = (code: string): string | undefined => inviteUrl(code, { url: config.url, listeners: open }, tls);
  const bans = new RangeBans(hub.state, Date.now);
  const bug = (cause: unknown): void => console.bug(cause, "files");
  const overHttp = filesOverHttp({ config, hub, store: files, ...shared, base, origins, bug });
  const facts = {
    version: VERSION,
    base,
    sessions: () => hub.sessionCount,
    isWritable: () => store.isWritable,
    isBanned: (request: IncomingMessage) => bans.has(origins.of(request).peer.host),
  };
  const people = peopleOverHttp({
    config,
    hub,
    ...shared,
    base,
    origins,
    trouble: (cause) => console.trouble(cause, "the provider by which people sign in does not answer as it should"),
  });
  const http = makeHttp(facts, overHttp.http, people.http);
  const { rateLimits, proxies, url: outside } = config;
  server = new Server({
    hub,
    http,
    console,
    rateLimits,
    disguise,
    files: overHttp,
    origins,
    proxies,
    bans,
    ...(tls && { tls: tls.layer }),
    ...(outside !== undefined && { url: outside }),
  });
  const stop = once(async () => {
    console.stopping(hub.sessionCount);
    tls?.stop();
    await steering?.close();
    await server?.close();
    await files?.close();
    await store.close();
    console.stopped();
  });
  try {
    for (const url of config.listeners) {
      // Nobody comes before it is known.
      let port = url.port;
      const about = {
        ...shared,
        ...(people.bearer && { bearer: people.bearer }),
        linkFor,
        uploads: () => uploadsTo(config, base()),
        port: () => port,
      };
      port = await listen(server, url, specOf(url, config, about));
      open.push({ ...url, port });
    }
  } catch (cause) {
    // Nobody has come in yet, so there is nobody to say goodbye to.
    tls?.stop();
    await server.close();
    await files.close();
    await store.close();
    throw cause;
  }
  steering = new Steering({ hub, config, passwords: shared.passwords, console, linkFor });
  const owner = await steering.begin(io.stdout.isTTY === true);
  if (io.stdout.isTTY)
    io.stdout.write(
      banner(VERSION, open, config.data, { ...(outside && { url: outside }), ...(tls && { tls }) }) + owner,
    );
  console.started({
    version: VERSION,
    listeners: open.map(
      ({ scheme, host, port, channel }) => `${scheme}://${hostInUrl(host)}:${port}/${channel.slice(1)}`,
    ),
    data: config.data,
    ...(tls && { certificate: tls.fingerprint }),
  });
  return { listeners: open, stop };
}

/** What the one port is called by who knows no better. */
function baseOf(open: readonly OpenListener[]): string {
  const main = open.find(({ scheme }) => scheme === "auto") ?? open[0];
  return main ? `${main.tls === "off" ? "http" : "https"}://${shownHost(main.host)}:${main.port}` : "";
}

/** Closes what has been opened before a start that fails is given up. */
function closeFirst(files: FileStore, store: Store): (cause: unknown) => Promise<never> {
  return async (cause) => {
    await files.close();
    await store.close();
    throw cause;
  };
}

function hostInUrl(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

/** What is the same for all listeners: how many passwords are worked on at a time is for the whole server. */
type Shared = Pick<Settings, "started" | "passwords" | "wrong" | "registrations">;

/** What is not known before the listeners are open. */
interface About extends Shared, Pick<Settings, "linkFor" | "bearer"> {
  readonly uploads: () => string | undefined;
  /** The port that a listener got. */
  readonly port: () => number;
}

function specOf(url: SettledListener, config: Config, about: About): ListenerSpec {
  const { uploads, port: actualPort, ...shared } = about;
  const duration = url.tls === "off" ? undefined : config.tls?.sts;
  const settings: Settings = {
    server: config.name,
    ...config.appearance,
    operators: config.operators,
    webirc: config.webirc,
    registration: config.registration,
    ...accessFor(url, config),
    rateLimits: config.rateLimits,
    version: VERSION,
    ...shared,
    get uploads() {
      return uploads();
    },
    get sts() {
      return duration === undefined ? undefined : { port: actualPort(), duration };
    },
    channel: url.channel,
    options: url.options,
  };
  const { host, port, cloak, tls, connections } = url;
  const common = { host, port, cloak, tls, ...(connections !== undefined && { connections }) };
  if (url.scheme !== "auto") {
    const first = SERVER_FIRST.has(url.scheme) ? "server" : "client";
    return { ...common, speaks: { one: DIALECTS[url.scheme].listen(settings), first } };
  }
  const auto: AutoDialects = {
    json: DIALECTS.json.listen(settings),
    irc: DIALECTS.irc.listen(settings),
    framed: DIALECTS.framed.listen(settings),
    relay: DIALECTS.relay.listen({ ...settings, options: { ...settings.options, greet: "yes" } }),
  };
  return { ...common, speaks: { auto } };
}

/** Who gets in by a listener, and what guests may do there. */
function accessFor({ access }: SettledListener, config: Config): Pick<Settings, "access" | "guests"> {
  if (access !== "open") return { access, guests: "none" };
  return config.guests === "read" ? { access, guests: "read" } : { access };
}

async function listen(server: Server, url: ListenerUrl, spec: ListenerSpec): Promise<number> {
  try {
    return await server.listen(spec);
  } catch (cause) {
    throw new ConfigError(cannotListen(url, cause), { cause });
  }
}

function cannotListen({ scheme, host, port }: ListenerUrl, cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  switch (code) {
    case "EADDRINUSE":
      return `Port ${port} on ${host} is in use. Stop what uses it, or choose another ${elsewhere(scheme)}.`;
    case "EACCES":
      return `Port ${port} is not for everybody to use: ports below 1024 need privileges. Choose another with --port.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `${host} is not an address of this machine. Choose one with --host.`;
    default:
      return `Nothing can listen on ${host}:${port}: ${cause instanceof Error ? cause.message : String(cause)}.`;
  }
}

/** Where a port is chosen. */
function elsewhere(scheme: ListenerUrl["scheme"]): string {
  return scheme === "auto" ? "with --port" : `in the ${scheme}:// URL of --listen (--classic uses fixed ones)`;
}

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= run();
    return running;
  };
}
