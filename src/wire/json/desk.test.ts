import { describe, expect, it } from "vitest";
import { gather, type People, passwordOf } from "./testing-people.ts";

/** Everybody who may come to the desk: somebody who has not said hello, a guest, accounts of each role, the server itself. */
const PEOPLE = ["stranger", "guest", "alice", "bob", "ann", "olga", "server"] as const;

type Person = (typeof PEOPLE)[number];

const DEVICE = { id: "phone", name: "phone", digest: "d".repeat(22) };
const FINGERPRINT = "0f".repeat(32);

/** A command, and what each of `PEOPLE` is answered: `ok`, or the code of the refusal. */
const TABLE: readonly (readonly [object, string])[] = [
  [
    { type: "register", account: "carol", password: "carol's password" },
    "not-open ok already-open already-open already-open already-open ok",
  ],
  [
    { type: "register", account: "carol", password: "carol's password", role: "admin" },
    "not-open not-server-operator already-open already-open already-open already-open ok",
  ],
  [{ type: "account", account: "alice" }, "not-open not-yours ok not-yours ok ok ok"],
  [{ type: "account" }, "not-open no-account ok ok ok ok bad-command"],
  [
    { type: "account", account: "nobody" },
    "not-open not-yours not-yours not-yours no-such-account no-such-account no-such-account",
  ],
  [{ type: "accounts" }, "not-open not-server-operator not-server-operator not-server-operator ok ok ok"],
  [{ type: "invites" }, "not-open not-server-operator not-server-operator not-server-operator ok ok ok"],
  [{ type: "bans" }, "not-open not-server-operator not-server-operator not-server-operator ok ok ok"],
  [{ type: "moderation" }, "not-open not-server-operator not-server-operator not-server-operator ok ok ok"],
  [
    { type: "passwd", account: "alice", current: passwordOf("alice"), password: "another one" },
    "not-open not-yours ok not-yours not-yours ok ok",
  ],
  [
    { type: "passwd", account: "alice", password: "another one" },
    "not-open not-yours bad-command not-yours not-yours ok ok",
  ],
  [
    { type: "passwd", account: "olga", password: "another one" },
    "not-open not-yours not-yours not-yours not-yours bad-command ok",
  ],
  [{ type: "unregister", account: "alice", password: passwordOf("alice") }, "not-open not-yours ok not-yours ok ok ok"],
  [{ type: "unregister", account: "alice" }, "not-open not-yours bad-command not-yours ok ok ok"],
  [
    { type: "role", account: "alice", role: "admin" },
    "not-open not-server-operator not-server-operator not-server-operator not-server-operator ok ok",
  ],
  [{ type: "alwayson", account: "alice", on: true }, "not-open not-yours ok not-yours ok ok ok"],
  [{ type: "device-add", account: "alice", name: "watch" }, "not-open not-yours ok not-yours not-yours not-yours ok"],
  [{ type: "device-remove", account: "alice", id: "phone" }, "not-open not-yours ok not-yours ok ok ok"],
  [
    { type: "device-remove", account: "alice", id: "watch" },
    "not-open not-yours no-such-device not-yours no-such-device no-such-device no-such-device",
  ],
  [
    { type: "certificate-add", account: "alice", fingerprint: "ab".repeat(32) },
    "not-open not-yours ok not-yours not-yours not-yours ok",
  ],
  [
    { type: "certificate-remove", account: "alice", fingerprint: FINGERPRINT },
    "not-open not-yours ok not-yours ok ok ok",
  ],
  [{ type: "invite-add" }, "not-open not-server-operator not-server-operator not-server-operator ok ok ok"],
  [
    { type: "invite-add", role: "admin" },
    "not-open not-server-operator not-server-operator not-server-operator not-server-operator ok ok",
  ],
  [
    { type: "invite-remove", id: "link" },
    "not-open not-server-operator not-server-operator not-server-operator ok ok ok",
  ],
  [
    { type: "ban-add", account: "bob" },
    "not-open not-server-operator not-server-operator not-server-operator ok ok ok",
  ],
  [
    { type: "ban-add", account: "nobody" },
    "not-open not-server-operator not-server-operator not-server-operator no-such-account no-such-account no-such-account",
  ],
  [
    { type: "ban-add", account: "ann" },
    "not-open not-server-operator not-server-operator not-server-operator not-yours ok ok",
  ],
  [
    { type: "ban-add", range: "10.0.0.0/8" },
    "not-open not-server-operator not-server-operator not-server-operator ok ok ok",
  ],
  [
    { type: "ban-remove", mask: "*!*@bad.example" },
    "not-open not-server-operator not-server-operator not-server-operator ok ok ok",
  ],
];

const CELLS = TABLE.flatMap(([command, row]) =>
  row.split(" ").map((expected, i) => [JSON.stringify(command), PEOPLE[i] ?? "server", expected] as const),
);

describe("the desk", () => {
  it.each(CELLS)("answers %s of %s with %s", async (line, person, expected) => {
    const people = await furnished();
    const { type, code } = await asked(people, person, JSON.parse(line));
    expect(type === "ok" ? type : code).toBe(expected);
  });

  it("tells all of them the same about a command that lacks a field", async () => {
    const people = await furnished();
    for (const person of PEOPLE) {
      expect(await asked(people, person, { type: "role" })).toMatchObject({ type: "refused", code: "bad-command" });
    }
  });
});

/** A world with something of each kind to remove. */
async function furnished(): Promise<People> {
  const people = await gather();
  const { hub } = people.world;
  const refused: unknown[] = [];
  const note = ({ refusal }: { readonly refusal?: unknown }): void => {
    if (refusal) refused.push(refusal);
  };
  hub.run({ type: "device-add", account: "alice", device: DEVICE }, note);
  hub.run({ type: "certificate-add", account: "alice", fingerprint: FINGERPRINT }, note);
  hub.run({ type: "invite-add", id: "link", digest: "i".repeat(22), uses: 1 }, note);
  hub.run({ type: "ban-add", target: { kind: "mask", name: "*!*@bad.example" }, mutes: false, reason: "" }, note);
  people.world.commit();
  expect(refused).toEqual([]);
  return people;
}

async function asked(people: People, person: Person, command: object): Promise<Record<string, unknown>> {
  const named = { ...command, ref: "1" };
  if (person === "server") return (await people.control(named))[0] ?? {};
  const connection = person === "stranger" ? people.connect() : await people.enter(person);
  const came = await people.ask(connection, named);
  const answers = came.filter(({ ref }) => ref === "1");
  expect(answers).toHaveLength(1);
  return answers[0] ?? {};
}
