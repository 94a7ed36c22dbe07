import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** A process that listens on a port. */
export interface PortHolder {
  readonly pid: number;
  /** How it was started, shortened. */
  readonly command: string;
}

/** In the tables of `/proc/net`, a socket that listens. */
const LISTENS = "0A";

const COMMAND_CHARS = 120;

/**
 * The process that listens on a TCP port of this machine, as far as Linux tells this user: of other users' processes it
 * does not, and other systems tell nothing.
 */
export function holderOf(port: number): PortHolder | undefined {
  const sockets = new Set(socketsOf("/proc/net/tcp", port).concat(socketsOf("/proc/net/tcp6", port)));
  if (sockets.size === 0) return undefined;
  for (const pid of namesIn("/proc").filter((name) => /^\d+$/.test(name))) {
    const folder = `/proc/${pid}/fd`;
    if (namesIn(folder).some((name) => sockets.has(linkOf(`${folder}/${name}`)))) {
      return { pid: Number(pid), command: commandOf(pid) };
    }
  }
  return undefined;
}

/** What the sockets that listen on a port are called among the open files of their process. */
function socketsOf(table: string, port: number): readonly string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  return textOf(table)
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = "", , state]) => local.endsWith(`:${hex}`) && state === LISTENS)
    .map((columns) => `socket:[${columns[9]}]`);
}

function commandOf(pid: string): string {
  return textOf(`/proc/${pid}/cmdline`).split("\0").join(" ").trim().slice(0, COMMAND_CHARS);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
