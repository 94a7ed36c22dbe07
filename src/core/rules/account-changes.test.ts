import { describe, expect, test } from "vitest";
import type { AdminCommand, Register } from "../account-commands.ts";
import type { Act, Open } from "../commands.ts";
import { accountAsker } from "../fetching.ts";
import { accountByIdentity } from "../identities.ts";
import { talkOf } from "../keeping.ts";
import { restore, snapshot } from "../snapshot.ts";
import { accountByProof, deviceProof, identityOf, type User } from "../state.ts";
import { Client, openAct, Story, World } from "../testing.ts";

const verifier = { salt: "bmV3", iterations: 4096, storedKey: "bmV3", serverKey: "bmV3" };
const as = (nick: string, account: string, more: Partial<Open> = {}): Open => openAct(nick, { account, ...more });
const passwd = (account = "alice"): Act => ({ type: "passwd", account, verifier });
const unregister = (account = "alice"): Act => ({ type: "unregister", account });
const role = (account: string, its?: "owner" | "admin"): Act => ({ type: "role", account, ...(its && { role: its }) });
const device = { id: "d", name: "phone", digest: "d".repeat(22) };

function userOf({ session }: Client): User {
  if (!session.user) throw new Error("nobody");
  return session.user;
}

/** Alice is there by two sessions of one user and by one of another, who was a guest before; she has signed in by a device. */
function withAlice(): Story {
  const story = new Story();
  story.act("", { type: "register", account: "alice", device });
  story.act("one", as("alice", "alice", { device: "d" }));
  story.act("two", as("alice", "alice"));
  story.act("three", openAct("alice_phone"));
  story.act("three", { type: "login", account: "alice", device: "d" });
  return story;
}

describe("another password", () => {
  test("is not got round by what was proved before it, on its way to the log meanwhile", () => {
    const story = withAlice();
    const { renewed = 0 } = story.state.accounts.get("alice") ?? {};
    expect(story.outcome("early", as("early", "alice", { renewed }))).toEqual([]);
    expect(story.user("alice").sessions.has("early")).toBe(true);
    story.act("guest", openAct("guest"));
    story.act("one", passwd());
    expect(story.outcome("late", as("late", "alice", { renewed }))).toBe("wrong-password");
    expect(story.outcome("guest", { type: "login", account: "alice", renewed })).toBe("wrong-password");
    const now = story.state.accounts.get("alice")?.renewed ?? 0;
    expect(story.outcome("guest", { type: "login", account: "alice", renewed: now })).toHaveLength(1);
  });

  test("is not that of another account that has the name by now", () => {
    const story = withAlice();
    const { renewed = 0 } = story.state.accounts.get("alice") ?? {};
    story.act("", unregister());
    story.act("", { type: "register", account: "alice" });
    expect(story.outcome("late", as("late", "alice", { renewed }))).toBe("wrong-password");
  });

  test("forgets certificates, and who it is elsewhere, unless it is the first password", () => {
    const story = withAlice();
    const certificate = "c".repeat(64);
    story.act("", { type: "subject-add", account: "alice", subject: "issuer alice" });
    story.act("", { type: "certificate-add", account: "alice", fingerprint: certificate });
    story.act("", passwd());
    expect([...story.state.proofs.keys()]).toEqual(["subject issuer alice"]);
    expect(story.outcome("late", as("late", "alice", { certificate }))).toBe("no-such-certificate");
    story.act("", passwd());
    expect(story.state.proofs.size).toBe(0);
  });

  test("is for its own user, owners and the server to set", () => {
    const story = withAlice();
    story.act("", { type: "register", account: "ann", role: "admin" });
    story.act("", { type: "register", account: "olga", role: "owner" });
    for (const nick of ["ann", "olga"]) story.act(nick, as(nick, nick));
    for (const act of [passwd(), { type: "device-add", account: "alice", device: { ...device, id: "e" } } as const]) {
      expect(story.outcome("ann", act)).toBe("not-yours");
    }
    expect(story.outcome("olga", passwd())).not.toBe("not-yours");
  });

  test("ends all other sessions and forgets all devices", () => {
    const story = withAlice();
    expect(story.act("one", passwd())).toMatchObject({ ended: { sessions: ["two", "three"], code: "signed-out" } });
    expect(story.state.accounts.get("alice")).toMatchObject({ verifier, devices: new Map() });
    expect(accountByProof(story.state, deviceProof(device.digest))).toBeUndefined();
    expect(story.state.sessions.get("one")).not.toHaveProperty("device");
    expect(story.user("alice").sessions).toEqual(new Set(["one"]));
  });

  test("ends all if somebody else gives it", () => {
    const story = withAlice();
    expect(story.act("", passwd())).toMatchObject({ ended: { sessions: ["one", "two", "three"] } });
    expect(story.state.users.size).toBe(0);
  });

  test("leaves a user who is always on where they are", () => {
    const story = withAlice();
    story.act("one", { type: "alwayson", account: "alice", on: true });
    story.act("", passwd());
    expect(story.user("alice").absent).toEqual({ isAway: true });
  });
});

