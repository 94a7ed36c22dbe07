import { accessSync, constants, readdirSync, type Stats, statfsSync, statSync } from "node:fs";
import { connect } from "node:net";
import { basename, dirname, join, resolve } from "node:path";
import process from "node:process";
import { LIMITS } from "../../core/limits.ts";
import { findControlPlace } from "../../server/control-place.ts";
import { isClaimed } from "../../store/examine/examine-claim.ts";

/** A file or folder in a data folder. */
export interface FolderEntry {
  /** By which it is found from the data folder, with `/`. */
  readonly name: string;
  readonly owner: number;
  /** Its permissions, as in chmod(2). */
  readonly mode: number;
  readonly bytes: number;
}

/** What a data folder is found to be, but for what its files say. */
export interface FolderFacts {
  readonly path: string;
  readonly is: "there" | "missing" | "not a folder" | "unreadable";
  /** The system's code, where it can't be read. */
  readonly why?: string;
  /** Whether this user may make it, or write into it. */
  readonly isWritable: boolean;
  readonly owner: number;
  readonly mode: number;
  /** Who looks; nothing where the system has no such numbers. */
  readonly user?: number;
  readonly entries: readonly FolderEntry[];
  /** Folders beside it that an import left which was killed. */
  readonly imports: readonly string[];
  /** Bytes of the disk that are free for this user; nothing if that can't be told. */
  readonly free?: number;
  /** Whether a process has it for itself, and whether a server answers on its control socket. */
  readonly claimed: boolean | undefined;
  readonly control: "answers" | "forbidden" | "silent";
}

/** Looks at a data folder, and changes nothing. */
export async function folderFacts(path: string): Promise<FolderFacts> {
  const found = statOf(path);
  const user = process.getuid?.();
  const common = { path, ...(user !== undefined && { user }), imports: importsBeside(path) };
  if (typeof found === "string" || !found.isDirectory()) {
    const is = typeof found !== "string" ? "not a folder" : found === "ENOENT" ? "missing" : "unreadable";
    const why = typeof found === "string" && is === "unreadable" ? { why: found } : {};
    const isWritable = is === "missing" && mayWrite(existingAbove(path));
    return { ...common, is, ...why, isWritable, owner: 0, mode: 0, entries: [], claimed: false, control: "silent" };
  }
  const place = { isWritable: mayWrite(path), owner: found.uid, mode: found.mode & 0o777, ...freeOf(path) };
  const entries = entriesOf(path);
  if (typeof entries === "string") {
    return { ...common, ...place, is: "unreadable", why: entries, entries: [], claimed: undefined, control: "silent" };
  }
  const control = await controlOf(path);
  return { ...common, ...place, is: "there", entries, claimed: isClaimed(path), control };
}

/** What is known of a path, or the system's code. */
function statOf(path: string): Stats | string {
  try {
    return statSync(path);
  } catch (cause) {
    return codeOf(cause);
  }
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : String(cause);
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The nearest folder above a path that is there. */
function existingAbove(path: string): string {
  let at = dirname(resolve(path));
  while (typeof statOf(at) === "string" && dirname(at) !== at) at = dirname(at);
  return at;
}

function freeOf(path: string): { readonly free?: number } {
  try {
    const { bavail, bsize } = statfsSync(path);
    return { free: bavail * bsize };
  } catch {
    return {};
  }
}

/** What is in a data folder and in its folder `tls`, or the system's code. Contents of files are not among it. */
function entriesOf(path: string): readonly FolderEntry[] | string {
  try {
    const names = readdirSync(path);
    const tls = names.includes("tls") ? namesIn(join(path, "tls")).map((name) => `tls/${name}`) : [];
    return [...names, ...tls].flatMap((name) => {
      const found = statOf(join(path, name));
      if (typeof found === "string") return [];
      return [{ name, owner: found.uid, mode: found.mode & 0o777, bytes: found.size }];
    });
  } catch (cause) {
    return codeOf(cause);
  }
}

function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function importsBeside(path: string): readonly string[] {
  const whole = resolve(path);
  const own = basename(whole);
  return namesIn(dirname(whole)).filter(
    (name) => name.startsWith(`${own}.`) && /^\.\d+\.import$/.test(name.slice(own.length)),
  );
}

/** Whether a server answers on the control socket of a data folder. */
function controlOf(path: string): Promise<FolderFacts["control"]> {
  return new Promise((resolve) => {
    const socket = connect(findControlPlace(path));
    const tell = (found: FolderFacts["control"]) => (): void => {
      socket.destroy();
      resolve(found);
    };
    socket.setTimeout(LIMITS.doctorAnswerMs, tell("silent"));
    socket.once("connect", tell("answers"));
    socket.once("error", (cause: NodeJS.ErrnoException) =>
      tell(cause.code === "EACCES" || cause.code === "EPERM" ? "forbidden" : "silent")(),
    );
  });
}
