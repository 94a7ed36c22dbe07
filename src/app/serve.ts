import { randomBytes } from "node:crypto";
import type { Refusal } from "../core/answers.ts";
import { Hub } from "../core/hub.ts";
import type { Journal } from "../core/ports.ts";
import { makeHttp } from "../server/http.ts";
import { makePasswords } from "../server/passwords.ts";
import { type AutoDialects, type ListenerSpec, Server } from "../server/server.ts";
import type { FileStore } from "../store/files/file-store.ts";
import { openStore } from "../store/store.ts";
import type { Settings } from "../wire/conversation.ts";
import { WrongPasswords } from "../wire/wrong-passwords.ts";
import { banner, type OpenListener, shownHost } from "./banner.ts";
import type { Config } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import { type ConsoleStream, openConsole } from "./console.ts";
import { makeDisguise } from "./disguise.ts";
import { filesOverHttp, openFileStore, uploadsTo } from "./files.ts";
import { DIALECTS, type ListenerUrl } from "./listeners.ts";
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
  });
  store.attach({
    follow: (entries, drafts) => {
      hub.follow(entries, drafts);
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
  };
  const open: OpenListener[] = [];
  const address = (): string => {
    const { host, port } = open.find(({ scheme }) => scheme === "auto") ?? open[0] ?? { host: config.name, port: 0 };
    return `${shownHost(host)}:${port}`;
  };
  const bug = (cause: unknown): void => console.bug(cause, "files");
  const overHttp = filesOverHttp({ config, hub, store: files, ...shared, address, bug });
  const facts = {
    version: VERSION,
    address,
    sessions: () => hub.sessionCount,
    isWritable: () => store.isWritable,
  };
  const http = makeHttp(facts, overHttp.http);
  server = new Server({ hub, http, console, rateLimits: config.rateLimits, disguise, files: overHttp });
  const stop = once(async () => {
    console.stopping(hub.sessionCount);
    await server?.close();
    await files?.close();
    await store.close();
    console.stopped();
  });
  try {
    for (const url of config.listeners) {
      const port = await listen(
        server,
        url,
        specOf(url, config, { ...shared, uploads: () => uploadsTo(config, address()) }),
      );
      open.push({ ...url, port });
    }
  } catch (cause) {
    // Nobody has come in yet, so there is nobody to say goodbye to.
    await server.close();
    await files.close();
    await store.close();
    throw cause;
  }
  if (io.stdout.isTTY) io.stdout.write(banner(VERSION, open, config.data));
  console.started({
    version: VERSION,
    listeners: open.map(
      ({ scheme, host, port, channel }) => `${scheme}://${hostInUrl(host)}:${port}/${channel.slice(1)}`,
    ),
    data: config.data,
  });
  return { listeners: open, stop };
}

function hostInUrl(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

/** Tells the log that this node is here; sessions of an earlier run end by it. */
function startNode(hub: Hub, config: Config): Promise<void> {
  const kept = config.listeners.filter((listener) => listener.keepsChannel);
  const channels = [...new Set(kept.map((listener) => listener.channel))];
  const epoch = randomBytes(6).toString("hex");
  return new Promise((resolve, reject) => {
    hub.start({ type: "start", name: config.name, epoch, channels }, ({ refusal }) => {
      if (refusal) reject(new ConfigError(cannotWrite(refusal, config.data)));
      else resolve();
    });
  });
}

function cannotWrite(refusal: Refusal, data: string): string {
  return refusal.code === "not-durable"
    ? `Nothing can be written to ${data}: its disk is full or read-only. Make room, or choose another folder with --data.`
    : refusal.text;
}

/** What is the same for all listeners: how many passwords are worked on at a time is for the whole server. */
type Shared = Pick<Settings, "started" | "passwords" | "wrong">;

function specOf(
  url: ListenerUrl,
  config: Config,
  { uploads, ...shared }: Shared & { readonly uploads: () => string | undefined },
): ListenerSpec {
  const settings: Settings = {
    server: config.name,
    ...config.appearance,
    operators: config.operators,
    webirc: config.webirc,
    registration: config.registration,
    rateLimits: config.rateLimits,
    version: VERSION,
    ...shared,
    get uploads() {
      return uploads();
    },
    channel: url.channel,
    options: url.options,
  };
  const { host, port, cloak } = url;
  if (url.scheme !== "auto") return { host, port, cloak, speaks: { one: DIALECTS[url.scheme].listen(settings) } };
  const auto: AutoDialects = {
    json: DIALECTS.json.listen(settings),
    irc: DIALECTS.irc.listen(settings),
    framed: DIALECTS.framed.listen(settings),
    relay: DIALECTS.relay.listen({ ...settings, options: { ...settings.options, greet: "yes" } }),
  };
  return { host, port, cloak, speaks: { auto } };
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
