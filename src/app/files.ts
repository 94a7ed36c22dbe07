import { join } from "node:path";
import { FILES_PATH, type Files, type Uploads } from "../core/files.ts";
import type { Hub } from "../core/hub.ts";
import { LIMITS } from "../core/limits.ts";
import { FilesHttp } from "../server/files/files-http.ts";
import type { Origins } from "../server/origins.ts";
import { Tickets } from "../server/tickets.ts";
import { type FileStore, openFiles } from "../store/files/file-store.ts";
import type { FileLimits } from "../store/files/room.ts";
import type { Settings } from "../wire/conversation.ts";
import type { Backing } from "./backing.ts";
import type { Config } from "./config.ts";
import type { FilesConfig } from "./files-config.ts";

/** What files over HTTP need of the rest of a server. */
export interface FilesParts extends Pick<Settings, "passwords" | "wrong"> {
  readonly config: Config;
  readonly hub: Hub;
  readonly store: Files & Uploads;
  /** What the one port is called by who knows no better; a URL without a slash at the end. */
  readonly base: () => string;
  readonly origins: Origins;
  bug(cause: unknown): void;
}

/** What takes and sends files over HTTP, and the tickets by which sessions ask for them. */
export interface FilesOverHttp {
  readonly http: FilesHttp;
  readonly tickets: Tickets;
  /** Ends the transfers for an address of which that is so. */
  endFor(isMeant: (address: string) => boolean): void;
  /** Ends all transfers, and waits until nothing is done with the store any more. */
  close(): Promise<void>;
}

/** Puts together what takes and sends files over HTTP. */
export function filesOverHttp({ config, hub, store, base, bug, ...shared }: FilesParts): FilesOverHttp {
  const { url, rateLimits } = config;
  const { size, types, links } = config.files;
  const tickets = new Tickets(() => performance.now());
  const http = new FilesHttp({
    hub,
    tickets,
    ...shared,
    clock: Date.now,
    files: store,
    taking: { size, types },
    links,
    rateLimits,
    address: base,
    bug,
    ...(url !== undefined && { url }),
  });
  return { http, tickets, endFor: (isMeant) => http.endFor(isMeant), close: () => http.close() };
}

/**
 * Opens the files beside a store, and has them swept: now, and from time to time.
 * @throws StoreError (rejects) with a sentence for the operator
 */
export async function openFileStore(
  config: Config,
  { store, shelf: shared }: Pick<Backing, "store" | "shelf">,
  onTrouble: (cause: unknown) => void,
): Promise<FileStore> {
  const dir = join(config.data, "files");
  const limits = fileLimits(config.files);
  const files = await openFiles({
    dir,
    rows: store.files,
    limits,
    clock: Date.now,
    onTrouble,
    ...(shared && { shared }),
  });
  files.takenBack(store.takenBack);
  files.sweepSoon();
  setInterval(() => files.sweepSoon(), LIMITS.sweepEveryMs).unref();
  return files;
}

/** The URL that files are uploaded to, given what the one port is called; nothing if none are taken. */
export function uploadsTo({ url, files, listeners }: Config, base: string): string | undefined {
  if (files.size === 0 || !listeners.some(({ scheme }) => scheme === "auto")) return undefined;
  return `${url ?? base}${FILES_PATH}`;
}

/** What the store is to let people have in files. */
function fileLimits({ size, quota, types }: FilesConfig): FileLimits {
  return { fileBytes: size > 0 ? size : undefined, ownerBytes: quota, types: types.length > 0 ? types : ["*"] };
}
