import * as v from "valibot";
import type { DraftStore } from "../../client/model/drafts.ts";
import { fold } from "../../core/names.ts";
import { newSecret } from "./browser.ts";
import { Stored } from "./stored.ts";

/** What this browser keeps of one's visits. */

const secret: Stored<string> = new Stored("client", v.pipe(v.string(), v.minLength(16), v.maxLength(128)));
const nick: Stored<string> = new Stored("nick", v.string());
const channels: Stored<readonly string[]> = new Stored("channels", v.array(v.string()));
const membersShown: Stored<boolean> = new Stored("members", v.boolean());
const drafts: Stored<Record<string, string>> = new Stored("drafts", v.record(v.string(), v.string()));

/** The secret by which the server knows this browser again. Each window has its own, or they would be one session. */
export function clientSecret(): string {
  const known = secret.get();
  if (known !== undefined) return known;
  const made = newSecret();
  secret.set(made);
  return made;
}

/** From now on this browser is somebody else to the server. */
export function forgetClient(): void {
  secret.set(newSecret());
  channels.set([]);
}

export const keptNick: Pick<Stored<string>, "get" | "set"> = nick;
export const keptChannels: Pick<Stored<readonly string[]>, "get" | "set"> = channels;
export const keptMembersShown: Pick<Stored<boolean>, "get" | "set"> = membersShown;

/** The texts that were typed and not said, by the keys of their places. */
export const draftStore: DraftStore = {
  load: () => new Map(Object.entries(drafts.get() ?? {})),
  save(place, text) {
    const { [fold(place)]: _old, ...others } = drafts.get() ?? {};
    drafts.set(text === "" ? others : { ...others, [fold(place)]: text });
  },
};
