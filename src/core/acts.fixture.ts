import fc from "fast-check";
import type { BanTarget, NewDevice, Role, Verifier } from "./account-commands.ts";
import type { Act, ModeChange } from "./commands.ts";

/** Acts of every kind, by users and by the server itself: most of them possible, many hostile. */

const anyText = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) });
const garbage = fc.oneof(
  anyText,
  fc.constantFrom("", "\0", "a\nb", "\ud800", "constructor", "__proto__", "x".repeat(70_000), "x\u0300".repeat(99)),
);
const often = <T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary: usual, weight: 12 }, { arbitrary: odd, weight: 1 });

const nick = often(
  fc.constantFrom("alice", "ALICE", "Ａlice", "bob", "carol", "dave", "eve", "Eve", "ﬁ", "fi", "K", "\u212a", "𐐀"),
  garbage,
);
const channel = often(
  fc.oneof(fc.constantFrom("#a", "#A", "#Ａ"), fc.constantFrom("#b", "#c", "#d", "#e", "#f", "#g")),
  garbage,
);
const to = fc.oneof(channel, nick, fc.constantFrom("@#a", "+#a", "*"));
const line = often(fc.constantFrom("hello", "", "second"), garbage);
const maybe = <K extends string, T>(key: K, value: fc.Arbitrary<T>): fc.Arbitrary<{ [P in K]?: T }> =>
  fc.record({ [key]: value } as Record<K, fc.Arbitrary<T>>, { requiredKeys: [] });
const letter = often(fc.constantFrom(..."beIklimnstqaohvBzCDHMRUf", "o", "o", "v", "b", "b", "D", "w"), garbage);
const parameter = often(
  fc.oneof(
    nick,
    fc.constantFrom(
      "3",
      "1",
      "secret",
      "*!*@*",
      "alice!*@*",
      "b?b",
      "k\u00e9y",
      "m:bob",
      "#b",
      "a:*",
      "m:r:*",
      "r:Real*",
    ),
  ),
  garbage,
);
const change = fc
  .tuple(fc.record({ set: fc.boolean(), mode: letter }), maybe("parameter", parameter))
  .map(([one, other]): ModeChange => ({ ...one, ...other }));
const changes = fc.array(change, { minLength: 1, maxLength: 5 });
const ownChanges = fc.array(fc.record({ set: fc.boolean(), mode: fc.constantFrom("i", "B", "w") }), { maxLength: 5 });
const both = <A, B>(one: fc.Arbitrary<A>, other: fc.Arbitrary<B>): fc.Arbitrary<A & B> =>
  fc.tuple(one, other).map(([a, b]) => ({ ...a, ...b }));
const key = maybe("key", fc.constantFrom("k1", "k1", "k2", "k3", "k4"));

