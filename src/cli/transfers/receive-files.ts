import type { Shown } from "../../wire/client.ts";
import { IncomingFile } from "./save-file.ts";

/** What is said of files that come. */
export interface ReceiveTold {
  /** A file is there. */
  saved(name: string, size: number): void;
  /** It could not be written. */
  failed(why: string): void;
}

/** Writes the files of a classroom server into a folder as they come. One that can't be written is passed over. */
export class ReceivedFiles {
  readonly #folder: string;
  readonly #told: ReceiveTold;
  #file: IncomingFile | undefined;
  #size = 0;

  constructor(folder: string, told: ReceiveTold) {
    this.#folder = folder;
    this.#told = told;
  }

  /** Whether one is just coming. */
  get isReceiving(): boolean {
    return this.#file !== undefined;
  }

  /** Takes what is shown of a file. */
  take(shown: Exclude<Shown, { readonly type: "text" }>): void {
    try {
      if (shown.type === "file") this.#begin(shown.name, shown.size);
      else if (shown.type === "piece") this.#file?.write(shown.bytes);
      else if (shown.isWhole) this.#finish();
      else this.#abandon();
    } catch (cause) {
      this.#abandon();
      this.#told.failed(cause instanceof Error ? cause.message : String(cause));
    }
  }

  #begin(name: string, size: number): void {
    this.#size = size;
    this.#file = new IncomingFile(this.#folder, name);
  }

  #finish(): void {
    const name = this.#file?.finish();
    this.#file = undefined;
    if (name !== undefined) this.#told.saved(name, this.#size);
  }

  #abandon(): void {
    this.#file?.abandon();
    this.#file = undefined;
  }
}
