import { describe, expect, test } from "vitest";
import type { Act } from "../commands.ts";
import { LIMITS } from "../limits.ts";
import { restore, snapshot } from "../snapshot.ts";
import { openAct, Story } from "../testing.ts";
import { founderOf } from "./registered.ts";

const mode = (letters: string, parameter?: string, channel = "#a"): Act => ({
  type: "mode",
  channel,
  changes: [{ set: letters[0] === "+", mode: letters.slice(1), ...(parameter && { parameter }) }],
});
const join = (channel = "#a", key?: string): Act => ({ type: "join", channel, ...(key && { key }) });
const part: Act = { type: "part", channel: "#a" };
const kick = (nick: string): Act => ({ type: "kick", channel: "#a", nick });

/** Fiona has registered `#a`, in which are olga, who operates it, and max; all three have accounts. */
function withChannel(): Story {
  const story = new Story();
  for (const name of ["fiona", "olga", "max"]) {
    story.act("", { type: "register", account: name });
    story.act(name, openAct(name, { account: name }));
  }
  story.gather("#a", "fiona", "olga", "max");
  story.act("fiona", mode("+o", "olga"));
  story.act("fiona", mode("+r"));
  return story;
}

const standing = (story: Story, nick: string): string | undefined =>
  story.channel("#a").members.get(story.user(nick).id);

describe("registering a channel", () => {
  test("makes it its founder's, who is shown as its owner", () => {
    const story = withChannel();
    story.gather("#b", "fiona");
    expect(story.outcome("fiona", mode("+r", undefined, "#b"))).toMatchObject([
      {
        changes: [
          { set: true, mode: "r" },
          { set: true, mode: "q", parameter: "fiona" },
        ],
      },
    ]);
    expect(founderOf(story.state, story.channel("#b"))).toBe("fiona");
    expect(standing(story, "fiona")).toBe("oq");
    expect(story.outcome("fiona", mode("+r", undefined, "#b"))).toEqual([]);
  });

  test("is for operators of the channel with an account, and not of the server's own", () => {
    const story = withChannel();
    story.gather("#b", "guest", "max");
    expect(story.outcome("max", mode("+r", undefined, "#b"))).toBe("not-operator");
    expect(story.outcome("guest", mode("+r", undefined, "#b"))).toBe("no-account");
    story.act("", { type: "start", name: "one", epoch: "e", channels: ["#lobby"] });
    story.act("", { type: "role", account: "max", role: "admin" });
    story.act("max", join("#lobby"));
    expect(story.outcome("max", mode("+r", undefined, "#lobby"))).toBe("not-yours");
  });

  test("is done for a bounded number of channels", () => {
    const story = withChannel();
    for (let i = 1; i < LIMITS.channelsPerAccount; i++) {
      story.act("fiona", join(`#${i}`));
      expect(story.outcome("fiona", mode("+r", undefined, `#${i}`))).toHaveLength(1);
    }
    story.act("fiona", join("#late"));
    expect(story.outcome("fiona", mode("+r", undefined, "#late"))).toBe("server-full");
  });
});

