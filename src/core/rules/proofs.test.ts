import { describe, expect, test } from "vitest";
import type { NewDevice } from "../account-commands.ts";
import type { Act } from "../commands.ts";
import { LIMITS } from "../limits.ts";
import { accountByProof, certificateProof, deviceProof, subjectProof } from "../state.ts";
import { openAct, Story } from "../testing.ts";

const device = (id: string, more: Partial<NewDevice> = {}): NewDevice => ({
  id,
  name: "phone",
  digest: id.padEnd(22, "x"),
  ...more,
});
const add = (id: string, more: Partial<NewDevice> = {}, account = "alice"): Act => ({
  type: "device-add",
  account,
  device: device(id, more),
});
const fingerprint = "f".repeat(64);

function withAlice(): Story {
  const story = new Story();
  for (const name of ["alice", "bob"]) story.act("", { type: "register", account: name });
  story.act("alice", openAct("alice", { account: "alice" }));
  return story;
}

describe("a device", () => {
  test("proves its account until it is removed, which ends the sessions that it signed in and no others", () => {
    const story = withAlice();
    story.act("alice", add("d"));
    expect(accountByProof(story.state, deviceProof(device("d").digest))?.name).toBe("alice");
    expect(accountByProof(story.state, certificateProof(device("d").digest))).toBeUndefined();
    story.act("phone", openAct("phone", { account: "alice", device: "d" }));
    expect(story.state.accounts.get("alice")?.devices.get("d")?.used).toBe(story.state.at);
    expect(story.act("alice", { type: "device-remove", account: "alice", id: "d" })).toMatchObject({
      ended: { sessions: ["phone"], code: "signed-out" },
    });
    expect(story.state.proofs.size).toBe(0);
    expect(story.user("alice").sessions.size).toBe(1);
    expect(story.outcome("phone", openAct("phone", { account: "alice", device: "d" }))).toBe("no-such-device");
    expect(story.outcome("alice", { type: "device-remove", account: "alice", id: "d" })).toBe("no-such-device");
  });

  test("is that of the session which it signed in last, whatever proved it before", () => {
    const story = withAlice();
    story.act("alice", add("d"));
    // Who shares a user may not make it another account's.
    story.act("alice", { type: "close", reason: "" });
    story.act("x", openAct("x", { account: "alice", device: "d" }));
    expect(story.state.sessions.get("x")?.device).toBe("d");
    story.act("x", { type: "login", account: "alice" });
    expect(story.state.sessions.get("x")).not.toHaveProperty("device");
    story.act("x", { type: "login", account: "alice", device: "d" });
    expect(story.state.sessions.get("x")?.device).toBe("d");
    story.act("x", { type: "register", account: "other", device: device("e") });
    expect(story.state.sessions.get("x")?.device).toBe("e");
    story.act("x", { type: "register", account: "third" });
    expect(story.state.sessions.get("x")).not.toHaveProperty("device");
  });

  test.each<[string, Partial<NewDevice>]>([
    ["another's id", { id: "d" }],
    ["another's token", { digest: device("d").digest }],
    ["an id with spaces", { id: "a b" }],
    ["a token itself", { digest: "parley-secret" }],
    ["no name", { name: "" }],
    ["a name of two lines", { name: "a\nb" }],
    ["a long name", { name: "x".repeat(LIMITS.deviceNameBytes + 1) }],
  ])("does not have %s", (_what, more) => {
    const story = withAlice();
    story.act("alice", add("d"));
    expect(story.outcome("alice", add("e", more))).toBe("bad-command");
    expect(story.outcome("new", { type: "register", account: "new", device: device("e", { digest: "short" }) })).toBe(
      "bad-command",
    );
  });

  test("takes the place of the one that was used longest ago, if there are as many as may be", () => {
    const story = withAlice();
    for (let i = 0; i < LIMITS.devicesPerAccount; i++) story.act("alice", add(`d${i}`));
    story.act("late", openAct("late", { account: "alice", device: "d0", made: true }));
    story.act("late", { type: "close", reason: "" });
    expect(story.outcome("alice", add("new"))).toEqual([]);
    const { devices } = story.state.accounts.get("alice") ?? { devices: new Map() };
    expect([devices.size, devices.has("d0"), devices.has("d1"), devices.has("new")]).toEqual([
      LIMITS.devicesPerAccount,
      true,
      false,
      true,
    ]);
    expect(story.state.proofs.size).toBe(LIMITS.devicesPerAccount);
  });

  test("is one of a bounded number that are in use", () => {
    const story = withAlice();
    for (let i = 0; i < LIMITS.devicesPerAccount; i++) story.act("alice", add(`d${i}`));
    for (let i = 0; i < LIMITS.devicesPerAccount; i++) {
      const nick = `s${i}`;
      // Guests who sign in: one user has not as many sessions.
      story.act(nick, openAct(nick));
      story.act(nick, { type: "login", account: "alice", device: `d${i}` });
    }
    expect(story.outcome("alice", add("late"))).toBe("server-full");
    expect(story.outcome("", add("late", {}, "bob"))).toEqual([]);
  });
});

