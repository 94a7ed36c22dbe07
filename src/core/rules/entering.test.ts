import { describe, expect, test } from "vitest";
import type { Act, ModeChange } from "../commands.ts";
import { RANK } from "../modes.ts";
import { rankIn } from "../state.ts";
import { openAct, Story } from "../testing.ts";

const mode = (channel: string, ...changes: ModeChange[]): Act => ({ type: "mode", channel, changes });
const plus = (letter: string, parameter?: string): ModeChange => ({
  set: true,
  mode: letter,
  ...(parameter !== undefined && { parameter }),
});
const join = (channel: string): Act => ({ type: "join", channel });

/** What is told in a join, or the code of the refusal. */
function joined(story: Story, nick: string, channel: string): unknown {
  const outcome = story.outcome(nick, join(channel));
  return typeof outcome === "string" ? outcome : outcome.map((event) => (event.type === "join" ? event.channel : ""));
}

describe("an invitation", () => {
  test("opens what keeps people out if a half-operator gives it, and is a word in passing from anybody else", () => {
    const story = new Story();
    story.gather("#a", "op", "bob");
    story.act("op", mode("#a", plus("k", "secret"), plus("b", "mallory!*@*")));
    story.act("mallory", openAct("mallory"));
    expect(story.outcome("bob", { type: "invite", channel: "#a", nick: "mallory" })).toHaveLength(2);
    expect(joined(story, "mallory", "#a")).toBe("banned");
    story.act("op", { type: "invite", channel: "#a", nick: "mallory" });
    expect(joined(story, "mallory", "#a")).toEqual(["#a"]);
  });

  test("tells nobody that somebody is there who has not spoken yet", () => {
    const story = new Story();
    story.gather("#a", "op", "bob");
    story.act("op", mode("#a", plus("D")));
    story.gather("#a", "lurker");
    expect(story.outcome("bob", { type: "invite", channel: "#a", nick: "lurker" })).toEqual([]);
    expect(story.channel("#a").invited.size).toBe(0);
  });
});

describe("an operator of the server", () => {
  test("comes in whatever the modes say, and may do there what an owner may", () => {
    const story = new Story();
    story.gather("#a", "op", "bob");
    story.act("op", mode("#a", plus("b", "*!*@*"), plus("i")));
    story.act("root", openAct("root"));
    expect(joined(story, "root", "#a")).toBe("banned");
    story.act("root", { type: "oper", name: "root" });
    expect(joined(story, "root", "#a")).toEqual(["#a"]);
    expect(rankIn(story.channel("#a"), story.user("root"))).toBe(RANK.owner);
    expect(story.outcome("root", mode("#a", plus("q", "bob"), plus("a", "op")))).toHaveLength(1);
    expect(story.outcome("op", { type: "kick", channel: "#a", nick: "root" })).toBe("not-operator");
  });

  test("is shown wherever they are, for there is nowhere that they could not act", () => {
    const story = new Story();
    story.gather("#a", "op");
    story.act("op", mode("#a", plus("D")));
    story.gather("#a", "root", "other");
    expect(story.outcome("root", { type: "oper", name: "root" })).toMatchObject([
      { type: "usermode" },
      { type: "join" },
    ]);
    story.act("other", { type: "part", channel: "#a" });
    story.act("other", { type: "oper", name: "other" });
    story.act("other", join("#a"));
    expect([...story.channel("#a").quiet]).toEqual([]);
  });

  test("ranks as nobody where they are not", () => {
    const story = new Story();
    story.gather("#a", "op");
    story.act("root", openAct("root"));
    story.act("root", { type: "oper", name: "root" });
    expect(rankIn(story.channel("#a"), story.user("root"))).toBe(RANK.none);
    expect(story.outcome("root", { type: "topic", channel: "#a", topic: "x" })).toBe("not-in-channel");
  });
});

describe("a channel that sends people on (mode f)", () => {
  function two(): Story {
    const story = new Story();
    story.gather("#full", "op", "bob");
    story.gather("#other", "op");
    story.act("op", mode("#full", plus("f", "#other")));
    story.act("new", openAct("new"));
    return story;
  }

  test("does so with those who may not come in, and no others", () => {
    const story = two();
    expect(joined(story, "new", "#full")).toEqual(["#full"]);
    story.act("new", { type: "part", channel: "#full" });
    story.act("op", mode("#full", plus("l", "2")));
    expect(joined(story, "new", "#full")).toEqual(["#other"]);
  });

  test("does not send them where they may not come in either", () => {
    const story = two();
    story.act("op", mode("#full", plus("i")));
    story.act("op", mode("#other", plus("i")));
    expect(joined(story, "new", "#full")).toBe("invite-only");
  });

  test("goes by the channel and not by its name, which may be another's by now", () => {
    const story = two();
    story.act("op", mode("#full", plus("i")));
    story.act("op", { type: "rename", channel: "#other", name: "#new-name" });
    story.gather("#other", "stranger");
    expect(story.channel("#full").forward?.name).toBe("#new-name");
    expect(joined(story, "new", "#full")).toEqual(["#new-name"]);
  });

  test("is for those to say who operate both", () => {
    const story = two();
    story.gather("#elsewhere", "bob");
    expect(story.outcome("op", mode("#full", plus("f", "#elsewhere")))).toBe("not-operator");
    expect(story.outcome("op", mode("#full", plus("f", "#nowhere")))).toBe("bad-mode-parameter");
  });
});

test("a secret channel is none to those who are not in it, whatever they ask of it", () => {
  const story = new Story();
  story.gather("#a", "op");
  story.act("op", mode("#a", plus("s")));
  story.act("bob", openAct("bob"));
  const acts: Act[] = [
    { type: "part", channel: "#a" },
    { type: "topic", channel: "#a", topic: "x" },
    { type: "kick", channel: "#a", nick: "op" },
    { type: "invite", channel: "#a", nick: "op" },
    { type: "rename", channel: "#a", name: "#b" },
    { type: "say", to: "#a", text: "x" },
    { type: "redact", to: "#a", msgid: "x" },
    mode("#a", plus("m")),
  ];
  for (const act of acts) expect(story.outcome("bob", act), act.type).toBe("no-such-channel");
});
