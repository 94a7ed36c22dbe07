import { homedir } from "node:os";
import { basename, join } from "node:path";
import type { Link } from "../../client/link.ts";
import { whereIs } from "../../client/slash.ts";
import { linkedFiles, pathOf } from "../../core/files.ts";
import { LIMITS } from "../../core/limits.ts";
import { harmless } from "../../wire/lines.ts";
import { statusOf } from "../connect/link-end.ts";
import { pause } from "../connect/timers.ts";
import { EXIT } from "../exit.ts";
import { addressOf, type Target } from "../target.ts";
import type { Console } from "../terminal/console.ts";
import { Progress } from "../terminal/progress.ts";
import type { Trust } from "../trust/trust.ts";
import { downloadFile, type SavedFile, type WantedFile } from "./download.ts";
import { LinkTickets } from "./link-tickets.ts";
import { safeName } from "./save-file.ts";
import { TransferError } from "./transfer-error.ts";
import type { TransferParts } from "./transfer-parts.ts";
import { uploadFile } from "./upload.ts";

/** What transfers need of whoever wants them. */
export interface TransfersParts {
  readonly link: Pick<Link, "ask">;
  readonly target: Target;
  /** Which servers are the right ones. */
  readonly trust: Trust;
  /** Where files are put. */
  readonly folder: string;
  readonly console: Pick<Console, "isTerminal" | "status">;
  /** Tells a person of something. */
  readonly note: (text: string) => void;
}

/** Files that go to the server and come from it, by HTTP: one at a time, in the order in which they were asked for. */
export class Transfers {
  readonly #parts: TransfersParts;
  readonly #server: URL;
  readonly #tickets: LinkTickets;
  readonly #stop = new AbortController();
  /** Settled when the one that was asked for last is over. */
  #last: Promise<void> = Promise.resolve();

  constructor(parts: TransfersParts) {
    this.#parts = parts;
    this.#server = serverUrl(parts.target);
    this.#tickets = new LinkTickets(parts.link);
  }

  /**
   * Uploads a file; `~` is the home folder.
   * @returns its link
   * @throws TransferError (rejects) with a sentence for a person
   */
  upload(path: string): Promise<string> {
    const whole = /^~(?=[/\\]|$)/.test(path) ? join(homedir(), path.slice(1)) : path;
    return this.#inTurn(basename(whole), (parts) => uploadFile(whole, parts));
  }

  /**
   * Saves a file: that of a link, or the newest of this name that was shared in a channel or with somebody.
   * @throws TransferError (rejects) with a sentence for a person
   */
  async download(what: string, of: string | undefined): Promise<SavedFile> {
    const wanted = (await this.#linked(what)) ?? (await this.#named(what, of));
    return this.#inTurn(safeName(wanted.name), (parts) => downloadFile(wanted, this.#parts.folder, parts));
  }

  /** Breaks off what goes on, and all that waits for it. */
  stop(): void {
    this.#stop.abort();
  }

  #inTurn<T>(name: string, run: (parts: TransferParts) => Promise<T>): Promise<T> {
    const turn = this.#last.then(() => this.#run(harmless(name), run));
    this.#last = turn.then(
      () => undefined,
      () => undefined,
    );
    return turn;
  }

  async #run<T>(name: string, run: (parts: TransferParts) => Promise<T>): Promise<T> {
    const { console, note, trust } = this.#parts;
    const { isTerminal } = console;
    const progress = new Progress(name, isTerminal, () => performance.now());
    const show = (): void => {
      const line = progress.line();
      if (line !== undefined && isTerminal) console.status(line);
      else if (line !== undefined) note(line);
    };
    const showing = setInterval(show, isTerminal ? LIMITS.progressMs : LIMITS.progressLineMs);
    const { signal } = this.#stop;
    try {
      return await run({
        server: this.#server,
        tickets: this.#tickets,
        trust,
        progress: (done, total) => progress.reach(done, total),
        trouble: (why) => note(`${name}: ${why}; trying again.`),
        wait: (ms) => pause(ms, signal),
        signal,
      });
    } finally {
      clearInterval(showing);
      console.status(undefined);
    }
  }

  /** The file of a link; nothing if it is none. One of this server is fetched from where the talk goes to. */
  async #linked(what: string): Promise<WantedFile | undefined> {
    const [id] = linkedFiles(what);
    if (id === undefined || !/^https?:\/\//i.test(what) || !URL.canParse(what)) return undefined;
    const url = new URL(what);
    const name = decoded(url.pathname.split("/").at(-1) ?? "");
    const areGiven = await this.#tickets.areGiven();
    const isHere = url.host === this.#server.host || this.#tickets.isOf(url);
    return { id, name, url: isHere ? this.#urlOf({ id, name }) : url, isOurs: isHere && areGiven };
  }

  async #named(name: string, of: string | undefined): Promise<WantedFile> {
    if (/^https?:\/\//i.test(name)) {
      throw new TransferError(`That is no link of a shared file: ${harmless(name)}`, EXIT.data);
    }
    if (of === undefined) throw new TransferError("You are in no channel; a link will do.", EXIT.data);
    const reply = await this.#parts.link.ask({ type: "files", ...whereIs(of), name, limit: 1 });
    if (reply.type === "refused") throw new TransferError(harmless(reply.text), statusOf(reply.code));
    const [file] = reply.files ?? [];
    if (!file) throw new TransferError(`There is no file named ${harmless(name)} in ${of}.`, EXIT.data);
    const isOurs = await this.#tickets.areGiven();
    return { id: file.id, name: file.name, url: this.#urlOf(file), isOurs, hash: file.hash };
  }

  #urlOf(file: { readonly id: string; readonly name: string }): URL {
    return new URL(pathOf(file), this.#server);
  }
}

/** Where a server is asked by HTTP. */
export function serverUrl(target: Target): URL {
  return new URL(`${target.tls ? "https" : "http"}://${addressOf(target)}`);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
