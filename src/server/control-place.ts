import { mkdtempSync, readFileSync, realpathSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

/**
 * Where the control socket of a data folder is: in the folder. The name of a socket can't be long, so for a folder with a
 * long name it is in another one that only its owner may enter, and the file `control` in the data folder says where.
 */

/** What the socket is called, and the file that says where it is elsewhere. */
const SOCKET = "control.sock";
const NOTE = "control";

/** How folders elsewhere begin. */
const ELSEWHERE = "parley-control-";

/** Systems take names of 103 bytes at least. */
const MOST_BYTES = 100;

/**
 * Makes the place ready for a socket; what a server has left there that was killed is removed. Nobody but the server that
 * has the folder for itself may do so.
 * @returns the socket's name, under which nothing is yet
 * @throws Error with the system's code
 */
export function makeControlPlace(data: string): string {
  clearControlPlace(data);
  const usual = usualPlace(data);
  if (Buffer.byteLength(usual) <= MOST_BYTES) return usual;
  const path = join(mkdtempSync(join(tmpdir(), ELSEWHERE)), SOCKET);
  if (Buffer.byteLength(path) > MOST_BYTES) {
    rmdirSync(dirname(path));
    throw new Error(`neither ${data} nor the temporary folder has a name that is short enough for a socket in it`);
  }
  writeFileSync(join(data, NOTE), `${path}\n`, { mode: 0o600 });
  return path;
}

/** Removes the socket of a data folder, and what says where it is. */
export function clearControlPlace(data: string): void {
  const path = readNote(data);
  // Whoever wrote something else into the file does not make us remove that.
  if (path !== undefined && basename(path) === SOCKET && basename(dirname(path)).startsWith(ELSEWHERE)) {
    rmSync(path, { force: true });
    try {
      rmdirSync(dirname(path));
    } catch {
      // It is gone already, or something else is in it.
    }
  }
  rmSync(join(data, NOTE), { force: true });
  rmSync(usualPlace(data), { force: true });
}

/** Where the control socket of a data folder is, if there is one. */
export function findControlPlace(data: string): string {
  return readNote(data) ?? usualPlace(data);
}

function readNote(data: string): string | undefined {
  try {
    return readFileSync(join(data, NOTE), "utf8").trim();
  } catch {
    return undefined;
  }
}

/** By the folder's true name, so that everybody comes to the same result however they call it. */
function usualPlace(data: string): string {
  try {
    return join(realpathSync(data), SOCKET);
  } catch {
    return join(data, SOCKET);
  }
}
