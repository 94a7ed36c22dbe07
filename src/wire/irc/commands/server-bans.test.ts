import { describe, expect, it } from "vitest";
import { codes, createIrcWorld, type IrcWorld, type TestClient } from "../testing.ts";

const DENIED = "Only an operator of the server may do that.";

/** A world with alice's account, a guest `bob` and an operator `root`. */
function world(): IrcWorld & { readonly root: TestClient; readonly bob: TestClient } {
  const irc = createIrcWorld();
  irc.account("alice");
  const bob = irc.join("bob");
  const root = irc.operator("root");
  root.lines();
  return { ...irc, root, bob };
}

function bans({ world: { hub } }: IrcWorld): string[] {
  const all = [...hub.state.bans.values(), ...hub.state.mutes.values()];
  return all.map(({ target, mutes, reason }) =>
    `${mutes ? "mute" : "ban"} ${target.kind} ${target.name} ${reason}`.trim(),
  );
}

describe("UBAN", () => {
  it.each([
    ["UBAN ADD alice", "ban account alice"],
    ["UBAN ADD ALICE :too loud", "ban account alice too loud"],
    ["uban add mute alice 10m too loud", "mute account alice too loud"],
    ["UBAN ADD *!*@host.example spam", "ban mask *!*@host.example spam"],
    ["UBAN ADD u@host.example", "ban mask *!u@host.example"],
    ["UBAN ADD spam*", "ban mask spam*!*@*"],
    ["UBAN ADD *.example", "ban mask *!*@*.example"],
    ["UBAN ADD 10.1.2.3", "ban range 10.1.2.3/32"],
    ["UBAN ADD 10.1.2.3/8 1d bots", "ban range 10.0.0.0/8 bots"],
    ["UBAN ADD 10.1.2.3/8 DURATION 1d bots", "ban range 10.0.0.0/8 bots"],
    ["UBAN ADD 2001:DB8::1/32 bots", "ban range 2001:db8::/32 bots"],
    ["UBAN ADD 0::ffff:10.1.2.3", "ban range 10.1.2.3/32"],
    ["UBAN ADD alice 3 strikes", "ban account alice 3 strikes"],
    ["KLINE *@host.example :spam", "ban mask *!*@host.example spam"],
    ["KLINE 1h host.example spam", "ban mask *!*@host.example spam"],
    ["KLINE 10.1.2.0/24", "ban range 10.1.2.0/24"],
    ["DLINE 10.1.2.3/24 2h :bots", "ban range 10.1.2.0/24 bots"],
    ["DLINE 2h 10.1.2.3/24 :bots", "ban range 10.1.2.0/24 bots"],
  ])("takes %j", (line, ban) => {
    const irc = world();
    expect(codes(irc.root.send(line))).toEqual(["NOTICE"]);
    expect(bans(irc)).toEqual([ban]);
  });

  it.each([
    ["UBAN ADD alice 10m", 600_000],
    ["UBAN ADD alice 1d12h so there", 129_600_000],
    ["UBAN ADD alice so there", undefined],
    ["UBAN ADD alice so 10m", undefined],
    ["KLINE 7d x.example", 604_800_000],
  ])("holds as long as is said, and for good otherwise: %s", (line, ms) => {
    const irc = world();
    irc.root.send(line);
    const [ban] = irc.world.hub.state.bans.values();
    expect(ban?.until).toBe(ms === undefined ? undefined : irc.world.clock.now() + ms);
  });

  it("is lifted by DEL, however it is written, and by the short forms", () => {
    const irc = world();
    for (const [add, del] of [
      ["UBAN ADD alice", "UBAN DEL Alice"],
      ["UBAN ADD MUTE alice", "UBAN DEL MUTE alice"],
      ["UBAN ADD 10.1.2.3/8", "UBAN DEL 10.9.9.9/8"],
      ["DLINE 2001:db8::1", "UNDLINE 2001:0DB8:0::1"],
      ["KLINE x@y.example", "UNKLINE X@Y.EXAMPLE"],
      ["KLINE y.example", "UBAN DEL *!*@y.example"],
      ["UBAN ADD *!*@*.example", "UBAN DEL *.example"],
    ] as const) {
      irc.root.send(add);
      expect(bans(irc)).toHaveLength(1);
      expect(codes(irc.root.send(del))).toEqual(["NOTICE"]);
      expect(bans(irc)).toEqual([]);
      expect(irc.root.send(del).join()).toContain(" NO_SUCH_BAN ");
    }
  });

  it("means the account of a nick, and no guest by theirs", async () => {
    const irc = world();
    const alice = await irc.signIn("alice");
    alice.send("NICK al");
    expect(irc.root.send("UBAN ADD bob", "UBAN ADD nobody")).toEqual(
      ["bob", "nobody"].map((name) =>
        expect.stringMatching(
          `^:parley\\.test FAIL UBAN NO_SUCH_ACCOUNT ${name} :There is no account of that name\\. Others are banned by a mask`,
        ),
      ),
    );
    expect(irc.root.send("UBAN ADD al :too loud")).toEqual([
      ":parley.test NOTICE root :root banned alice from the server: too loud",
    ]);
    expect(alice.lines().at(-1)).toBe("ERROR :You are banned from this server: too loud");
    expect(alice.connection.closed).toBe(true);
  });

  it("is told to the other operators, and to nobody else", () => {
    const irc = world();
    const toor = irc.operator("toor");
    toor.lines();
    irc.bob.lines();
    irc.root.send("UBAN ADD 10.0.0.0/8 10m :bots");
    expect(toor.lines()).toEqual([
      expect.stringMatching(
        /^:parley\.test NOTICE toor :\*\*\* root banned 10\.0\.0\.0\/8 from the server until 2025-\S+Z: bots$/,
      ),
    ]);
    expect(irc.bob.lines()).toEqual([]);
  });

  it("is listed with all that there is to know of it, as long as it holds", () => {
    const irc = world();
    irc.root.send("UBAN ADD 10.0.0.0/8 1m :bots", "UBAN ADD MUTE *!*@x", "UBAN ADD alice");
    const at = new Date(irc.world.clock.now()).toISOString();
    const ends = new Date(irc.world.clock.now() + 60_000).toISOString();
    expect(irc.root.send("UBAN LIST")).toEqual([
      `:parley.test NOTICE root :Ban of range 10.0.0.0/8, until ${ends}, by root at ${at}: bots`,
      `:parley.test NOTICE root :Ban of account alice, for good, by root at ${at}`,
      `:parley.test NOTICE root :Mute of mask *!*@x, for good, by root at ${at}`,
      ":parley.test NOTICE root :End of the list: 3 in all",
    ]);
    irc.world.clock.advance(60_000);
    expect(irc.root.send("UBAN LIST").at(-1)).toContain("End of the list: 2 in all");
  });

  it.each([
    "UBAN ADD alice",
    "UBAN ADD bob",
    "UBAN DEL alice",
    "UBAN LIST",
    "KLINE a@b",
    "UNKLINE a@b",
    "DLINE ::1",
    "UNDLINE ::1",
  ])("is for operators: %s", (line) => {
    const irc = world();
    expect(irc.bob.send(line)).toEqual([`:parley.test 481 bob :${DENIED}`]);
    expect(bans(irc)).toEqual([]);
  });

  it.each([
    ["UBAN NONSENSE alice", "INVALID_PARAMS NONSENSE"],
    ["UBAN ADD", "INVALID_PARAMS ADD"],
    ["UBAN DEL", "INVALID_PARAMS DEL"],
    ["UBAN ADD MUTE 10.0.0.0/8", "BAD_BAN 10.0.0.0/8"],
    ["DLINE alice", "BAD_BAN alice"],
    ["DLINE 10.0.0.0/40", "BAD_BAN 10.0.0.0/40"],
    ["UBAN ADD owner", "NOT_YOURS owner"],
  ])("refuses %s", (line, what) => {
    const irc = world();
    irc.account("owner", "owner");
    expect(irc.root.send(line).join()).toContain(`FAIL ${line.split(" ")[0]} ${what} :`);
    expect(bans(irc)).toEqual([]);
  });

  it("cuts the reason to what fits in a line", () => {
    const irc = world();
    irc.root.send(`UBAN ADD alice ${"é".repeat(200)}`);
    expect(bans(irc)[0]?.length).toBe("ban account alice ".length + 105);
  });
});
