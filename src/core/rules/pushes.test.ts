import { describe, expect, test } from "vitest";
import type { Act } from "../commands.ts";
import { LIMITS } from "../limits.ts";
import { openAct, Story } from "../testing.ts";

const p256dh = `B${"p".repeat(86)}`;
const auth = "a".repeat(22);
const device = { id: "d", name: "phone", digest: "d".repeat(22) };
const verifier = { salt: "", iterations: 4096, storedKey: "", serverKey: "" };

const add = (endpoint: string, more: object = {}): Act => ({
  type: "push-add",
  account: "alice",
  endpoint,
  p256dh,
  auth,
  ...more,
});

/** Alice by a device, and by a password; and Bob. */
function withAlice(): Story {
  const story = new Story();
  story.act("", { type: "register", account: "alice", device });
  story.act("", { type: "register", account: "bob" });
  story.act("phone", openAct("alice", { account: "alice", device: "d" }));
  story.act("desk", openAct("alice", { account: "alice" }));
  story.act("bob", openAct("bob", { account: "bob" }));
  return story;
}

function endpoints(story: Story, account = "alice"): readonly string[] {
  return [...(story.state.accounts.get(account)?.pushes.keys() ?? [])];
}

describe("where a browser is told", () => {
  test("is kept with its keys and its device, once, and taken back", () => {
    const story = withAlice();
    for (const id of ["phone", "phone"]) story.act(id, add("https://push.example/1"));
    story.act("desk", add("https://push.example:8443/2?a=b"));
    expect([...(story.state.accounts.get("alice")?.pushes.values() ?? [])]).toEqual([
      { endpoint: "https://push.example/1", p256dh, auth, device: "d" },
      { endpoint: "https://push.example:8443/2?a=b", p256dh, auth },
    ]);
    const remove: Act = { type: "push-remove", account: "alice", endpoint: "https://push.example/1" };
    for (const id of ["desk", "desk"]) expect(story.outcome(id, remove)).toEqual([]);
    expect(endpoints(story)).toEqual(["https://push.example:8443/2?a=b"]);
    expect(story.state.endpoints.size).toBe(1);
  });

  test.each([
    ["endpoint", "http://push.example/1", "bad-command"],
    ["endpoint", "https://ada@push.example/1", "bad-command"],
    ["endpoint", "https:///1", "bad-command"],
    ["endpoint", "https://push.example/ 1", "bad-command"],
    ["endpoint", "https://push.example/\n", "bad-command"],
    ["endpoint", "https://push.example\\@x/", "bad-command"],
    ["endpoint", `https://push.example/${"x".repeat(LIMITS.pushEndpointBytes)}`, "too-long"],
    ["p256dh", "p".repeat(87), "bad-command"],
    ["p256dh", `B${"p".repeat(85)}`, "bad-command"],
    ["auth", "a".repeat(23), "bad-command"],
    ["auth", "", "bad-command"],
  ])("is no other %s than there is: %j", (field, value, code) => {
    expect(withAlice().outcome("phone", add("https://push.example/1", { [field]: value }))).toBe(code);
  });

  test("gives way to a new one when there are too many, the oldest first", () => {
    const story = withAlice();
    for (let i = 0; i < LIMITS.pushesPerAccount; i++) story.act("phone", add(`https://push.example/${i}`));
    story.act("phone", add("https://push.example/0"));
    story.act("phone", add("https://push.example/new"));
    expect(endpoints(story)).toHaveLength(LIMITS.pushesPerAccount);
    expect(endpoints(story)).not.toContain("https://push.example/1");
    expect(endpoints(story).slice(-2)).toEqual(["https://push.example/0", "https://push.example/new"]);
  });

  test("is of the account of who uses the browser now, and no more of who did before", () => {
    const story = withAlice();
    story.act("phone", add("https://push.example/1"));
    story.act("bob", add("https://push.example/1", { account: "bob" }));
    expect([endpoints(story), endpoints(story, "bob")]).toEqual([[], ["https://push.example/1"]]);
    story.act("phone", { type: "push-remove", account: "alice", endpoint: "https://push.example/1" });
    expect(endpoints(story, "bob")).toHaveLength(1);
  });

  test("is not taken over by who knows where it is and not the browser's own secret", () => {
    const story = withAlice();
    story.act("phone", add("https://push.example/1"));
    const stolen = add("https://push.example/1", {
      account: "bob",
      p256dh: `B${"q".repeat(86)}`,
      auth: "b".repeat(22),
    });
    expect(story.outcome("bob", stolen)).toBe("not-yours");
    expect([endpoints(story), endpoints(story, "bob")]).toEqual([["https://push.example/1"], []]);
    expect(story.state.accounts.get("alice")?.pushes.get("https://push.example/1")).toMatchObject({ p256dh, auth });
    // One's own browser may have new keys.
    expect(story.outcome("phone", add("https://push.example/1", { auth: "c".repeat(22) }))).toEqual([]);
  });

  test("goes with the device by which it was said, and stays if it was said by another", () => {
    const story = withAlice();
    story.act("phone", add("https://push.example/phone"));
    story.act("desk", add("https://push.example/desk"));
    story.act("desk", { type: "device-remove", account: "alice", id: "d" });
    expect(endpoints(story)).toEqual(["https://push.example/desk"]);
  });

  test("goes with a device that gives way to a new one", () => {
    const story = withAlice();
    story.act("phone", add("https://push.example/phone"));
    story.act("phone", { type: "close", reason: "" });
    for (let i = 0; i < LIMITS.devicesPerAccount; i++) {
      const its = { id: `n${i}`, name: "new", digest: String(i).padEnd(22, "n") };
      story.act("desk", { type: "device-add", account: "alice", device: its });
    }
    expect(endpoints(story)).toEqual([]);
  });

  test.each<[string, Act]>([
    ["the password", { type: "passwd", account: "alice", verifier }],
    ["the account", { type: "unregister", account: "alice" }],
  ])("goes with %s", (_what, act) => {
    const story = withAlice();
    story.act("phone", add("https://push.example/phone"));
    story.act("desk", add("https://push.example/desk"));
    story.act("desk", act);
    expect([endpoints(story), story.state.endpoints.size]).toEqual([[], 0]);
  });
});
