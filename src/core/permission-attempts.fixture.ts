import type { BanTarget } from "./account-commands.ts";
import { verifier } from "./acts.fixture.ts";
import type { Act, Command } from "./commands.ts";
import { accountOf, CLUB_ID, type Person, SAID } from "./permissions.fixture.ts";

/** What somebody of that kind asks for. */
export type Attempt = (person: Person) => Act;

const device = { id: "new", name: "laptop", digest: "n".repeat(22) };
const fingerprint = "f".repeat(64);
const browser = { endpoint: "https://push.example/1", p256dh: `B${"p".repeat(86)}`, auth: "a".repeat(22) };
const link = { id: "new", digest: "n".repeat(22), uses: 1 };

function own(person: Person): (typeof SAID)["byTom"] {
  return SAID.own.get(person) ?? SAID.byTom;
}

function mode(set: boolean, letter: string, parameter?: string): Attempt {
  const change = { set, mode: letter, ...(parameter !== undefined && { parameter }) };
  return () => ({ type: "mode", channel: "#club", changes: [change] });
}

function ban(kind: BanTarget["kind"], name: string, mutes = false): Attempt {
  return () => ({ type: "ban-add", target: { kind, name }, mutes, reason: "spam" });
}

/** What is tried, for every command there is: without a row here a new one does not compile. */
export const ATTEMPTS = {
  say: {
    "says something in a channel": () => ({ type: "say", to: "#club", text: "hello" }),
    "says something to somebody": () => ({ type: "say", to: "tom", text: "hello" }),
    "says something for somebody elsewhere": () => ({ type: "say", to: "#club", text: "hello", as: "ann/elsewhere" }),
  },
  join: {
    "comes into a channel": () => ({ type: "join", channel: "#club" }),
    "comes into a channel by its id": () => ({ type: "join", channel: "#old", id: CLUB_ID }),
    "comes into the server's own channel": () => ({ type: "join", channel: "#lobby" }),
  },
  part: {
    "leaves a channel": () => ({ type: "part", channel: "#club" }),
  },
  nick: {
    "takes a nick that nobody has": () => ({ type: "nick", nick: "newcomer" }),
    "takes a nick that belongs to an account": () => ({ type: "nick", nick: "anna" }),
  },
  topic: {
    "says what a channel is about": () => ({ type: "topic", channel: "#club", topic: "tea" }),
  },
  mode: {
    "bans somebody from a channel": mode(true, "b", "eve"),
    "gives somebody a voice": mode(true, "v", "tom"),
    "makes somebody an operator of a channel": mode(true, "o", "tom"),
    "makes somebody an owner of a channel": mode(true, "q", "tom"),
    "takes its standing from the founder": mode(false, "q", "founder"),
    "asks for a key of those who join": mode(true, "k", "secret"),
    "gives a registered channel up": mode(false, "r"),
  },
  usermode: {
    "asks not to be found": () => ({ type: "usermode", changes: [{ set: true, mode: "i" }] }),
    "calls themselves an operator of the server": () => ({ type: "usermode", changes: [{ set: true, mode: "o" }] }),
  },
  kick: {
    "makes a member leave": () => ({ type: "kick", channel: "#club", nick: "tom" }),
    "makes an operator leave": () => ({ type: "kick", channel: "#club", nick: "otto" }),
    "makes the founder leave": () => ({ type: "kick", channel: "#club", nick: "founder" }),
  },
  invite: {
    "asks somebody in": () => ({ type: "invite", channel: "#club", nick: "carl" }),
  },
  away: {
    "says why they are away": () => ({ type: "away", text: "lunch" }),
  },
  setname: {
    "says who they are": () => ({ type: "setname", realname: "Me" }),
  },
  rename: {
    "gives a channel another name": () => ({ type: "rename", channel: "#club", name: "#pub" }),
  },
  redact: {
    "takes back what they said": (person) => ({ type: "redact", to: "#club", ...own(person) }),
    "takes back what another said": () => ({ type: "redact", to: "#club", ...SAID.byTom }),
  },
  edit: {
    "changes what they said": (person) => ({ type: "edit", to: "#club", text: "hi", ...own(person) }),
    "changes what another said": () => ({ type: "edit", to: "#club", text: "hi", ...SAID.byTom }),
  },
  markread: {
    "has read something": () => ({ type: "markread", to: "#club", at: 1 }),
  },
  metadata: {
    "tells something about themselves": () => ({ type: "metadata", to: "*", key: "k", value: "v" }),
    "tells something about another": () => ({ type: "metadata", to: "tom", key: "k", value: "v" }),
    "tells something about a channel": () => ({ type: "metadata", to: "#club", key: "k", value: "v" }),
  },
  register: {
    "makes an account": () => ({ type: "register", account: "newcomer", verifier }),
    "makes an account with a role": () => ({ type: "register", account: "newcomer", verifier, role: "admin" }),
  },
  login: {
    "signs in": () => ({ type: "login", account: "carl" }),
  },
  logout: {
    "signs out": () => ({ type: "logout" }),
  },
  passwd: {
    "changes the password of their account": (person) => ({ type: "passwd", account: accountOf(person), verifier }),
    "changes that of an account without a role": () => ({ type: "passwd", account: "carl", verifier }),
    "changes that of an admin": () => ({ type: "passwd", account: "anna", verifier }),
    "changes that of an owner": () => ({ type: "passwd", account: "oscar", verifier }),
  },
  unregister: {
    "removes their account": (person) => ({ type: "unregister", account: accountOf(person) }),
    "removes that of an admin": () => ({ type: "unregister", account: "anna" }),
    "removes that of an owner": () => ({ type: "unregister", account: "oscar" }),
  },
  role: {
    "makes somebody an admin": () => ({ type: "role", account: "carl", role: "admin" }),
    "makes themselves an owner": (person) => ({ type: "role", account: accountOf(person), role: "owner" }),
    "takes the role of an owner": () => ({ type: "role", account: "oscar" }),
  },
  alwayson: {
    "stays without a session": (person) => ({ type: "alwayson", account: accountOf(person), on: true }),
    "makes another stay": () => ({ type: "alwayson", account: "carl", on: true }),
  },
  "device-add": {
    "adds a device of theirs": (person) => ({ type: "device-add", account: accountOf(person), device }),
    "adds a device to another's account": () => ({ type: "device-add", account: "carl", device }),
    "adds a device to an owner's account": () => ({ type: "device-add", account: "oscar", device }),
  },
  "device-remove": {
    "signs out another's device": () => ({ type: "device-remove", account: "carl", id: "d" }),
  },
  "certificate-add": {
    "adds a certificate of theirs": (person) => ({ type: "certificate-add", account: accountOf(person), fingerprint }),
    "adds one to another's account": () => ({ type: "certificate-add", account: "carl", fingerprint }),
  },
  "certificate-remove": {
    "removes another's certificate": () => ({
      type: "certificate-remove",
      account: "carl",
      fingerprint: "c".repeat(64),
    }),
  },
  "subject-add": {
    "says who they are elsewhere": (person) => ({
      type: "subject-add",
      account: accountOf(person),
      subject: "issuer me",
    }),
  },
  "push-add": {
    "has a browser told what is said to them": (person) => ({
      type: "push-add",
      account: accountOf(person),
      ...browser,
    }),
    "has a browser told what is said to another": () => ({ type: "push-add", account: "carl", ...browser }),
  },
  "push-remove": {
    "has a browser of theirs told no more": (person) => ({
      type: "push-remove",
      account: accountOf(person),
      endpoint: browser.endpoint,
    }),
    "has another's told no more": () => ({ type: "push-remove", account: "carl", endpoint: browser.endpoint }),
  },
  "invite-add": {
    "makes an invite link": () => ({ type: "invite-add", ...link }),
    "makes an invite link with a role": () => ({ type: "invite-add", ...link, role: "admin" }),
  },
  "invite-remove": {
    "removes an invite link": () => ({ type: "invite-remove", id: "link" }),
  },
  "ban-add": {
    "bans a range of addresses": ban("range", "192.0.2.0/24"),
    "bans by a mask": ban("mask", "eve!*@*"),
    "bans an account without a role": ban("account", "carl"),
    "bans an admin": ban("account", "anna"),
    "bans an owner": ban("account", "oscar"),
    "mutes an account without a role": ban("account", "carl", true),
    "mutes an admin": ban("account", "anna", true),
  },
  "ban-remove": {
    "lifts a ban": () => ({ type: "ban-remove", target: { kind: "range", name: "10.0.0.0/8" }, mutes: false }),
    "lifts the mute that they may be under": () => ({
      type: "ban-remove",
      target: { kind: "mask", name: "muted!*@*" },
      mutes: true,
    }),
  },
  report: {
    "reports a message": () => ({
      type: "report",
      to: "#club",
      reason: "rude",
      msgid: SAID.byTom.msgid,
      said: { by: "tom", text: "hello" },
    }),
  },
  oper: {
    "becomes an operator of the server, by proof": () => ({ type: "oper", name: "boss" }),
  },
  kill: {
    "ends another's sessions": () => ({ type: "kill", nick: "tom", reason: "spam" }),
    "ends the sessions of an owner": () => ({ type: "kill", nick: "oscar", reason: "spam" }),
  },
  wallops: {
    "tells something to all who want to hear such": () => ({ type: "wallops", text: "hello" }),
  },
  wire: {
    "watches a connection whose user has given leave": () => ({ type: "wire", session: "otto" }),
    "watches a connection without leave": () => ({ type: "wire", session: "tom" }),
    "watches a guest's where that is configured": () => ({ type: "wire", session: "tom", guests: true }),
    "watches another's where guests may be watched": () => ({ type: "wire", session: "carl", guests: true }),
  },
  chghost: {
    "gives another a host": () => ({ type: "chghost", nick: "tom", ident: "tom", host: "elsewhere" }),
  },
} satisfies Readonly<Record<Command["type"] | "register", Readonly<Record<string, Attempt>>>>;
