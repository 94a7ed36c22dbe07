import { LIMITS } from "../../core/limits.ts";
import type { Topic } from "../../core/state.ts";
import { cut } from "../../core/utf8.ts";
import { type Fields, isFields } from "./checks.ts";
import type { ChannelItem } from "./item.ts";
import { channelFrom, Nicks } from "./nicks.ts";
import type { SlackPlace, SlackWorld } from "./slack-message.ts";
import { plainText } from "./slack-text.ts";

/** The files of an export of Slack that say which channels there are, and to whom those are open. */
export const SLACK_LISTS: ReadonlyMap<string, "everybody" | "some" | "two"> = new Map([
  ["channels.json", "everybody"],
  ["groups.json", "some"],
  ["mpims.json", "some"],
  ["dms.json", "two"],
]);

/** What a list says of a channel, as long as not all people are known. */
interface Listed {
  readonly channel: string;
  readonly isClosed: boolean;
  readonly created?: number;
  readonly topic?: { readonly text: string; readonly by: string; readonly at: number };
}

/** Who and what there is in a workspace of Slack. */
export class Workspace {
  readonly world: SlackWorld;
  readonly #nicks = new Nicks();
  /** By their ids, and by their names. */
  readonly #places = new Map<string, SlackPlace>();
  /** The ids of the two who talk, by the id of their talk. */
  readonly #talks = new Map<string, readonly [string, string]>();
  #listed: Listed[] = [];

  /** @param accounts - whether people were signed in to accounts of their nicks */
  constructor(accounts: boolean) {
    this.world = {
      nicks: this.#nicks,
      accounts,
      nickOf: (user) => this.#nicks.find(user),
      channelOf: (id) => this.#places.get(id)?.channel,
    };
  }

  /** Takes what the list of people has. */
  addUsers(users: readonly unknown[]): void {
    for (const user of users) {
      if (!isFields(user) || typeof user["id"] !== "string") continue;
      const profile = isFields(user["profile"]) ? user["profile"] : {};
      const names = [profile["display_name"], user["name"], profile["real_name"], user["real_name"]];
      const name = names.find((one): one is string => typeof one === "string" && one !== "");
      this.#nicks.nickOf(user["id"], name ?? user["id"]);
    }
  }

  /** Takes what one of the lists of channels has. */
  addPlaces(places: readonly unknown[], list: string): void {
    const kind = SLACK_LISTS.get(list);
    for (const place of places) {
      if (!isFields(place) || this.#places.size + this.#talks.size >= LIMITS.importNames) continue;
      if (kind === "two") this.#addTalk(place);
      else this.#addChannel(place, kind === "some");
    }
  }

  /** What has become known of channels since this was asked the last time. */
  news(): readonly ChannelItem[] {
    const news = this.#listed.map(({ topic, ...listed }) => ({
      ...listed,
      ...(topic && { topic: this.#topicOf(topic) }),
    }));
    this.#listed = [];
    return news;
  }

  /** The place whose days are in a folder; nothing if two talk in it of whom it is not known who they are. */
  placeOf(folder: string): SlackPlace | undefined {
    const talk = this.#talks.get(folder);
    if (talk) return { id: folder, talk: [this.#nickOf(talk[0]), this.#nickOf(talk[1])] };
    const known = this.#places.get(folder);
    if (known || /^D[A-Z0-9]{8,}$/.test(folder)) return known;
    // Nobody knows who might read it.
    this.#addChannel({ id: folder, name: folder }, true);
    return this.#places.get(folder);
  }

  #addTalk({ id, members }: Fields): void {
    if (typeof id !== "string" || !Array.isArray(members)) return;
    const [one, other = one]: unknown[] = members;
    if (typeof one === "string" && typeof other === "string") this.#talks.set(id, [one, other]);
  }

  #addChannel({ id, name, created, topic }: Fields, isClosed: boolean): void {
    if (typeof name !== "string" || name === "") return;
    const channel = channelFrom(name);
    const place = { id: typeof id === "string" ? id : name, channel };
    this.#places.set(place.id, place);
    this.#places.set(name, place);
    const at = secondsOf(created);
    const set = isFields(topic) ? this.#readTopic(topic) : undefined;
    this.#listed.push({ channel, isClosed, ...(at !== undefined && { created: at }), ...(set && { topic: set }) });
  }

  #readTopic({ value, creator, last_set: set }: Fields): Listed["topic"] {
    const at = secondsOf(set);
    if (typeof value !== "string" || value === "" || typeof creator !== "string" || at === undefined) return undefined;
    return { text: cut(value, LIMITS.topicBytes), by: creator, at };
  }

  #topicOf({ text, by, at }: NonNullable<Listed["topic"]>): Topic {
    const line = plainText(text, this.world)
      .replace(/[\0\r\n]+/g, " ")
      .toWellFormed();
    return { text: cut(line, LIMITS.topicBytes), by: this.#nickOf(by), at };
  }

  #nickOf(user: string): string {
    return this.#nicks.nickOf(user, user);
  }
}

function secondsOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 && value < 1e11
    ? value * 1000
    : undefined;
}
