import type { FileRef, Files, OwnedFile } from "./files.ts";

/** Files for tests: they are there as they were put, with the content that is their name. */
export class MemoryFiles implements Files {
  readonly all: OwnedFile[] = [];
  /** What was shared where, in that order. */
  readonly shared: { readonly id: string; readonly place: string; readonly seq: number }[] = [];

  async find(id: string): Promise<OwnedFile | undefined> {
    return this.all.find((file) => file.id === id);
  }

  async list(place: string, limit: number, since: number = 0): Promise<readonly FileRef[]> {
    const ids = this.shared.filter((one) => one.place === place && one.seq >= since).map(({ id }) => id);
    const files = ids.flatMap((id) => this.all.filter((file) => file.id === id));
    const newest = files.filter(({ name }, i) => files.findLastIndex((file) => file.name === name) === i);
    return newest.reverse().slice(0, limit);
  }

  async placesOf(id: string): Promise<readonly { readonly place: string; readonly seq: number }[]> {
    return this.shared.filter((one) => one.id === id);
  }

  takenBack(files: readonly FileRef[], _at?: number): void {
    for (const { id } of files) {
      const index = this.all.findIndex((file) => file.id === id);
      if (index >= 0) this.all.splice(index, 1);
    }
  }

  async *read({ name }: FileRef, from: number = 0, to: number = name.length): AsyncIterable<Uint8Array> {
    yield Uint8Array.from(name.slice(from, to), (letter) => letter.charCodeAt(0));
  }
}