test("what was proved before an account changed gives it no device, and nobody who is it elsewhere", () => {
  const story = withAlice();
  const renewed = story.state.accounts.get("alice")?.renewed ?? 0;
  story.act("", { type: "passwd", account: "alice" });
  const acts = [
    { ...add("late"), renewed },
    { type: "subject-add", account: "alice", subject: "issuer 1", renewed },
  ] as const;
  for (const act of acts) expect(story.outcome("", act), act.type).toBe("wrong-password");
});

describe("a certificate", () => {
  test("proves one account until it is removed", () => {
    const story = withAlice();
    story.act("alice", { type: "certificate-add", account: "alice", fingerprint });
    expect(accountByProof(story.state, certificateProof(fingerprint))?.name).toBe("alice");
    expect(story.outcome("", { type: "certificate-add", account: "bob", fingerprint })).toBe("proof-exists");
    story.act("alice", { type: "certificate-remove", account: "alice", fingerprint });
    expect(story.state.proofs.size).toBe(0);
    expect(story.outcome("alice", { type: "certificate-remove", account: "alice", fingerprint })).toBe(
      "no-such-certificate",
    );
  });

  test.each(["", "f".repeat(63), "F".repeat(64), "x".repeat(64)])("has no fingerprint %j", (bad) => {
    expect(withAlice().outcome("alice", { type: "certificate-add", account: "alice", fingerprint: bad })).toBe(
      "bad-command",
    );
  });

  test("is one of a bounded number", () => {
    const story = withAlice();
    for (let i = 0; i <= LIMITS.certificatesPerAccount; i++) {
      const its = i.toString(16).padStart(64, "0");
      const isFull = i === LIMITS.certificatesPerAccount;
      expect(story.outcome("alice", { type: "certificate-add", account: "alice", fingerprint: its })).toEqual(
        isFull ? "server-full" : [],
      );
    }
  });
});

describe("being known elsewhere", () => {
  test("proves one account, which the server itself says", () => {
    const story = withAlice();
    story.act("", { type: "subject-add", account: "alice", subject: "issuer me" });
    expect(accountByProof(story.state, subjectProof("issuer me"))?.name).toBe("alice");
    expect(story.outcome("", { type: "subject-add", account: "bob", subject: "issuer me" })).toBe("proof-exists");
    expect(story.outcome("", { type: "register", account: "new", subject: "issuer me" })).toBe("proof-exists");
    expect(story.outcome("", { type: "subject-add", account: "nobody", subject: "x" })).toBe("no-such-account");
    for (const subject of ["", "x".repeat(LIMITS.subjectBytes + 1)]) {
      expect(story.outcome("", { type: "subject-add", account: "bob", subject })).toBe("too-long");
      expect(story.outcome("", { type: "register", account: "new", subject })).toBe("too-long");
    }
  });
});
