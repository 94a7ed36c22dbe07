import { join } from "node:path";
import { addressOf, type Target } from "../target.ts";
import { appendPrivate, readPrivate, writePrivate } from "./private-file.ts";

/** A server by what its certificate is kept under. */
export type Address = Pick<Target, "host" | "port">;

/**
 * What is known of a server's certificate: the SHA-256 of its DER in 64 lower-case hexadecimal digits; or that an
 * authority vouches for whichever it has.
 */
export type Known = string;

/** An authority vouches for the server's certificate, whichever it is. */
export const VOUCHED = "authority";

/**
 * The servers that were reached over TLS, each with what is known of its certificate: lines of `HOST:PORT KNOWN` in the file
 * `known-servers`. Of several lines for one server the first counts. All that throws says why in its message.
 */
export class KnownServers {
  readonly path: string;

  /** @param folder where Parley keeps what it is told of this person */
  constructor(folder: string) {
    this.path = join(folder, "known-servers");
  }

  /** What is known of a server; nothing if it was never reached over TLS. @throws Error if the file can't be read */
  find(address: Address): Known | undefined {
    const key = keyOf(address);
    // A line that was damaged is known all the same: as what no certificate is.
    for (const [name, known = ""] of this.#rows()) if (name === key) return known.replace(/^sha256:/, "").toLowerCase();
    return undefined;
  }

  /** Remembers a server that was not known. @throws Error if the file can't be written */
  add(address: Address, known: Known): void {
    appendPrivate(this.path, lineOf(address, known));
  }

  /** Remembers something else of a server than before. @throws Error if the file can't be read or written */
  replace(address: Address, known: Known): void {
    const key = keyOf(address);
    const others = this.#rows().filter(([name]) => name !== key);
    writePrivate(this.path, others.map((row) => `${row.join(" ")}\n`).join("") + lineOf(address, known));
  }

  #rows(): readonly (readonly string[])[] {
    const lines = (readPrivate(this.path) ?? "").split("\n").map((line) => line.trim());
    return lines.filter((line) => line !== "").map((line) => line.split(/\s+/));
  }
}

function lineOf(address: Address, known: Known): string {
  return `${keyOf(address)} ${known === VOUCHED ? known : `sha256:${known}`}\n`;
}

/** A server's name in files: one for all ways in which people write it. */
export function keyOf(address: Address): string {
  const { host, port } = address;
  // As the URL standard writes it: in lower case, in ASCII, an IP address in its shortest form.
  const url = `http://${addressOf({ host, port })}`;
  const name = URL.canParse(url) ? new URL(url).hostname : host.toLowerCase();
  return `${name.replace(/\.$/, "")}:${port}`;
}