describe("removing an account", () => {
  test("ends all its sessions, and frees its name and what proved it", () => {
    const story = withAlice();
    story.act("one", { type: "markread", to: "#a", at: 1 });
    expect(story.act("one", unregister("ALICE"))).toMatchObject({ ended: { sessions: ["one", "two", "three"] } });
    expect(story.state).toMatchObject({ accounts: new Map(), proofs: new Map(), users: new Map(), markers: 0 });
    expect(story.outcome("x", openAct("alice"))).toHaveLength(1);
  });

  test("gives nothing to whoever has the name next: no place, no standing, no past", () => {
    const story = withAlice();
    story.gather("#a", "one", "bob");
    story.act("one", { type: "close", reason: "" });
    story.act("two", { type: "close", reason: "" });
    expect(story.channel("#a").regulars.size).toBe(1);
    story.act("", unregister());
    expect(story.channel("#a").regulars.size).toBe(0);
    story.act("", { type: "register", account: "alice" });
    expect(story.outcome("x", as("alice", "alice"))).toMatchObject([{ type: "arrive" }]);
    const user = story.user("alice");
    expect(identityOf(user)).not.toBe("alice");
    expect(accountByIdentity(story.state, "alice")).toBeUndefined();
    expect(accountByIdentity(story.state, identityOf(user))?.name).toBe("alice");
    expect(talkOf(identityOf(user), "bob")).not.toBe(talkOf("alice", "bob"));
    story.state = restore(snapshot(story.state));
    expect(identityOf(story.user("alice"))).toBe(identityOf(user));
    story.act("x", { type: "logout" });
    expect(identityOf(story.user("alice"))).toBe(`~${user.id}`);
    story.act("x", { type: "login", account: "alice" });
    expect(identityOf(story.user("alice"))).toBe(identityOf(user));
  });

  test("changes nobody else for good", () => {
    const story = withAlice();
    story.act("", { type: "register", account: "bob" });
    story.act("", unregister());
    story.act("", { type: "register", account: "carol" });
    story.act("x", as("x", "carol"));
    expect(identityOf(story.user("x"))).not.toBe("carol");
    story.act("x", { type: "login", account: "bob" });
    expect(identityOf(story.user("x"))).toBe("bob");
  });

  test("leaves what was said to those who said it: who has the name next reads nothing, and nobody reads it as theirs", async () => {
    const world = new World();
    const run = (act: AdminCommand | Register): void => {
      world.hub.run(act, () => {});
      world.commit();
    };
    const open = (account: string): Client => {
      const client = new Client(world.hub);
      client.ask(as(account, account));
      world.commit();
      return client;
    };
    for (const account of ["alice", "bob"]) run({ type: "register", account });
    const bob = open("bob");
    open("alice").ask({ type: "say", to: "bob", text: "a secret" });
    world.commit();
    run({ type: "unregister", account: "alice" });
    run({ type: "register", account: "alice" });
    const read = async (client: Client, of: string): Promise<unknown> => client.session.read({ of, limit: 9 });
    expect(await read(bob, "alice")).toMatchObject({ events: [] });
    const next = open("alice");
    expect(await read(next, "bob")).toMatchObject({ events: [] });
    expect(await bob.session.targets({ between: [0, 1e9], limit: 9 })).toEqual([]);
    expect(accountAsker(world.hub.state, "alice").identity).toBe(identityOf(userOf(next)));
    expect(accountAsker(world.hub.state, "bob").identity).toBe("bob");
  });

  test("is not done to the last owner by anybody but the server itself", () => {
    const story = withAlice();
    story.act("", role("alice", "owner"));
    expect(story.outcome("one", unregister())).toBe("last-owner");
    expect(story.outcome("one", role("alice", "admin"))).toBe("last-owner");
    expect(story.outcome("", role("alice", "admin"))).toMatchObject([]);
    expect(story.outcome("one", unregister())).toHaveLength(2);
  });

  test("of somebody else is for those who have more to say", () => {
    const story = withAlice();
    story.act("", { type: "register", account: "adam", role: "admin" });
    story.act("adam", as("adam", "adam"));
    story.act("", role("alice", "admin"));
    expect(story.outcome("adam", unregister())).toBe("not-yours");
    story.act("", role("alice"));
    expect(story.outcome("adam", unregister())).toHaveLength(2);
    expect(story.outcome("adam", unregister())).toBe("no-such-account");
  });
});

