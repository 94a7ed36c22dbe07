import { verifier } from "./acts.fixture.ts";
import type { Act } from "./commands.ts";
import { restore, snapshot } from "./snapshot.ts";
import { eventId, identityOf } from "./state.ts";
import { openAct, Story } from "./testing.ts";

/** Every kind of person. Each asks by a session of that name; the server itself by none. */
export const PERSONS = [
  /** Came without an account, and is in no channel. */
  "guest",
  /** The same, where guests may only read. */
  "reader",
  /** Signed in as `alice`, and in no channel. */
  "account",
  /** In `#club`, without an account. */
  "member",
  /** The same with that standing. */
  "voiced",
  "halfop",
  "chanop",
  /** Signed in as `fiona`, who has registered `#club`. */
  "founder",
  /** Banned from `#club`, and not in it. */
  "banned",
  /** In `#club`, where they may not speak. */
  "hushed",
  /** In `#club`, and may say nothing on the server. */
  "muted",
  /** An operator of the server by a password of the configuration, in no channel. */
  "oper",
  /** Signed in as `adam` and `olivia`, an admin and an owner of the server, and in no channel. */
  "admin",
  "owner",
  /** Whoever runs the server. */
  "server",
] as const;

export type Person = (typeof PERSONS)[number];

/** A message in `#club`, and who said it for good. */
interface Message {
  readonly msgid: string;
  readonly author: string;
}

/** What was said before: by `tom`, and by everybody else who is in `#club`. */
interface Said {
  readonly byTom: Message;
  readonly own: ReadonlyMap<string, Message>;
}

/** The accounts of those who have one. */
const ACCOUNTS: Readonly<Partial<Record<Person, string>>> = {
  account: "alice",
  founder: "fiona",
  admin: "adam",
  owner: "olivia",
};

/** Accounts that the others are about. */
const OTHERS = [
  ["carl", undefined],
  ["anna", "admin"],
  ["oscar", "owner"],
] as const;

const IN_CLUB = ["founder", "chanop", "halfop", "voiced", "member", "hushed", "muted"] as const;

/**
 * The world of the table. In `#club`, which one has to ask for nothing to join, are besides the persons `tom`, who has said
 * something, and `otto`, an operator; in `#lounge` only `tom`, who owns it. `carl` is somebody who is signed in.
 */
function makeWorld(): { readonly text: string; readonly said: Said; readonly club: string } {
  const story = new Story();
  story.act("", { type: "start", name: "one", epoch: "e", channels: ["#lobby"] });
  for (const [name, role] of [
    ...OTHERS,
    ["adam", "admin"],
    ["olivia", "owner"],
    ["alice", undefined],
    ["fiona", undefined],
  ] as const) {
    story.act("", { type: "register", account: name, verifier, ...(role && { role }) });
  }
  for (const id of PERSONS) {
    if (id === "server") continue;
    const account = ACCOUNTS[id];
    story.act(id, openAct(id, { ...(account && { account }), ...(id === "reader" && { guests: "read" as const }) }));
  }
  story.act("tom", openAct("tom"));
  story.act("otto", openAct("otto"));
  for (const name of ["carl", "oscar"]) story.act(name, openAct(name, { account: name }));
  for (const id of [...IN_CLUB, "tom", "otto"]) story.act(id, { type: "join", channel: "#club" });
  const set = (mode: string, parameter?: string): void => {
    story.act("founder", {
      type: "mode",
      channel: "#club",
      changes: [{ set: true, mode, ...(parameter && { parameter }) }],
    });
  };
  set("r");
  for (const nick of ["chanop", "otto"]) set("o", nick);
  set("h", "halfop");
  set("v", "voiced");
  set("b", "banned!*@*");
  story.act("tom", { type: "join", channel: "#lounge" });
  const byTom = say(story, "tom");
  const own = new Map(IN_CLUB.map((id) => [id, say(story, id)]));
  set("b", "m:hushed!*@*");
  story.act("", { type: "ban-add", target: { kind: "mask", name: "muted!*@*" }, mutes: true, reason: "" });
  story.act("", { type: "ban-add", target: { kind: "range", name: "10.0.0.0/8" }, mutes: false, reason: "" });
  story.act("", { type: "invite-add", id: "link", digest: "l".repeat(22), uses: 5 });
  story.act("", { type: "device-add", account: "carl", device: { id: "d", name: "phone", digest: "d".repeat(22) } });
  story.act("", { type: "certificate-add", account: "carl", fingerprint: "c".repeat(64) });
  story.act("otto", { type: "usermode", changes: [{ set: true, mode: "W" }] });
  story.act("oper", { type: "oper", name: "boss" });
  return { text: snapshot(story.state), said: { byTom, own }, club: story.channel("#club").id };
}

function say(story: Story, id: string): Message {
  story.act(id, { type: "say", to: "#club", text: "hello" });
  return { msgid: eventId(story.state, story.state.seq), author: identityOf(story.user(id)) };
}

const WORLD = makeWorld();

/** What was said in the world. */
export const SAID: Said = WORLD.said;

/** The id of `#club`. */
export const CLUB_ID: string = WORLD.club;

/** The world as it is before anything of the table was tried: another one for each who asks for it. */
export function freshWorld(): Story {
  const story = new Story();
  story.state = restore(WORLD.text);
  return story;
}

/** The account that a person has; of those who have none, Carl's. */
export function accountOf(person: Person): string {
  return ACCOUNTS[person] ?? "carl";
}

/** The code of the refusal, or `ok`. */
export function tried(story: Story, person: Person, act: Act): string {
  const outcome = story.act(person === "server" ? "" : person, act);
  return outcome.refusal?.code ?? "ok";
}
