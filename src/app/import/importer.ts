import type { MessageEvent } from "../../core/events.ts";
import { type FileRef, type OwnedFile, refOf } from "../../core/files.ts";
import { talkOf } from "../../core/keeping.ts";
import { nickKey } from "../../core/names.ts";
import type { Kept, PastEvent } from "../../core/ports.ts";
import { eventId } from "../../core/state.ts";
import type { HistoryBuilder } from "../../store/builder.ts";
import type { SeqKeys } from "../../store/seq-keys.ts";
import { Channels, type ImportedChannel } from "./channels.ts";
import type { Found, Item, Told } from "./item.ts";
import { type References, type Referring, refer } from "./references.ts";
import type { Report } from "./report.ts";

/** How far the clock of a source may have been ahead, in milliseconds. */
const AHEAD_MS = 86_400_000;

/** The greatest time that a date can be. */
const MAX_DATE = 8_640_000_000_000_000;

/** Whose files are that nobody here has uploaded, and whose room they take. */
const OWNER = "~import";

const TOO_MANY = "in more channels than a server can have";

/** What an import is made of. */
export interface ImporterParts {
  readonly builder: HistoryBuilder;
  readonly keys: SeqKeys;
  readonly report: Report;
  /** Names the log. */
  readonly epoch: string;
  /** The time now: nothing was said later. */
  readonly now: number;
  /** Folded names of channels that were closed, and are to be open. */
  readonly opened: ReadonlySet<string>;
  /** Whether the accounts of sources are accounts here. */
  readonly accounts: boolean;
  /** Brings the content of a shared file; false if it isn't there. Without this no files are kept. */
  readonly bring?: (file: FileRef) => boolean;
}

/** What an import came to. */
export interface Imported {
  readonly messages: number;
  /** What happened besides. */
  readonly others: number;
  readonly channels: readonly ImportedChannel[];
  readonly files: number;
  /** The first and the last time, in milliseconds since 1970. */
  readonly first: number;
  readonly last: number;
}

/** Whose past something belongs to, and what that is called. */
interface Where {
  readonly place: string;
  readonly name?: string;
}

/** Gives each item its place in a new log, one after the other. */
export class Importer {
  readonly #parts: ImporterParts;
  readonly #channels: Channels;
  readonly #references: References;
  #seq = 0;
  #at = 0;
  #first = 0;
  #messages = 0;
  #others = 0;
  #files = 0;
  /** The id that the last event had in its source. */
  #lastId = "";

  constructor(parts: ImporterParts) {
    this.#parts = parts;
    this.#channels = new Channels(parts.opened);
    this.#channels.state.epoch = parts.epoch;
    this.#references = { find: (key) => parts.keys.find(key), idOf: (seq) => this.#idOf(seq) };
  }

  /** Takes what a source has. Items come in the order of their times. */
  add(found: Found): void {
    if (found.told) {
      const reason = this.#addItem(found);
      if (reason !== undefined) this.#leaveOut(reason, whenOf(found));
    } else if (!this.#channels.add(found)) this.#leaveOut(TOO_MANY, found.channel);
  }

  /**
   * Ends the history. Nothing can be added afterwards.
   * @throws StoreError
   */
  finish(): Imported {
    const { builder, epoch } = this.#parts;
    const state = this.#channels.finish(epoch, this.#seq, this.#at);
    builder.finish(state);
    return {
      messages: this.#messages,
      others: this.#others,
      channels: this.#channels.imported,
      files: this.#files,
      first: this.#first,
      last: this.#at,
    };
  }

  /** @returns why it is left out, if it is */
  #addItem(item: Item): string | undefined {
    const { now, keys } = this.#parts;
    if (item.at > now + AHEAD_MS) return "said in the future";
    const where = this.#whereOf(item);
    if (typeof where === "string") return where;
    const referring = refer(named(item.told, where.name), this.#references);
    if (!referring) return "about a message that is not there";
    const [id = ""] = item.key?.split(" ") ?? [];
    // One event that is in the pasts of several channels has a line for each.
    const isSame = id !== "" && id === this.#lastId && item.key !== id;
    const seq = isSame ? this.#seq : this.#seq + 1;
    if (item.key !== undefined && !keys.add(item.key, seq)) return "there already";
    this.#lastId = id;
    this.#seq = seq;
    this.#at = Math.max(this.#at, Math.min(item.at, now));
    this.#first ||= this.#at;
    this.#keep(referring, where.place);
    return undefined;
  }

  #whereOf({ channel: name, talk, at, told }: Item): Where | string {
    if (talk) {
      if (!this.#parts.accounts) return "said between two accounts, which --accounts brings along";
      return { place: talkOf(nickKey(talk[0]), nickKey(talk[1])) };
    }
    const channel = this.#channels.channel(name ?? "", at);
    if (!channel) return TOO_MANY;
    if (told.type === "topic") this.#channels.setTopic(channel, { text: told.topic, by: told.from.nick, at });
    return { place: channel.id, name: channel.name };
  }

  #keep({ told, about }: Referring, place: string): void {
    const { builder, accounts } = this.#parts;
    const [seq, at] = [this.#seq, this.#at];
    const isSaid = told.type === "message" && told.form !== "tags";
    if (isSaid) this.#messages++;
    else this.#others++;
    const files = told.type === "message" ? this.#filesOf(told) : [];
    const event: PastEvent = { ...withPlace(told, seq, files), seq, at, id: this.#idOf(seq) };
    const author = accounts ? told.from.account : undefined;
    const kept: Kept = {
      event,
      place,
      ...(author !== undefined && { author: nickKey(author) }),
      ...(files.length > 0 && { files }),
    };
    builder.keep(kept, about);
  }

  #filesOf({ files = [] }: Pick<MessageEvent, "files">): readonly OwnedFile[] {
    const { bring } = this.#parts;
    if (!bring) {
      for (const { name } of files) this.#leaveOut("files, whose contents --files brings along", name);
      return [];
    }
    const there = files.filter((file) => {
      const isThere = bring(file);
      if (!isThere) this.#leaveOut("files whose content is not there", file.name);
      return isThere;
    });
    this.#files += there.length;
    return there.map((file) => ({ ...file, owner: OWNER, room: OWNER }));
  }

  #idOf(seq: number): string {
    return eventId(this.#channels.state, seq);
  }

  #leaveOut(reason: string, where: string): void {
    this.#parts.report.leaveOut(reason, where);
  }
}

/** In the channel as it is called here. */
function named(told: Told, name: string | undefined): Told {
  if (name === undefined) return told;
  switch (told.type) {
    case "message":
    case "edit":
      return { ...told, to: name };
    case "quit":
    case "nick":
    case "rename":
      return told;
    default:
      return { ...told, channel: name };
  }
}

/** With what depends on its place in the log, or on what came along with it. */
function withPlace(told: Told, seq: number, owned: readonly OwnedFile[]): Told {
  if (told.type !== "message") return told;
  const { files: _named, edited, ...bare } = told;
  const files = owned.map(refOf);
  return {
    ...bare,
    ...(files.length > 0 && { files }),
    ...(edited && { edited: { seq, at: edited.at } }),
    ...(bare.reactions && { reacted: seq }),
  };
}

function whenOf({ at, told }: Item): string {
  return `${told.from.nick}, ${at > MAX_DATE ? at : new Date(at).toISOString()}`;
}
