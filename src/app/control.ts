import { existsSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Hub } from "../core/hub.ts";
import { findControlPlace } from "../server/control-place.ts";
import { digest } from "../server/digest.ts";
import { makePasswords } from "../server/passwords.ts";
import type { FileStore } from "../store/files/file-store.ts";
import { openStore, type Store } from "../store/store.ts";
import { FolderInUse } from "../store/store-error.ts";
import { controlConversation } from "../wire/json/control.ts";
import { nodeId, ofCluster } from "./alone.ts";
import type { Config } from "./config.ts";
import { Control, ControlError } from "./control-asking.ts";
import { openFileStore } from "./files.ts";
import { inviteUrl, type LinkedCertificate } from "./invite-urls.ts";
import { makeHub } from "./make-hub.ts";
import { startNode } from "./start-node.ts";
import { openTls } from "./tls.ts";

/** For how long somebody is waited for who has the folder and can't be asked yet, since it starts or is about to end. */
const PATIENCE_MS = 5_000;
const AGAIN_MS = 100;

/** What is to be done by a control. */
export interface Purpose {
  /** Whether a folder without data is made one with data, and not a mistake. */
  readonly makes: boolean;
  /** Whether it makes links, which have to say which certificate the server has. */
  readonly links?: boolean;
}

/**
 * A way to tell a server what to do: the one that runs on the data folder or, if none does, the data itself.
 * @throws ControlError, StoreError or ConfigError (rejects) with a sentence
 */
export async function openControl(config: Config, purpose: Purpose): Promise<Control> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const socket = await socketOf(config.data);
    if (socket) return overSocket(socket);
    if (!purpose.makes && !existsSync(join(config.data, "parley.db"))) {
      throw new ControlError(
        `There is no data of a server in ${config.data}: say where it is with --data or --config.`,
      );
    }
    try {
      return await onData(config, purpose);
    } catch (cause) {
      if (!(cause instanceof FolderInUse)) throw cause;
      if (performance.now() > deadline) throw new ControlError(deaf(config.data), { cause });
    }
    await delay(AGAIN_MS);
  }
}

function deaf(data: string): string {
  return (
    `Another Parley has the folder ${data} and does not listen on its control socket: if it is a server, restart it; ` +
    "if it is another command, wait for its end."
  );
}

/** The control socket of the server that runs on a data folder; nothing if none does. */
async function socketOf(data: string): Promise<Socket | undefined> {
  const path = findControlPlace(data);
  const { promise, resolve, reject } = Promise.withResolvers<Socket | undefined>();
  const socket = connect(path);
  socket.once("connect", () => resolve(socket));
  socket.once("error", (cause: NodeJS.ErrnoException) => {
    if (cause.code !== "EACCES" && cause.code !== "EPERM") resolve(undefined);
    else reject(new ControlError(`Only the user that runs the server on ${data} may do that.`, { cause }));
  });
  return promise;
}

function overSocket(socket: Socket): Control {
  return new Control(({ feed, lost }) => {
    socket.on("data", feed).on("error", lost).on("close", lost);
    return {
      send: (line) => void socket.write(line),
      async close() {
        socket.destroy();
      },
    };
  });
}

/** The data of a server that does not run, which is this process's alone until it is closed. */
async function onData(config: Config, { links = false }: Purpose): Promise<Control> {
  let onFatal: (cause: unknown) => void = () => undefined;
  const store = await openStore({ dir: config.data, clock: Date.now, onFatal: (cause) => onFatal(cause) });
  let files: FileStore | undefined;
  const close = async (): Promise<void> => {
    await files?.close();
    await store.close();
  };
  try {
    if (store.replica.mark !== undefined) throw new ControlError(ofCluster(config.data));
    files = await openFileStore(config, { store }, () => undefined);
    const hub = hubOn(store, files);
    // Ids of what is noted have the log's name in them.
    if (store.state.epoch === "") await startNode(hub, config);
    const certificate = links ? await certificateOf(config) : undefined;
    const { url, listeners } = config;
    const passwords = makePasswords(config.passwordIterations, false);
    return new Control(({ feed, lost }) => {
      onFatal = lost;
      const talk = controlConversation({
        state: hub.state,
        history: store,
        run: (act, done) => hub.run(act, done),
        passwords,
        digest,
        now: Date.now,
        write: (text) => feed(Buffer.from(text)),
        linkFor: (code) => inviteUrl(code, { url, listeners }, certificate),
        bug: rethrow,
      });
      return {
        send: (line) => talk.feed(Buffer.from(line)),
        close,
      };
    }, false);
  } catch (cause) {
    await close();
    throw cause;
  }
}

function hubOn(store: Store, files: FileStore): Hub {
  const journal = { bug: rethrow, message: () => undefined };
  const hub = makeHub({ store, node: nodeId(), log: store }, files, { journal });
  store.attach(hub);
  return hub;
}

/** There are no sessions here whose end it could be: it ends the command. */
function rethrow(cause: unknown): never {
  throw cause;
}

/** The certificate that the server will have, which is made now if it is to make one. */
async function certificateOf(config: Config): Promise<LinkedCertificate | undefined> {
  if (!config.tls || config.tls.own) return undefined;
  const tls = await openTls(config.tls, config, { told: () => undefined, warned: () => undefined }, Date.now);
  tls.stop();
  return { fingerprint: tls.fingerprint, isSelfSigned: tls.isSelfSigned };
}
