import type { Chat } from "../../client/model/chat.ts";
import type { Place } from "../../client/model/place.ts";
import { Cell, type Source } from "../../client/model/source.ts";
import { LIMITS } from "../../core/limits.ts";
import { cut, fits } from "../../core/utf8.ts";
import type { UploadWatch } from "./upload-file.ts";

/** How far a file is. */
export type AttachmentState =
  | { readonly type: "waiting" }
  /** `done` is in bytes; `trouble` is a clause on why it does not get on. */
  | { readonly type: "sending"; readonly done: number; readonly trouble?: string }
  | { readonly type: "done"; readonly link: string }
  /** `text` is a sentence. */
  | { readonly type: "failed"; readonly text: string };

/** A file that is to be shared with what is said next. */
export interface Attachment {
  readonly key: string;
  readonly file: File;
  readonly name: string;
  readonly state: AttachmentState;
}

/** Uploads a file and gives its link. @throws Error (rejects) with a sentence as its message */
export type Upload = (file: File, name: string, watch: UploadWatch) => Promise<string>;

/** The files that are to be shared in a place. They are uploaded at once, some at a time, in the order in which they came. */
export class Attachments {
  readonly #upload: Upload;
  readonly #list: Cell<readonly Attachment[]>;
  readonly #running = new Map<string, AbortController>();
  #count = 0;

  constructor(upload: Upload, schedule: (run: () => void) => void = queueMicrotask) {
    this.#upload = upload;
    this.#list = new Cell<readonly Attachment[]>([], schedule);
  }

  /** In the order in which they came. */
  get list(): Source<readonly Attachment[]> {
    return this.#list;
  }

  /** Takes files, as many as one message may share. @returns a sentence on those that were not taken */
  add(files: readonly File[]): string | undefined {
    const room = LIMITS.filesPerMessage - this.#list.get().length;
    const taken = files.slice(0, Math.max(0, room)).map((file): Attachment => {
      const name = nameOf(file);
      return { key: String(++this.#count), file, name, state: { type: "waiting" } };
    });
    this.#list.set([...this.#list.get(), ...taken]);
    this.#pump();
    return taken.length < files.length ? `A message shares at most ${LIMITS.filesPerMessage} files.` : undefined;
  }

  /** Takes a file away, and breaks its upload off. */
  cancel(key: string): void {
    this.#running.get(key)?.abort();
    this.#running.delete(key);
    this.#list.set(this.#list.get().filter((one) => one.key !== key));
    this.#pump();
  }

  /** Uploads a file again that failed. */
  retry(key: string): void {
    if (this.#stateOf(key)?.type === "failed") this.#set(key, { type: "waiting" });
    this.#pump();
  }

  /** They were shared. */
  clear(): void {
    for (const { key } of this.#list.get()) this.cancel(key);
  }

  #pump(): void {
    for (const one of this.#list.get()) {
      if (this.#running.size >= LIMITS.uploadsAtOnce) return;
      if (one.state.type === "waiting") void this.#run(one);
    }
  }

  async #run({ key, file, name }: Attachment): Promise<void> {
    const controller = new AbortController();
    this.#running.set(key, controller);
    this.#set(key, { type: "sending", done: 0 });
    const { signal } = controller;
    let state: AttachmentState;
    try {
      const link = await this.#upload(file, name, {
        signal,
        progress: (done) => this.#set(key, { type: "sending", done }),
        trouble: (trouble) => this.#trouble(key, trouble),
      });
      state = { type: "done", link };
    } catch (cause) {
      state = { type: "failed", text: cause instanceof Error ? cause.message : String(cause) };
    }
    this.#running.delete(key);
    this.#set(key, state);
    this.#pump();
  }

  #trouble(key: string, trouble: string): void {
    const state = this.#stateOf(key);
    if (state?.type === "sending") this.#set(key, { ...state, trouble });
  }

  #stateOf(key: string): AttachmentState | undefined {
    return this.#list.get().find((one) => one.key === key)?.state;
  }

  #set(key: string, state: AttachmentState): void {
    this.#list.set(this.#list.get().map((one) => (one.key === key ? { ...one, state } : one)));
  }
}

/** The name under which a file is shared: as long as one may be, with its ending. */
function nameOf({ name }: File): string {
  if (fits(name, LIMITS.fileNameBytes)) return name;
  const [ending = ""] = /\.\w{1,10}$/.exec(name) ?? [];
  return cut(name, LIMITS.fileNameBytes - ending.length) + ending;
}

const all = new WeakMap<Place, Attachments>();

/** The files of a place: they stay with it while one looks elsewhere. */
export function attachmentsOf(chat: Pick<Chat, "ask">, place: Place): Attachments {
  const known = all.get(place);
  if (known) return known;
  const made = new Attachments(async (file, name, watch) => {
    const { uploadFile } = await loadUpload();
    return uploadFile(chat, file, name, watch);
  });
  all.set(place, made);
  return made;
}

/** What uploads is loaded with the first file. */
async function loadUpload(): Promise<typeof import("./upload-file.ts")> {
  try {
    return await import("./upload-file.ts");
  } catch {
    throw new Error("The server can't be reached just now.");
  }
}
