import { describe, expect, test } from "vitest";
import type { AddInvite, Register } from "../account-commands.ts";
import { LIMITS } from "../limits.ts";
import { openAct, Story } from "../testing.ts";

const digest = (letter: string): string => letter.repeat(22);
const link = (id: string, more: Partial<AddInvite> = {}): AddInvite => ({
  type: "invite-add",
  id,
  digest: digest(id),
  uses: 1,
  ...more,
});
const register = (account: string, code: string): Register => ({ type: "register", account, invite: digest(code) });

/** Root is an owner of the server. */
function withRoot(): Story {
  const story = new Story();
  story.act("", { type: "register", account: "root", role: "owner" });
  story.act("root", openAct("root", { account: "root" }));
  return story;
}

describe("an invite link", () => {
  test("is good for as many accounts as it says, and then no more", () => {
    const story = withRoot();
    story.act("root", link("a", { uses: 2, channel: "#a" }));
    expect(story.state.invites.get("a")).toMatchObject({ uses: 2, used: 0, by: "root", channel: "#a" });
    expect(story.outcome("x", register("x", "a"))).toEqual([]);
    expect(story.state.invites.get("a")).toMatchObject({ uses: 1, used: 1 });
    expect(story.outcome("y", register("y", "a"))).toEqual([]);
    expect(story.state.invites.size).toBe(0);
    expect(story.outcome("z", register("z", "a"))).toBe("bad-invite");
    expect(story.state.accounts.has("z")).toBe(false);
  });

  test("loses no use to somebody who is refused", () => {
    const story = withRoot();
    story.act("root", link("a"));
    expect(story.outcome("x", register("root", "a"))).toBe("account-exists");
    expect(story.outcome("x", register("x", "b"))).toBe("bad-invite");
    expect(story.state.invites.get("a")).toMatchObject({ uses: 1 });
  });

  test("is over by its time, and when it is removed", () => {
    const story = withRoot();
    story.act("root", link("a", { until: (story.state.seq + 3) * 1000 }));
    story.act("root", link("b"));
    expect(story.outcome("x", register("x", "a"))).toBe("bad-invite");
    story.act("root", { type: "invite-remove", id: "b" });
    expect(story.outcome("x", register("x", "b"))).toBe("bad-invite");
    expect(story.outcome("root", { type: "invite-remove", id: "b" })).toBe("no-such-invite");
    expect(story.outcome("root", link("c", { until: story.state.at }))).toBe("bad-command");
  });

  test("gives the role that an owner put in it, until that owner has no such say", () => {
    const story = withRoot();
    story.act("", { type: "register", account: "second", role: "owner" });
    story.act("root", link("a", { role: "admin" }));
    story.act("x", register("x", "a"));
    expect(story.state.accounts.get("x")?.role).toBe("admin");
    story.act("root", link("b", { role: "owner", uses: 9 }));
    story.act("root", link("c", { uses: 9 }));
    story.act("", { type: "role", account: "root", role: "admin" });
    expect(story.outcome("y", register("y", "b"))).toBe("bad-invite");
    expect(story.outcome("y", register("y", "c"))).toEqual([]);
    story.act("", { type: "role", account: "root", role: "owner" });
    story.act("root", link("d", { role: "owner" }));
    story.act("root", { type: "unregister", account: "root" });
    expect(story.outcome("z", register("z", "d"))).toBe("bad-invite");
  });

  test("is void when who made it has no say any more, so that they can't let themselves in again", () => {
    const story = withRoot();
    story.act("", { type: "register", account: "ann", role: "admin" });
    story.act("ann", openAct("ann", { account: "ann" }));
    story.act("ann", link("a", { uses: 9 }));
    story.act("", { type: "role", account: "ann" });
    expect(story.outcome("x", register("x", "a"))).toBe("bad-invite");
  });

  test.each<[string, Partial<AddInvite>]>([
    ["another's id", { id: "a" }],
    ["another's code", { digest: digest("a") }],
    ["an id with spaces", { id: "b c" }],
    ["a code that is no digest", { digest: "short" }],
    ["no uses", { uses: 0 }],
    ["half a use", { uses: 1.5 }],
    ["too many uses", { uses: LIMITS.inviteUses + 1 }],
  ])("does not have %s", (_what, more) => {
    const story = withRoot();
    story.act("root", link("a"));
    expect(story.outcome("root", link("b", more))).toBe("bad-command");
  });

  test("leads to something that may be a channel", () => {
    expect(withRoot().outcome("root", link("a", { channel: "club" }))).toBe("bad-channel-name");
  });

  test("is one of a bounded number, in which those that are over do not count", () => {
    const story = withRoot();
    story.act("root", link("a", { until: (story.state.seq + 2) * 1000 }));
    const one = story.state.invites.get("a");
    const later = story.state.at * 9;
    for (let i = 1; one && i < LIMITS.inviteLinks; i++) {
      story.state.invites.set(`i${i}`, { ...one, id: `i${i}`, digest: `${i}`, until: later });
    }
    expect(story.outcome("root", link("b"))).toEqual([]);
    expect(story.state.invites.has("a")).toBe(false);
    expect(story.outcome("root", link("c"))).toBe("server-full");
  });
});