describe("a registered channel", () => {
  test("stays as it is when everybody has left, and gives all their standing back", () => {
    const story = withChannel();
    story.act("fiona", mode("+i"));
    story.act("fiona", { type: "topic", channel: "#a", topic: "tea" });
    for (const nick of ["fiona", "max", "olga"]) story.act(nick, part);
    expect(story.state.empty.has("#a")).toBe(false);
    story.state = restore(snapshot(story.state));
    expect(story.outcome("max", join())).toBe("invite-only");
    story.act("olga", join());
    story.act("fiona", join());
    expect([standing(story, "olga"), standing(story, "fiona")]).toEqual(["o", "oq"]);
    expect(story.channel("#a")).toMatchObject({ topic: { text: "tea" }, flags: "inrt" });
  });

  test("makes nobody an operator who comes first", () => {
    const story = withChannel();
    for (const nick of ["fiona", "olga", "max"]) story.act(nick, part);
    story.gather("#a", "stranger");
    expect(standing(story, "stranger")).toBe("");
    story.act("max", join());
    expect(standing(story, "max")).toBe("");
  });

  test("remembers what was given and taken away since", () => {
    const story = withChannel();
    story.act("fiona", mode("+v", "max"));
    story.act("fiona", mode("-o", "olga"));
    for (const nick of ["max", "olga"]) story.act(nick, part);
    for (const nick of ["max", "olga"]) story.act(nick, join());
    expect([standing(story, "max"), standing(story, "olga")]).toEqual(["v", ""]);
    expect(story.state.standings).toBe(2);
  });

  test("gives somebody their standing who signs in while they are in it, which all are told", () => {
    const story = withChannel();
    story.act("olga", { type: "close", reason: "" });
    story.gather("#a", "guest");
    expect(story.emissions("guest", { type: "login", account: "olga" })).toMatchObject([
      { event: { type: "account" } },
      {
        event: { type: "mode", changes: [{ set: true, mode: "o", parameter: "guest" }] },
        audience: { channels: ["#a"] },
      },
    ]);
    expect(standing(story, "guest")).toBe("o");
  });

  test("remembers of an account with several users what any of them has", () => {
    const story = withChannel();
    story.act("phone", openAct("olga_phone"));
    story.act("phone", { type: "login", account: "olga" });
    story.act("phone", join());
    expect(standing(story, "olga_phone")).toBe("o");
    story.act("fiona", mode("-o", "olga_phone"));
    expect(story.channel("#a").standings.get("olga")).toBe("o");
    story.act("fiona", mode("-o", "olga"));
    expect(story.channel("#a").standings.has("olga")).toBe(false);
  });

  test("lets its founder in whatever is set, and those who run it but if they are banned", () => {
    const story = withChannel();
    for (const act of [mode("+k", "secret"), mode("+l", "1"), mode("+i"), mode("+b", "fiona"), mode("+b", "olga")]) {
      story.act("fiona", act);
    }
    for (const nick of ["fiona", "olga", "max"]) story.act(nick, part);
    expect(story.outcome("max", join())).toBe("invite-only");
    expect(story.outcome("olga", join())).toBe("banned");
    expect(story.outcome("fiona", join())).toHaveLength(1);
    story.act("max", { type: "oper", name: "boss" });
    story.act("max", join());
    story.act("fiona", mode("+v", "max"));
    story.act("max", { type: "usermode", changes: [{ set: false, mode: "o" }] });
    story.act("max", part);
    expect(story.outcome("max", join())).toBe("invite-only");
    story.act("fiona", mode("-b", "olga"));
    expect(story.outcome("olga", join())).toHaveLength(1);
  });

  test("brings its founder back on signing in, though banned", () => {
    const story = withChannel();
    story.act("fiona", mode("+b", "fiona"));
    story.act("fiona", { type: "close", reason: "" });
    story.act("back", openAct("fiona", { account: "fiona" }));
    expect(standing(story, "fiona")).toBe("oq");
  });

  test("has a founder from whom nobody takes anything, but an operator of the server", () => {
    const story = withChannel();
    story.act("fiona", mode("+q", "olga"));
    expect(story.outcome("olga", mode("-q", "fiona"))).toBe("not-operator");
    expect(story.outcome("olga", kick("fiona"))).toBe("not-operator");
    expect(story.outcome("olga", mode("-r"))).toBe("not-yours");
    expect(story.outcome("fiona", mode("-q", "fiona"))).toHaveLength(1);
    expect(story.outcome("olga", kick("fiona"))).toBe("not-operator");
    expect(story.outcome("olga", mode("+q", "fiona"))).toHaveLength(1);
    story.act("max", { type: "oper", name: "boss" });
    expect(story.outcome("max", mode("-q", "fiona"))).toHaveLength(1);
    expect(story.outcome("max", kick("fiona"))).toHaveLength(1);
    expect(story.outcome("fiona", join())).toHaveLength(1);
    expect(standing(story, "fiona")).toBe("oq");
  });

  test("is given up by its founder, and then is like every other", () => {
    const story = withChannel();
    expect(story.outcome("fiona", mode("-r"))).toMatchObject([{ changes: [{ set: false, mode: "r" }] }]);
    expect(story.channel("#a")).not.toHaveProperty("founder");
    expect(story.state.standings).toBe(0);
    story.act("olga", part);
    story.act("olga", join());
    expect(standing(story, "olga")).toBe("");
    for (const nick of ["fiona", "olga", "max"]) story.act(nick, part);
    expect(story.state.empty.has("#a")).toBe(true);
  });

  test("takes standing from who is not there, too", () => {
    const story = withChannel();
    story.act("olga", { type: "part", channel: "#a" });
    const minus = { type: "mode", channel: "#a", changes: [{ set: false, mode: "o", parameter: "OLGA" }] } as const;
    expect(story.outcome("max", minus)).toBe("not-operator");
    expect(story.outcome("fiona", minus)).toMatchObject([{ changes: [{ set: false, mode: "o", parameter: "olga" }] }]);
    expect(story.outcome("fiona", minus)).toBe("user-not-in-channel");
    story.act("olga", join());
    expect(standing(story, "olga")).toBe("");
  });

  test("is the founder's under another name", () => {
    const story = withChannel();
    expect(story.outcome("olga", { type: "rename", channel: "#a", name: "#b" })).toBe("not-yours");
    story.act("fiona", { type: "rename", channel: "#a", name: "#b" });
    expect(story.noted.at(-1)).toMatchObject({ action: "rename", target: "#b", channel: "#a" });
    story.act("fiona", { type: "part", channel: "#b" });
    story.act("fiona", join("#b"));
    expect(story.channel("#b").members.get(story.user("fiona").id)).toBe("oq");
  });

  test("is nobody's if the server takes it for its own", () => {
    const story = withChannel();
    story.act("", { type: "start", name: "one", epoch: "e", channels: ["#a"] });
    expect(story.channel("#a")).toMatchObject({ kept: true, flags: "n" });
    expect(story.channel("#a")).not.toHaveProperty("founder");
    expect(story.state.standings).toBe(0);
  });

  test("is nobody's when the founder's account is removed, which all are told", () => {
    const story = withChannel();
    const emissions = story.emissions("", { type: "unregister", account: "fiona" });
    expect(emissions).toMatchObject([
      { event: { type: "quit", from: { nick: "fiona" } } },
      { event: { type: "mode", changes: [{ set: false, mode: "r" }] }, audience: { channels: ["#a"] }, passing: true },
    ]);
    expect(story.channel("#a").flags).toBe("nt");
  });

  test("is not begun anew while it is, though the last regular's account is removed; another is", () => {
    const story = withChannel();
    story.gather("#b", "olga");
    for (const channel of ["#a", "#b"]) story.act("olga", mode("+i", undefined, channel));
    for (const nick of ["fiona", "olga", "max"]) story.act(nick, { type: "close", reason: "" });
    story.act("", { type: "unregister", account: "olga" });
    expect(story.channel("#a").flags).toBe("inrt");
    expect(story.channel("#b")).toMatchObject({ flags: "nt", since: story.state.seq });
  });

  test("that was empty begins anew then, if one had to be invited to it", () => {
    const story = withChannel();
    story.act("fiona", mode("+i"));
    for (const nick of ["fiona", "olga", "max"]) story.act(nick, part);
    story.act("", { type: "unregister", account: "fiona" });
    expect(story.channel("#a")).toMatchObject({ flags: "nt", since: story.state.seq });
    expect([...story.state.empty]).toEqual(["#a"]);
    expect(restore(snapshot(story.state))).toEqual(story.state);
  });
});
