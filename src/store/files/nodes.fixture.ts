import { join } from "node:path";
import type { FileStore } from "./file-store.ts";
import { FileWorld } from "./files.fixture.ts";
import { MemoryShelf } from "./memory-shelf.fixture.ts";

/** The file stores of some nodes of a cluster, with the same rows and one shelf. */
export class NodesWorld extends FileWorld {
  readonly shelf: MemoryShelf = new MemoryShelf(() => this.now);
  readonly shelfTroubles: unknown[] = [];
  isCaughtUp: boolean = true;
  readonly #stores = new Map<string, FileStore>();

  dirOf(node: string): string {
    return join(this.base, node);
  }

  /** The store of a node, opened if it was not or was closed. */
  async node(name: string): Promise<FileStore> {
    const { shelf } = this;
    const onTrouble = (cause: unknown): void => void this.shelfTroubles.push(cause);
    const store =
      this.#stores.get(name) ??
      (await this.open(this.dirOf(name), { shelf, isCaughtUp: () => this.isCaughtUp, onTrouble }));
    this.#stores.set(name, store);
    return store;
  }

  get stores(): readonly FileStore[] {
    return [...this.#stores.values()];
  }

  async close(name: string): Promise<void> {
    await this.#stores.get(name)?.close();
    this.#stores.delete(name);
  }

  async closeAll(): Promise<void> {
    for (const name of [...this.#stores.keys()]) await this.close(name);
  }
}
