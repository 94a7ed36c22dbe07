import { join } from "node:path";
import * as v from "valibot";
import { type Address, keyOf } from "./known-servers.ts";
import { readPrivate, writePrivate } from "./private-file.ts";

/** A sign-in that is kept. */
export interface Device {
  readonly account: string;
  readonly token: string;
  /** Whether it came over TLS; then it is only sent over TLS. */
  readonly tls: boolean;
}

const FILE = v.record(v.string(), v.object({ account: v.string(), token: v.string(), tls: v.boolean() }));

/** The tokens by which this person is signed in to servers, one of each, in the file `devices.json`. */
export class Devices {
  readonly path: string;

  /** @param folder where Parley keeps what it is told of this person */
  constructor(folder: string) {
    this.path = join(folder, "devices.json");
  }

  /** The sign-in that is kept for a server. What can't be read is not there. */
  find(server: Address): Device | undefined {
    const all = this.#read();
    const key = keyOf(server);
    return Object.hasOwn(all, key) ? all[key] : undefined;
  }

  /** Keeps a sign-in, in place of another one of that server. @throws Error if the file can't be written */
  keep(server: Address, device: Device): void {
    writePrivate(this.path, `${JSON.stringify({ ...this.#read(), [keyOf(server)]: device }, undefined, 2)}\n`);
  }

  /** Forgets the sign-in of a server. @throws Error if the file can't be written */
  forget(server: Address): void {
    const { [keyOf(server)]: forgotten, ...others } = this.#read();
    if (forgotten) writePrivate(this.path, `${JSON.stringify(others, undefined, 2)}\n`);
  }

  #read(): v.InferOutput<typeof FILE> {
    try {
      const parsed = v.safeParse(FILE, JSON.parse(readPrivate(this.path) ?? "{}"));
      return parsed.success ? parsed.output : {};
    } catch {
      return {};
    }
  }
}