const open: fc.Arbitrary<Act> = both(
  fc.record({
    type: fc.constant("open" as const),
    nick,
    made: fc.boolean(),
    ident: often(fc.constant("user"), garbage),
    realname: often(fc.constant("Real Name"), garbage),
    host: often(fc.constant("host"), garbage),
    dialect: fc.constantFrom("irc", "json"),
  }),
  both(key, maybe("address", fc.record({ host: fc.constant("127.0.0.1"), port: fc.nat(65_535) }))),
);
const close: fc.Arbitrary<Act> = fc.record({ type: fc.constant("close" as const), reason: line });
const start: fc.Arbitrary<Act> = fc.record({
  type: fc.constant("start" as const),
  name: fc.constantFrom("one", "two", "three"),
  epoch: fc.constantFrom("e1", "e2"),
  channels: fc.array(channel, { maxLength: 3 }),
});
const say: fc.Arbitrary<Act> = both(
  fc.record({ type: fc.constant("say" as const), to, text: line }),
  both(
    maybe("ref", fc.constantFrom("r1", "r2", "r3")),
    both(
      maybe("form", fc.constantFrom("message" as const, "notice" as const, "tags" as const)),
      maybe("tags", fc.dictionary(fc.constantFrom("+a", "__proto__"), line)),
    ),
  ),
);
const join: fc.Arbitrary<Act> = both(
  fc.record({ type: fc.constant("join" as const), channel }),
  both(
    maybe("key", fc.constant("secret")),
    both(maybe("exists", fc.boolean()), maybe("id", fc.constantFrom("#a 12", "#b 40", "#lobby 1"))),
  ),
);
const others: fc.Arbitrary<Act> = fc.oneof(
  both(fc.record({ type: fc.constant("part" as const), channel }), maybe("reason", line)),
  fc.record({ type: fc.constant("nick" as const), nick }),
  fc.record({ type: fc.constant("topic" as const), channel, topic: line }),
  fc.record({ type: fc.constant("mode" as const), channel, changes }),
  fc.record({ type: fc.constant("mode" as const), channel, changes }),
  fc.record({ type: fc.constant("usermode" as const), changes: fc.oneof(ownChanges, ownChanges, changes) }),
  both(fc.record({ type: fc.constant("kick" as const), channel, nick }), maybe("reason", line)),
  fc.record({ type: fc.constant("invite" as const), channel, nick }),
  both(fc.record({ type: fc.constant("away" as const) }), maybe("text", line)),
);
const rename = both(fc.record({ type: fc.constant("rename" as const), channel, name: channel }), maybe("reason", line));
const operate: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ type: fc.constant("oper" as const), name: fc.constantFrom("root", "x".repeat(99)) }),
  fc.record({ type: fc.constant("oper" as const), name: fc.constant("root") }),
  fc.record({ type: fc.constant("usermode" as const), changes: fc.constant([{ set: false, mode: "o" }]) }),
  fc.record({ type: fc.constant("kill" as const), nick, reason: line }),
  fc.record({ type: fc.constant("wallops" as const), text: line }),
  fc.record({
    type: fc.constant("chghost" as const),
    nick,
    ident: often(fc.constant("ident"), garbage),
    host: often(fc.constantFrom("host", "another.host"), garbage),
  }),
);
const about = both(
  fc.record({ to, msgid: often(fc.constantFrom("e1-1", "e2-3"), garbage) }),
  maybe("author", fc.constantFrom("~1", "~2", "u1")),
);
const personal: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ type: fc.constant("setname" as const), realname: line }),
  rename,
  both(fc.record({ type: fc.constant("redact" as const) }), about),
  both(fc.record({ type: fc.constant("edit" as const), text: line }), about),
  fc.record({ type: fc.constant("markread" as const), to, at: often(fc.nat(50), fc.double()) }),
  both(
    fc.record({
      type: fc.constant("metadata" as const),
      to,
      key: often(fc.constantFrom("a", "b", "c", "__proto__"), garbage),
    }),
    maybe("value", line),
  ),
);
const account = fc.constantFrom("u1", "u1", "u2", "U2", "root", "alice", "nobody");
const role = maybe("role", fc.constantFrom<Role>("owner", "admin"));
const until = maybe("until", fc.oneof(fc.nat(60), fc.constantFrom(5, 10_000)));
const digest = often(
  fc.constantFrom("a", "b", "c", "d").map((letter) => letter.repeat(22)),
  garbage,
);
const fingerprint = often(
  fc.constantFrom("a", "b", "c").map((letter) => letter.repeat(64)),
  garbage,
);
const endpoint = often(fc.constantFrom("https://push.example/1", "https://push.example/2", "https://p/3"), garbage);
const id = often(fc.constantFrom("i1", "i2", "i3"), garbage);
const device: fc.Arbitrary<NewDevice> = fc.record({ id, name: often(fc.constant("phone"), garbage), digest });
/** Of no password that anybody knows. */
export const verifier: Verifier = { salt: "", iterations: 4096, storedKey: "", serverKey: "" };
const target: fc.Arbitrary<BanTarget> = fc.oneof(
  fc.record({ kind: fc.constant("account" as const), name: often(account, garbage) }),
  fc.record({
    kind: fc.constant("mask" as const),
    name: often(fc.constantFrom("bob", "*!user@*", "eve!*@*"), garbage),
  }),
  fc.record({ kind: fc.constant("range" as const), name: often(fc.constant("10.0.0.0/8"), garbage) }),
);
const registering: fc.Arbitrary<Act> = both(
  fc.record({ type: fc.constant("register" as const), account: often(fc.oneof(account, nick), garbage) }),
  both(
    both(maybe("verifier", fc.constant(verifier)), maybe("invite", digest)),
    both(maybe("device", device), both(maybe("subject", often(fc.constantFrom("s1", "s2"), garbage)), role)),
  ),
);
const accounts: fc.Arbitrary<Act> = fc.oneof(
  registering,
  fc.record({ type: fc.constant("register" as const), account, verifier: fc.constant(verifier) }),
  both(fc.record({ type: fc.constant("login" as const), account }), maybe("device", id)),
  fc.record({ type: fc.constant("login" as const), account }),
  fc.record({ type: fc.constant("logout" as const) }),
  both(
    fc.record({ type: fc.constant("report" as const), to, msgid: fc.constantFrom("e1-1", "?"), reason: line }),
    maybe("said", fc.constant({ by: "bob", text: "rude" })),
  ),
);
/** What the server itself may do too. */
const admin: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ type: fc.constant("passwd" as const), account, verifier: fc.constant(verifier) }),
  fc.record({ type: fc.constant("unregister" as const), account }),
  both(fc.record({ type: fc.constant("role" as const), account }), role),
  fc.record({ type: fc.constant("alwayson" as const), account, on: fc.boolean() }),
  fc.record({ type: fc.constant("device-add" as const), account, device }),
  fc.record({ type: fc.constant("device-remove" as const), account, id }),
  fc.record({ type: fc.constant("certificate-add" as const), account, fingerprint }),
  fc.record({ type: fc.constant("certificate-remove" as const), account, fingerprint }),
  fc.record({
    type: fc.constant("push-add" as const),
    account,
    endpoint,
    p256dh: often(fc.constant(`B${"p".repeat(86)}`), garbage),
    auth: often(fc.constant("a".repeat(22)), garbage),
  }),
  fc.record({ type: fc.constant("push-remove" as const), account, endpoint }),
  fc.record({
    type: fc.constant("subject-add" as const),
    account,
    subject: often(fc.constantFrom("s1", "s2"), garbage),
  }),
  both(
    fc.record({
      type: fc.constant("invite-add" as const),
      id,
      digest,
      uses: often(fc.constantFrom(1, 2), fc.double()),
    }),
    both(both(until, role), maybe("channel", channel)),
  ),
  fc.record({ type: fc.constant("invite-remove" as const), id }),
  both(fc.record({ type: fc.constant("ban-add" as const), target, mutes: fc.boolean(), reason: line }), until),
  fc.record({ type: fc.constant("ban-remove" as const), target, mutes: fc.boolean() }),
);
const signedIn: fc.Arbitrary<Act> = both(
  open,
  both(
    fc.record({ account }),
    both(maybe("device", id), maybe("guests", fc.constantFrom("none" as const, "read" as const))),
  ),
);
const guest: fc.Arbitrary<Act> = both(open, maybe("guests", fc.constantFrom("none" as const, "read" as const)));
const registered: fc.Arbitrary<Act> = fc.record({
  type: fc.constant("mode" as const),
  channel,
  changes: fc.record({ set: fc.boolean(), mode: fc.constant("r") }).map((one): ModeChange[] => [one]),
});
const act: fc.Arbitrary<Act> = fc.oneof(
  { arbitrary: guest, weight: 4 },
  { arbitrary: signedIn, weight: 6 },
  { arbitrary: accounts, weight: 6 },
  { arbitrary: admin, weight: 14 },
  { arbitrary: registered, weight: 2 },
  { arbitrary: close, weight: 3 },
  { arbitrary: start, weight: 1 },
  { arbitrary: say, weight: 8 },
  { arbitrary: join, weight: 10 },
  { arbitrary: others, weight: 25 },
  { arbitrary: personal, weight: 10 },
  { arbitrary: operate, weight: 5 },
);
/** Sessions of three nodes, of which two may come under one name. */
const session = fc.constantFrom("n1.1", "n1.1", "n1.2", "n1.3", "n2.1", "n2.2", "n2.3", "n3.1");
/** Who asks; nobody if it is the server itself. */
const asked: fc.Arbitrary<readonly [string, Act]> = fc.oneof(
  { arbitrary: fc.tuple(session, act), weight: 40 },
  { arbitrary: fc.tuple(fc.constant(""), fc.oneof(admin, admin, admin, registering)), weight: 8 },
  { arbitrary: fc.tuple(fc.constant(""), act), weight: 1 },
);
/** Acts with who asks for each, and how much later than the one before. */
export const drafts: fc.Arbitrary<readonly (readonly [string, Act, number])[]> = fc.array(
  fc.tuple(asked, fc.nat(5)).map(([[id, its], later]) => [id, its, later] as const),
  { minLength: 10, maxLength: 120, size: "max" },
);