describe("a role", () => {
  test("that is given makes all users of the account operators at once, and shows them", () => {
    const story = withAlice();
    for (const channel of ["#a", "#b"]) {
      story.gather(channel, "op");
      story.act("op", { type: "mode", channel, changes: [{ set: true, mode: "D" }] });
      for (const id of ["one", "three"]) story.act(id, { type: "join", channel });
    }
    const emissions = story.emissions("", role("alice", "admin"));
    expect(emissions.map(({ event }) => event.type)).toEqual(["usermode", "join", "join", "usermode", "join", "join"]);
    expect(new Set(emissions.map(({ event }) => event.id)).size).toBe(6);
    for (const nick of ["alice", "alice_phone"]) {
      expect(story.user(nick)).toMatchObject({ operator: "alice", modes: "o" });
    }
    expect(story.outcome("", role("alice"))).toHaveLength(2);
    expect(story.user("alice")).not.toHaveProperty("operator");
    expect(story.outcome("", role("alice"))).toEqual([]);
  });

  test("comes and goes with the account", () => {
    const story = withAlice();
    story.act("", role("alice", "admin"));
    story.act("x", openAct("x"));
    expect(story.outcome("x", { type: "login", account: "alice" })).toMatchObject([
      { type: "account" },
      { type: "usermode", changes: [{ set: true, mode: "o" }] },
    ]);
    story.act("x", { type: "logout" });
    expect(story.user("x")).not.toHaveProperty("operator");
  });

  test("is not asked about by who may not know which accounts there are", () => {
    const story = withAlice();
    for (const account of ["alice", "nobody"]) {
      expect(story.outcome("one", role(account, "admin"))).toBe("not-server-operator");
      if (account === "nobody") expect(story.outcome("one", passwd(account))).toBe("not-yours");
    }
  });

  test("laid down is none while that lasts", () => {
    const story = withAlice();
    story.act("", role("alice", "owner"));
    story.act("one", { type: "usermode", changes: [{ set: false, mode: "o" }] });
    expect(story.outcome("one", role("alice", "owner"))).toBe("not-server-operator");
    expect(story.outcome("one", { type: "kill", nick: "alice", reason: "" })).toBe("not-server-operator");
  });
});

describe("a user with several sessions", () => {
  test("becomes no other by what one of them proves", () => {
    const story = withAlice();
    story.act("", { type: "register", account: "zoe" });
    for (const act of [
      { type: "login", account: "zoe" },
      { type: "logout" },
      { type: "register", account: "other" },
      { type: "oper", name: "boss" },
    ] satisfies Act[]) {
      expect(story.outcome("one", act), act.type).toBe("not-yours");
    }
    story.act("two", { type: "close", reason: "" });
    expect(story.outcome("one", { type: "oper", name: "boss" })).toHaveLength(1);
    expect(story.outcome("one", { type: "logout" })).toHaveLength(1);
  });

  test("may be an operator by proof besides a role, which all of them have", () => {
    const story = withAlice();
    story.act("", role("alice", "admin"));
    expect(story.outcome("one", { type: "oper", name: "boss" })).toEqual([]);
    expect(story.user("alice").operator).toBe("boss");
  });
});
