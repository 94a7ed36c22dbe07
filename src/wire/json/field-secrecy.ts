import type { CommandName, JsonCommand } from "./commands.ts";
import type { ServerMessage } from "./messages.ts";

/**
 * Of every field that a client may send or is sent, whether those may see it who watch the connection. The compiler asks for
 * a row for each command and message, for each of their fields, and for what is within these.
 */

/** `free` is an object whose fields have any names, and are shown. Otherwise, the fields that are within. */
export type Secrecy = "shown" | "secret" | "free" | { readonly [field: string]: Secrecy };

/** What can be said of a field: nothing within a secret is shown, and a message within another has a row of its own. */
type SecrecyOf<V> = V extends readonly (infer I)[]
  ? SecrecyOf<I>
  : V extends string | number | boolean
    ? "shown" | "secret"
    : V extends { readonly type: ServerMessage["type"] }
      ? "shown"
      :
          | "secret"
          | (string extends keyof V ? "free" : { readonly [F in keyof V]-?: SecrecyOf<Exclude<V[F], undefined>> });

type FieldOf<M> = M extends unknown ? Exclude<keyof M, "type" | "ref"> : never;
type ValueOf<M, F> = M extends { readonly [K in F & keyof M]?: infer V } ? (F extends keyof M ? V : never) : never;
type Row<M> = { readonly [F in FieldOf<M>]: SecrecyOf<Exclude<ValueOf<M, F>, undefined>> };
type Rows<M extends { readonly type: string }> = { readonly [T in M["type"]]: Row<Extract<M, { type: T }>> };

const [shown, secret, free] = ["shown", "secret", "free"] as const;

/** A mode's parameter may be the key of a channel. */
const changes = { set: shown, mode: shown, parameter: secret };
const proofs = { account: shown, password: secret, token: secret, device: shown };
const target = { account: shown, range: shown, mask: shown };
const invitation = { uses: shown, until: shown, role: shown, channel: shown };

/** What clients send. */
export const SENT: Rows<JsonCommand> = {
  hello: { nick: shown, realname: shown, client: secret, ...proofs },
  login: proofs,
  logout: {},
  say: { to: shown, text: shown, form: shown, tags: free, as: shown },
  join: { channel: shown, id: shown, exists: shown, key: secret },
  part: { channel: shown, reason: shown },
  nick: { nick: shown },
  topic: { channel: shown, topic: shown },
  mode: { channel: shown, changes },
  usermode: { changes },
  kick: { channel: shown, nick: shown, reason: shown },
  invite: { channel: shown, nick: shown },
  away: { text: shown },
  setname: { realname: shown },
  rename: { channel: shown, name: shown, reason: shown },
  redact: { to: shown, msgid: shown, reason: shown },
  edit: { to: shown, msgid: shown, text: shown },
  markread: { to: shown, at: shown },
  metadata: { to: shown, key: shown, value: shown },
  typing: { to: shown, state: shown },
  report: { to: shown, msgid: shown, reason: shown },
  names: { channel: shown },
  modes: { channel: shown },
  channels: {},
  whois: { nick: shown },
  talks: { limit: shown },
  history: {
    channel: shown,
    with: shown,
    before: shown,
    after: shown,
    beforeAt: shown,
    afterAt: shown,
    end: shown,
    around: shown,
    events: shown,
    limit: shown,
  },
  search: {
    text: shown,
    channel: shown,
    with: shown,
    from: shown,
    link: shown,
    file: shown,
    after: shown,
    before: shown,
    order: shown,
    limit: shown,
  },
  files: { channel: shown, with: shown, name: shown, limit: shown },
  ticket: {},
  ping: {},
  bye: { reason: shown },
  register: { account: shown, password: secret, invite: secret, device: shown, role: shown },
  passwd: { account: shown, current: secret, password: secret },
  unregister: { account: shown, password: secret },
  account: { account: shown },
  accounts: { after: shown, limit: shown },
  role: { account: shown, role: shown },
  alwayson: { account: shown, on: shown },
  "device-add": { name: shown, account: shown },
  "device-remove": { id: shown, account: shown },
  "certificate-add": { fingerprint: shown, account: shown },
  "certificate-remove": { fingerprint: shown, account: shown },
  // Whoever knows these can write to the browser.
  "push-add": { endpoint: secret, keys: secret },
  "push-remove": { endpoint: secret },
  "invite-add": invitation,
  "invite-remove": { id: shown },
  invites: {},
  "ban-add": { ...target, mutes: shown, until: shown, reason: shown },
  "ban-remove": { ...target, mutes: shown },
  bans: { skip: shown, limit: shown },
  moderation: { before: shown, limit: shown },
  status: { follow: shown },
  sessions: { own: shown, after: shown, limit: shown },
  wire: { session: shown, watch: shown },
};

