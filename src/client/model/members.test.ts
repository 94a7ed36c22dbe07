import { describe, expect, it } from "vitest";
import type { Member } from "../../wire/json/messages.ts";
import { MemberList } from "./members.ts";

const base = { seq: 1, at: 1, id: "e-1" };

function member(nick: string, modes = ""): Member {
  return { nick, user: "json", host: "here", modes, dialects: ["irc"] };
}

function listOf(...members: readonly Member[]): MemberList {
  const list = new MemberList((run) => run());
  list.set(members, true);
  return list;
}

function nicks(list: MemberList): string {
  return list.source
    .get()
    .list.map(({ nick, modes }) => `${modes}${modes && ":"}${nick}`)
    .join(" ");
}

describe("the members of a channel", () => {
  it("are sorted by standing and then by nick", () => {
    expect(nicks(listOf(member("dora"), member("Carol", "v"), member("bob"), member("erin", "o")))).toBe(
      "o:erin v:Carol bob dora",
    );
  });

  it("stay so as they come, go, and change", () => {
    const list = listOf(member("alice", "o"), member("bob"), member("dora"));
    const from = (nick: string) => ({ nick, user: "json", host: "here" });
    list.follow({ type: "join", ...base, from: from("carol"), channel: "#a", realname: "" });
    expect(nicks(list)).toBe("o:alice bob carol dora");
    const changes = [
      { set: true, mode: "v", parameter: "DORA" },
      { set: true, mode: "o", parameter: "dora" },
      { set: false, mode: "o", parameter: "alice" },
      { set: true, mode: "b", parameter: "bob" },
      { set: true, mode: "m" },
    ];
    list.follow({ type: "mode", ...base, from: from("alice"), channel: "#a", changes });
    expect(nicks(list)).toBe("vo:dora alice bob carol");
    list.follow({ type: "renamed", from: "alice", to: "zoe" });
    list.follow({ type: "gone", nick: "bob" });
    list.follow({ type: "gone", nick: "nobody" });
    expect(nicks(list)).toBe("vo:dora carol zoe");
    list.follow({ type: "away", ...base, from: from("zoe"), text: "tea" });
    list.follow({ type: "account", ...base, from: from("zoe"), account: "zoe" });
    list.follow({ type: "chghost", ...base, from: from("zoe"), user: "z", host: "elsewhere" });
    const zoe = {
      nick: "zoe",
      user: "z",
      host: "elsewhere",
      account: "zoe",
      away: "tea",
      modes: "",
      dialects: ["irc"],
    };
    expect(list.source.get().list[2]).toEqual(zoe);
    list.follow({ type: "away", ...base, from: from("zoe") });
    list.follow({ type: "account", ...base, from: from("zoe") });
    expect(list.source.get().list[2]).toEqual({ ...member("zoe"), user: "z", host: "elsewhere" });
    expect(list.source.get()).toMatchObject({ isWhole: true, total: 3 });
  });

  it("are where they would be if all were sorted, whatever happens to them", () => {
    const list = listOf();
    const all = new Map<string, string>();
    let seed = 1;
    const chance = (below: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    const act = (nick: string, what: number): void => {
      const from = { nick, user: "u", host: "h" };
      const modes = all.get(nick);
      if (what === 0) {
        all.delete(nick);
        list.follow({ type: "gone", nick });
      } else if (what === 1 || modes === undefined) {
        all.set(nick, modes ?? "");
        list.follow({ type: "join", ...base, from, channel: "#a", realname: "" });
      } else {
        const set = modes === "";
        all.set(nick, set ? "v" : "");
        list.follow({ type: "mode", ...base, from, channel: "#a", changes: [{ set, mode: "v", parameter: nick }] });
      }
    };
    for (let i = 0; i < 2_000; i++) act(`n${chance(100)}`, chance(3));
    const sorted = [...all].map(([nick, modes]) => `${modes}${modes && ":"}${nick}`);
    sorted.sort((one, other) => Number(other.includes(":")) - Number(one.includes(":")) || (one < other ? -1 : 1));
    expect(nicks(list)).toBe(sorted.join(" "));
  });

  it("take a join among 2,000 without being sorted again", () => {
    const list = listOf(...Array.from({ length: 2_000 }, (_, i) => member(`n${i}`)));
    const before = list.source.get();
    const begin = performance.now();
    for (let i = 0; i < 1_000; i++) {
      list.follow({
        type: "join",
        ...base,
        from: { nick: `m${i}`, user: "u", host: "h" },
        channel: "#a",
        realname: "",
      });
    }
    expect(performance.now() - begin).toBeLessThan(250);
    expect(before.list).toHaveLength(2_000);
    expect(list.source.get().total).toBe(3_000);
  });
});
