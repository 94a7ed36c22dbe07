import { describe, expect, it } from "vitest";
import { RATES } from "../core/rates.ts";
import { confirm, type Proving, prove, recognize } from "./sign-in.ts";
import { createWorld, testDigest, type World } from "./testing.ts";
import { type TestPasswords, testPasswords } from "./testing-passwords.ts";
import { WrongPasswords } from "./wrong-passwords.ts";

const FROM = "192.0.2.1";
const TOKEN = "parley-a token";

describe("prove", () => {
  it("knows a password, however the name is written, and a device's token with its name or alone", async () => {
    const { parts } = await withAlice();
    expect(await prove(parts, { account: "ALICE", password: "sesame" }, FROM)).toMatchObject({ account: "alice" });
    const device = { account: "alice", device: "phone" };
    expect(await prove(parts, { token: TOKEN }, FROM)).toMatchObject(device);
    expect(await prove(parts, { account: "Alice", password: TOKEN }, FROM)).toMatchObject(device);
  });

  it("takes a password in another writing for the same", async () => {
    const { parts } = await withAlice();
    expect(await prove(parts, { account: "alice", password: "se\u00adsame" }, FROM)).toMatchObject({
      account: "alice",
    });
  });

  it.each([
    { account: "alice", password: "Sesame" },
    { account: "alice", password: "" },
    { account: "alice", password: "ses\u0007ame" },
    { account: "nobody", password: "sesame" },
    { account: "bob", password: TOKEN },
    { token: "parley-another" },
    { token: "sesame" },
  ])("refuses %j, and counts it", async (said) => {
    const { parts, counted } = await withAlice();
    expect(await prove(parts, said, FROM)).toMatchObject({ refusal: { code: "wrong-password" } });
    expect(counted).toEqual([said.account === undefined ? undefined : `account ${said.account}`]);
  });

  it("does as much work for a name without an account, and for what can't be a password", async () => {
    const { parts, passwords } = await withAlice();
    await prove(parts, { account: "nobody", password: "sesame" }, FROM);
    await prove(parts, { account: "alice", password: "\u0007" }, FROM);
    await prove(parts, { account: "alice", password: "sesame" }, FROM);
    expect(passwords.calls.filter((call) => call.startsWith("matches"))).toHaveLength(3);
  });

  it("looks at nothing of who is barred, and counts nothing while too many passwords are worked on", async () => {
    const { parts, passwords } = await withAlice();
    const busy = { ...parts, passwords: { ...passwords, matches: async () => "busy" as const } };
    for (let i = 0; i <= RATES.wrongPerAccount.most; i++) {
      expect(await prove(busy, { account: "alice", password: "guess" }, FROM)).toMatchObject({
        refusal: { code: "busy" },
      });
    }
    for (let i = 0; i < RATES.wrongPerAccount.most; i++) {
      await prove(parts, { account: "alice", password: "guess" }, `198.51.100.${i}`);
    }
    // Who has a token does not guess.
    expect(await prove(parts, { token: TOKEN }, "203.0.113.1")).toMatchObject({ account: "alice", device: "phone" });
    const looked = passwords.calls.length;
    expect(await prove(parts, { account: "alice", password: "sesame" }, FROM)).toMatchObject({
      refusal: { code: "too-many-tries" },
    });
    expect(passwords.calls.length).toBe(looked);
  });

  it.each([
    ["the password", { account: "ALICE", password: "sesame" }],
    ["a token", { token: TOKEN }],
  ])("looks at passwords from where %s was right, though others guess from everywhere", async (_what, said) => {
    const { parts, passwords } = await withAlice();
    expect(await prove(parts, said, "2001:db8::1")).toMatchObject({ account: "alice" });
    for (let i = 0; i < RATES.wrongPerAccount.most; i++) {
      await prove(parts, { account: "alice", password: "guess" }, `192.0.2.${i}`);
    }
    const again = { account: "alice", password: "sesame" };
    expect(await prove(parts, again, "2001:db8::2")).toMatchObject({ account: "alice" });
    const looked = passwords.calls.length;
    expect(await prove(parts, again, FROM)).toMatchObject({ refusal: { code: "too-many-tries" } });
    expect(passwords.calls.length).toBe(looked);
  });

  it("looks at no more of one address for one account, and at those of others still", async () => {
    const { parts } = await withAlice();
    for (let i = 0; i < RATES.wrongPerAccountFromAddress.most; i++) {
      await prove(parts, { account: "alice", password: "guess" }, FROM);
    }
    const right = { account: "alice", password: "sesame" };
    expect(await prove(parts, right, FROM)).toMatchObject({ refusal: { code: "too-many-tries" } });
    expect(await prove(parts, { account: "nobody", password: "guess" }, FROM)).toMatchObject({
      refusal: { code: "wrong-password" },
    });
    expect(await prove(parts, right, "192.0.2.2")).toMatchObject({ account: "alice" });
  });

  it("believes no password that is another one by the time it was looked at", async () => {
    const { parts, world, passwords } = await withAlice();
    const asked = prove(parts, { account: "alice", password: "sesame" }, FROM);
    const verifier = passwords.standIn("alice");
    world.hub.run({ type: "passwd", account: "alice", verifier }, () => {});
    world.commit();
    expect(await asked).toMatchObject({ refusal: { code: "wrong-password" } });
  });
});

describe("confirm", () => {
  it("takes the password and no token, and counts what is wrong", async () => {
    const { parts, counted } = await withAlice();
    expect(await confirm(parts, "alice", "sesame", FROM)).toBeUndefined();
    expect(await confirm(parts, "alice", TOKEN, FROM)).toMatchObject({ code: "wrong-password" });
    expect(counted).toEqual(["account alice"]);
  });
});

describe("recognize", () => {
  it("knows a token, and counts nothing that is none", async () => {
    const { parts, counted } = await withAlice();
    expect(recognize(parts, TOKEN)).toMatchObject({ account: "alice", device: "phone" });
    expect(recognize(parts, "sesame")).toBeUndefined();
    expect(counted).toEqual([]);
  });
});

/** A world with the account alice, whose password is `sesame`, and her phone. */
async function withAlice(): Promise<{
  readonly world: World;
  readonly passwords: TestPasswords;
  readonly parts: Proving;
  /** What wrong tries were to open. */
  readonly counted: readonly (string | undefined)[];
}> {
  const world = createWorld();
  const passwords = testPasswords();
  const verifier = await passwords.make("sesame", FROM);
  if (verifier === "busy") throw new Error("nothing else is worked on");
  const device = { id: "phone", name: "phone", digest: testDigest(TOKEN) };
  world.hub.run({ type: "register", account: "alice", verifier, device }, () => {});
  world.commit();
  const counted: (string | undefined)[] = [];
  const wrong = new (class extends WrongPasswords {
    override count(address: string, opens: string | undefined, now: number): void {
      counted.push(opens);
      super.count(address, opens, now);
    }
  })(true);
  const parts = { state: world.hub.state, passwords, wrong, digest: testDigest, now: () => 0 };
  return { world, passwords, parts, counted };
}