const address = { host: shown, port: shown };
const who = { nick: shown, user: shown, host: shown, account: shown, address, bot: shown };
const base = { seq: shown, at: shown, id: shown, from: who };
const file = { id: shown, name: shown, type: shown, size: shown, hash: shown };
const message = {
  ...base,
  to: shown,
  form: shown,
  text: shown,
  tags: free,
  by: shown,
  files: file,
  edited: { seq: shown, at: shown },
  reactions: { text: shown, by: { nick: shown, account: shown } },
  reacted: shown,
};
const refusal = { code: shown, text: shown, about: shown };
const figures = {
  at: shown,
  started: shown,
  connections: free,
  sockets: shown,
  sessions: shown,
  users: shown,
  channels: shown,
  messages: shown,
  deliveries: shown,
  commits: { count: shown, failed: shown, ms: shown, lastMs: shown },
  bytesIn: shown,
  bytesOut: shown,
  refused: shown,
  memory: { rss: shown, heap: shown },
  cpu: shown,
  loop: { meanMs: shown, mostMs: shown },
  cluster: { name: shown, reached: shown, nodes: shown, behind: shown },
};
const session = {
  session: shown,
  nick: shown,
  account: shown,
  dialect: shown,
  address,
  since: shown,
  secure: shown,
  bytesIn: shown,
  bytesOut: shown,
  via: shown,
  websocket: shown,
  watchable: shown,
};

/** What clients are sent. */
export const RECEIVED: Rows<ServerMessage> = {
  ok: {
    seq: shown,
    repeated: shown,
    refused: refusal,
    channels: { channel: shown, members: shown, topic: shown },
    talks: { with: shown, seq: shown, at: shown, here: shown },
    files: file,
    ticket: secret,
    upload: shown,
    nick: shown,
    account: shown,
    role: shown,
    access: { mode: shown, register: shown, guests: shown, watched: shown },
    server: shown,
    version: shown,
    epoch: shown,
    channel: shown,
    joined: shown,
    joinedIds: shown,
    present: shown,
    // The server's own, which everybody may know.
    pushKey: shown,
    markers: { to: shown, until: shown },
    with: shown,
    messages: shown,
    events: shown,
    more: shown,
    begins: shown,
    flags: shown,
    topic: shown,
    metadata: { key: shown, value: shown },
    members: { ...who, modes: shown, dialects: shown, away: shown },
    // Of a channel.
    key: secret,
    limit: shown,
    forward: shown,
    masks: { list: shown, mask: shown, by: shown, at: shown },
    user: who,
    realname: shown,
    away: shown,
    operator: shown,
    since: shown,
    spoke: shown,
    dialects: shown,
    in: shown,
    figures,
    sessions: session,
    token: secret,
    id: shown,
    // Of an invite link, whose URL it is a part of.
    code: secret,
    url: secret,
    alwaysOn: shown,
    created: shown,
    hasPassword: shown,
    devices: { id: shown, name: shown, created: shown, used: shown },
    certificates: shown,
    fingerprint: shown,
    accounts: { account: shown, created: shown, role: shown, alwaysOn: shown, here: shown },
    invites: { id: shown, ...invitation, used: shown, by: shown, created: shown },
    bans: { ...target, mutes: shown, reason: shown, by: shown, at: shown, until: shown },
    range: shown,
    mask: shown,
  },
  refused: refusal,
  goodbye: { code: shown, text: shown },
  message,
  edit: { ...base, to: shown, msgid: shown, text: shown, files: file },
  redact: { ...base, to: shown, msgid: shown, reason: shown },
  quit: { ...base, reason: shown },
  nick: { ...base, nick: shown },
  join: { ...base, channel: shown, realname: shown },
  part: { ...base, channel: shown, reason: shown },
  topic: { ...base, channel: shown, topic: shown },
  mode: { ...base, channel: shown, changes },
  kick: { ...base, channel: shown, nick: shown, reason: shown },
  moderation: {
    ...base,
    action: shown,
    target: shown,
    channel: shown,
    reason: shown,
    until: shown,
    msgid: shown,
    said: { by: shown, text: shown },
  },
  rename: { ...base, channel: shown, name: shown, reason: shown },
  usermode: { ...base, changes },
  invite: { ...base, channel: shown, nick: shown, seen: shown },
  away: { ...base, text: shown },
  account: { ...base, account: shown },
  setname: { ...base, realname: shown },
  chghost: { ...base, user: shown, host: shown },
  markread: { ...base, to: shown, until: shown },
  metadata: { ...base, to: shown, key: shown, value: shown },
  wallops: { ...base, text: shown },
  typing: { at: shown, from: who, to: shown, state: shown },
  service: { at: shown, from: who, writable: shown },
  status: { at: shown, figures },
  wire: {
    session: shown,
    at: shown,
    direction: shown,
    bytes: shown,
    length: shown,
    made: shown,
    missed: shown,
  },
  "wire-end": { at: shown, session: shown, text: shown },
};

/** Whether a field of a command is a secret. @param path its name, and in front of it the names and places within which it is */
export function isSecretField(command: CommandName, path: readonly string[]): boolean {
  let at: Secrecy = SENT[command];
  for (const name of path) {
    if (typeof at === "string") break;
    // What is in a list has the row of the list.
    if (!/^\d+$/.test(name)) at = at[name] ?? "shown";
  }
  return at === "secret";
}
