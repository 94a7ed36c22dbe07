import type { Address, Entry } from "../core/commands.ts";
import type { Audience, MessageEvent } from "../core/events.ts";
import type { Hub } from "../core/hub.ts";
import type { Journal } from "../core/ports.ts";
import type { FileStore } from "../store/files/file-store.ts";
import { openStore, type Store } from "../store/store.ts";
import type { Config } from "./config.ts";
import type { Console } from "./console.ts";
import { openFileStore } from "./files.ts";
import { makeHub } from "./make-hub.ts";
import { startNode } from "./start-node.ts";

/** What a node tells the parts that are put around it. */
export interface NodeListener {
  /** What these entries led to is told; it can go out. */
  followed(entries: readonly Entry[]): void;
  /** As `StoreOptions.onCommit`. */
  committed(ms: number | undefined): void;
  /** As `Hub`'s. */
  said(event: MessageEvent, audience: Audience): void;
  bansChanged(): void;
  /** Where a session's connection comes from, while it lasts. */
  peerOf(session: string): Address | undefined;
  /** Something broke that the node can't do without; what was not acknowledged may be lost. */
  fatal(cause: unknown): void;
}

/** A node that runs, with what it keeps; nobody has come yet. */
export interface OpenNode {
  readonly hub: Hub;
  readonly store: Store;
  readonly files: FileStore;
  /** Waits until all is on disk, and closes it. */
  close(): Promise<void>;
}

/**
 * Opens what is kept, has the hub follow its log, and tells the log that this node is here.
 * @throws ConfigError or StoreError (rejects) with a sentence for the operator
 */
export async function openNode(config: Config, console: Console, listener: NodeListener): Promise<OpenNode> {
  let files: FileStore | undefined;
  const store = await openStore({
    dir: config.data,
    clock: Date.now,
    retention: config.retention,
    onFatal: (cause) => listener.fatal(cause),
    onCommit: (ms) => listener.committed(ms),
    onTrouble: (cause) =>
      console.trouble(cause, "the search can't keep up its index: new messages are not found until it can"),
    onPruneTrouble: (cause) => console.trouble(cause, "what is too old or too much can't be removed at the moment"),
    onPruned: () => files?.sweepSoon(),
  });
  const close = async (): Promise<void> => {
    await files?.close();
    await store.close();
  };
  try {
    files = await openFileStore(config, store, (cause) =>
      console.trouble(cause, "files that nobody needs can't be removed at the moment"),
    );
    const hub = followingHub(config, console, listener, { store, files });
    await startNode(hub, config);
    return { hub, store, files, close };
  } catch (cause) {
    await close();
    throw cause;
  }
}

function followingHub(
  config: Config,
  console: Console,
  listener: NodeListener,
  { store, files }: Pick<OpenNode, "store" | "files">,
): Hub {
  const journal: Journal = {
    bug: (cause, session) => console.bug(cause, `session ${session}`),
    message: (event, session) => console.message(event, listener.peerOf(session)),
  };
  const hub = makeHub(store, files, {
    openLinks: config.files.links === "all",
    journal,
    said: (event, audience) => listener.said(event, audience),
    bansChanged: () => listener.bansChanged(),
  });
  store.attach({
    follow: (entries, drafts) => {
      hub.follow(entries, drafts);
      listener.followed(entries);
    },
    refused: (draft, why) => hub.refused(draft, why),
  });
  return hub;
}
