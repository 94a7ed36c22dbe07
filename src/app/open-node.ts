import type { Address, Entry } from "../core/commands.ts";
import type { Audience, MessageEvent } from "../core/events.ts";
import type { Hub } from "../core/hub.ts";
import type { Journal } from "../core/ports.ts";
import type { FileStore } from "../store/files/file-store.ts";
import { openAlone } from "./alone.ts";
import type { Backing, BackingListener } from "./backing.ts";
import type { Config } from "./config.ts";
import type { Console } from "./console.ts";
import { openFileStore } from "./files.ts";
import { makeHub } from "./make-hub.ts";
import { startNode } from "./start-node.ts";
import { Writable } from "./writable.ts";

/** What a node tells the parts that are put around it. */
export interface NodeListener {
  /** What these entries led to is told; it can go out. */
  followed(entries: readonly Entry[]): void;
  /** As `BackingListener`'s. */
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
  readonly backing: Backing;
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
  const writable = new Writable();
  const backing = await openBacking(config, console, {
    committed: (ms) => listener.committed(ms),
    writable,
    pruned: () => files?.sweepSoon(),
    fatal: (cause) => listener.fatal(cause),
  });
  const close = async (): Promise<void> => {
    await files?.close();
    await backing.close();
  };
  try {
    files = await openFileStore(config, backing, (cause) =>
      console.trouble(cause, "files that nobody needs can't be removed at the moment"),
    );
    const hub = followingHub(config, console, listener, { backing, files });
    writable.follow((isWritable) => hub.setWritable(isWritable));
    await startNode(hub, config);
    const startAgain = (done: () => void): void => {
      startNode(hub, config)
        .then(done)
        .catch((cause: unknown) => listener.fatal(cause));
    };
    backing.started(hub, startAgain);
    return { hub, backing, files, close };
  } catch (cause) {
    await close();
    throw cause;
  }
}

/** Opens what a node keeps. What only a cluster needs is loaded only for one. */
async function openBacking(config: Config, console: Console, listener: BackingListener): Promise<Backing> {
  if (!config.cluster) return openAlone(config, console, listener);
  const { openClustered } = await import("./clustered/open-clustered.ts");
  return openClustered(config, config.cluster, console, listener);
}

function followingHub(
  config: Config,
  console: Console,
  listener: NodeListener,
  { backing, files }: Pick<OpenNode, "backing" | "files">,
): Hub {
  const journal: Journal = {
    bug: (cause, session) => console.bug(cause, `session ${session}`),
    message: (event, session) => console.message(event, listener.peerOf(session)),
  };
  const passed = backing.exchange?.((event, audience) => hub.hearPassing(event, audience));
  const hub: Hub = makeHub(backing, files, {
    ...(passed && { passed }),
    openLinks: config.files.links === "all",
    journal,
    said: (event, audience) => listener.said(event, audience),
    bansChanged: () => listener.bansChanged(),
  });
  backing.attach({
    follow: (entries, drafts) => {
      hub.follow(entries, drafts);
      listener.followed(entries);
      backing.followed(entries);
    },
    refused: (draft, why) => hub.refused(draft, why),
    isHeard: (draft) => hub.isHeard(draft),
  });
  return hub;
}
