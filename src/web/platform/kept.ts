import * as v from "valibot";
import type { DraftStore } from "../../client/model/drafts.ts";
import { fold } from "../../core/names.ts";
import { newSecret } from "./browser.ts";
import { forgetAllBut, Stored } from "./stored.ts";

/** What this browser keeps of one's visits. */

const secret: Stored<string> = new Stored("client", v.pipe(v.string(), v.minLength(16), v.maxLength(128)));
const owner: Stored<string> = new Stored("owner", v.string());
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

/** How the page looks stays, whoever uses the browser. */
const NOBODYS = ["settings", "members"];

/** Nothing is kept here of who used the page, and to the server this browser is somebody else from now on. */
export function forgetVisitor(): void {
  forgetAllBut(NOBODYS);
}

/**
 * What is kept here is somebody's: what another has left is forgotten, however they came to be gone.
 *
 * @param account whose; a guest's if there is none
 */
export function keepFor(account: string | undefined): void {
  const name = account ?? "";
  const before = owner.get();
  if (before !== undefined && before !== name) forgetVisitor();
  owner.set(name);
}

/** Whoever has used the page until now has this account from now on: what is kept here is theirs. */
export function keepOnFor(account: string): void {
  owner.set(account);
}

export const keptNick: Pick<Stored<string>, "get" | "set"> = nick;
/** Nothing if this browser has not been here; it may also have been here in none. */
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
