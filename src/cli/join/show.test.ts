import { describe, expect, it } from "vitest";
import { SERVER } from "../../core/events.ts";
import { LIMITS } from "../../core/limits.ts";
import type { ShownEvent } from "../../wire/json/messages.ts";
import { aboutFound, pastTime, showAnswer, showArrival, showEvent, showFound } from "./show.ts";

const viewer = { nick: "bob", to: "#lobby", time: () => "13:54", pastTime: () => "13:54" };
const base = { seq: 1, at: 0, id: "e-1", from: { nick: "alice", user: "json", host: "here" } };

describe("showEvent", () => {
  const said = { ...base, type: "message", form: "message", to: "#lobby", text: "hello" } as const;
  const cases: readonly (readonly [string | undefined, ShownEvent])[] = [
    ["13:54 <alice> hello", said],
    ["13:54 <alice> hello", { ...said, to: "#Lobby" }],
    ["13:54 #tea <alice> hello", { ...said, to: "#tea" }],
    ["13:54 *alice* hello", { ...said, to: "bob" }],
    ["13:54 *alice -> carol* hello", { ...said, to: "carol" }],
    ["13:54 * alice waves", { ...said, form: "action", text: "waves" }],
    ["13:54 -alice- hello", { ...said, form: "notice" }],
    [undefined, { ...said, form: "tags", text: "" }],
    [undefined, { ...said, form: "tags", text: "", tags: { "+typing": "done" } }],
    ["13:54 alice reacts with 👍", { ...said, form: "tags", text: "", tags: { "+draft/react": "👍" } }],
    ["13:54 #tea alice takes back a b", { ...said, to: "#tea", form: "tags", tags: { "+draft/unreact": "a\nb" } }],
    ["13:54 <alice> hello (edited)", { ...said, edited: { seq: 2, at: 2 } }],
    ["13:54 alice joined #lobby", { ...base, type: "join", channel: "#lobby", realname: "" }],
    ["13:54 alice left #lobby (tea)", { ...base, type: "part", channel: "#lobby", reason: "tea" }],
    ["13:54 alice left", { ...base, type: "quit", reason: "" }],
    ["13:54 alice is now alicia", { ...base, type: "nick", nick: "alicia" }],
    ["13:54 alice set the topic of #lobby: tea", { ...base, type: "topic", channel: "#lobby", topic: "tea" }],
    ["13:54 alice took away the topic of #lobby", { ...base, type: "topic", channel: "#lobby", topic: "" }],
    [
      "13:54 alice set +o bob -m on #lobby",
      {
        ...base,
        type: "mode",
        channel: "#lobby",
        changes: [
          { set: true, mode: "o", parameter: "bob" },
          { set: false, mode: "m" },
        ],
      },
    ],
    [
      "13:54 alice made bob leave #lobby (loud)",
      { ...base, type: "kick", channel: "#lobby", nick: "bob", reason: "loud" },
    ],
    ["13:54 alice asks you into #tea", { ...base, type: "invite", channel: "#tea", nick: "Bob" }],
    ["13:54 alice is away: tea", { ...base, type: "away", text: "tea" }],
    ["13:54 alice is back", { ...base, type: "away" }],
    ["13:54 alice asks carol into #tea", { ...base, type: "invite", channel: "#tea", nick: "carol", seen: true }],
    ["13:54 *alice -> @#lobby* hello", { ...said, to: "@#lobby" }],
    ["13:54 alice changed their real name: Alice L.", { ...base, type: "setname", realname: "Alice L." }],
    ["13:54 alice is now seen as cook@kitchen", { ...base, type: "chghost", user: "cook", host: "kitchen" }],
    ["13:54 alice renamed #lobby: it is #tea now", { ...base, type: "rename", channel: "#lobby", name: "#tea" }],
    [
      "13:54 alice took back a message in #lobby (oops)",
      { ...base, type: "redact", to: "#lobby", msgid: "e-1", reason: "oops" },
    ],
    ["13:54 alice took back a message to you", { ...base, type: "redact", to: "Bob", msgid: "e-1" }],
    ["13:54 alice took back a message to carol", { ...base, type: "redact", to: "carol", msgid: "e-1" }],
    [
      "13:54 alice changed a message in #lobby: tea",
      { ...base, type: "edit", to: "#lobby", msgid: "e-1", text: "tea" },
    ],
    ["13:54 alice changed a message to you: tea", { ...base, type: "edit", to: "Bob", msgid: "e-1", text: "tea" }],
    ["13:54 alice tells everybody: tea!", { ...base, type: "wallops", text: "tea!" }],
    [undefined, { ...base, type: "markread", to: "#lobby", until: 0 }],
    [undefined, { ...base, type: "metadata", to: "alice", key: "url", value: "x" }],
    [
      "13:54 The server keeps what you send again; what it refused meanwhile can be sent once more.",
      { type: "service", at: base.at, from: SERVER, writable: true },
    ],
    [undefined, { type: "typing", at: 0, from: base.from, to: "#lobby", state: "active" }],
  ];
  it.each(cases)("shows %s", (line, event) => {
    expect(showEvent(event, viewer)).toBe(line);
  });

  it("lets nobody move the reader's cursor or fake a line", () => {
    const line = showEvent({ ...said, text: "a\u001b[2Jb\n13:55 <carol> c\u202e" }, viewer);
    expect(line).toBe("13:54 <alice> a\ufffd[2Jb\n      13:55 <carol> c\ufffd");
  });

  it("shows the further lines of a message below its first, up to a bound", () => {
    expect(showEvent({ ...said, form: "action", text: "one\ntwo\n\nfour" }, viewer)).toBe(
      "13:54 * alice one\n      two\n      \n      four",
    );
    expect(showEvent({ ...base, type: "edit", to: "#tea", msgid: "e-1", text: "one\ntwo\u001b" }, viewer)).toBe(
      "13:54 alice changed a message in #tea: one\n      two\ufffd",
    );
    const line = showEvent({ ...said, text: "x\n".repeat(60_000) }, viewer);
    expect(line?.split("\n")).toHaveLength(LIMITS.linesPerMessage);
  });
});

describe("showArrival", () => {
  const members = [
    { ...base.from, modes: "o" },
    { ...base.from, nick: "bob", modes: "" },
  ];

  it("tells what a channel is about and who is there", () => {
    expect(showArrival({ type: "ok", channel: "#lobby", topic: "tea\u0007", members })).toEqual([
      "#lobby is about: tea\ufffd",
      "2 are here: @alice bob",
    ]);
    expect(showArrival({ type: "ok", channel: "#lobby", members: members.slice(1) })).toEqual(["1 is here: bob"]);
  });

  it("names only some of a crowd", () => {
    const crowd = Array.from({ length: LIMITS.namesOnArrival + 3 }, (_, i) => ({
      ...base.from,
      nick: `n${i}`,
      modes: "",
    }));
    expect(showArrival({ type: "ok", channel: "#lobby", members: crowd })[0]).toMatch(
      /^23 are here: n0 .* n19 and 3 more$/,
    );
  });
});

describe("showFound", () => {
  const said = { ...base, type: "message", form: "message" } as const;
  const messages = [
    { ...said, to: "#tea", text: "newest" },
    { ...said, to: "#lobby", text: "two\nlines" },
    { ...said, to: "Bob", text: "oldest" },
  ];

  it("shows what was found, the newest last, and says where unless that is here", () => {
    expect(showFound({ type: "ok", messages, more: false }, viewer)).toEqual([
      "13:54 *alice* oldest",
      "13:54 <alice> two\n      lines",
      "13:54 #tea <alice> newest",
    ]);
  });

  it("tells when that is nothing, or not all", () => {
    expect(aboutFound({ type: "ok", messages, more: false })).toBeUndefined();
    expect(aboutFound({ type: "ok", messages, more: true })).toBe("there are more; these are the last 3.");
    expect(aboutFound({ type: "ok", messages: [], more: false })).toBe("nothing was found.");
  });
});

describe("showAnswer", () => {
  it("shows what was said, with all its lines", () => {
    const message = { ...base, type: "message", form: "message", to: "#lobby", text: "one\ntwo" } as const;
    expect(showAnswer({ type: "ok", channel: "#lobby", messages: [message], more: false }, viewer)).toEqual([
      "13:54 <alice> one\n      two",
    ]);
  });

  it("shows that a message was edited and who reacted to it, with nothing that fakes a line", () => {
    const by = (...nicks: readonly string[]) => nicks.map((nick) => ({ nick }));
    const message = {
      ...base,
      type: "message",
      form: "message",
      to: "#lobby",
      text: "one\ntwo",
      edited: { seq: 2, at: 2 },
      reactions: [
        { text: "👍", by: by("bob") },
        { text: "a\nb\u001b", by: by("bob", "carol") },
        { text: "tea", by: by("bob", "carol", "dave") },
        { text: "none", by: [] },
      ],
    } as const;
    expect(showAnswer({ type: "ok", messages: [message] }, viewer)).toEqual([
      "13:54 <alice> one\n      two (edited) [👍 by bob, a b\ufffd by bob and carol, tea by 3]",
    ]);
  });

  it("shows the date of what was not said today", () => {
    const now = new Date(2026, 8, 14, 0, 5).getTime();
    const past = { ...viewer, pastTime: (at: number) => pastTime(at, now) };
    const said = { ...base, type: "message", form: "message", to: "#lobby" } as const;
    const messages = [
      { ...said, at: new Date(2026, 8, 13, 23, 54).getTime(), text: "one\ntwo" },
      { ...said, at: new Date(2026, 8, 14, 0, 4).getTime(), text: "three" },
    ];
    const lines = [`2026-09-13 23:54 <alice> one\n${" ".repeat(17)}two`, "00:04 <alice> three"];
    expect(showAnswer({ type: "ok", messages }, past)).toEqual(lines);
    expect(showFound({ type: "ok", messages }, past)).toEqual(lines.toReversed());
  });

  it("shows who is in a channel, with their signs, and its topic", () => {
    const members = [
      { ...base.from, modes: "ov" },
      { ...base.from, nick: "bob", modes: "" },
    ];
    expect(showAnswer({ type: "ok", channel: "#lobby", topic: "tea", members }, viewer)).toEqual([
      "#lobby is about: tea",
      "#lobby (2): @alice bob",
    ]);
  });

  it("shows channels, and what was refused of several changes", () => {
    expect(showAnswer({ type: "ok", channels: [{ channel: "#tea", members: 2, topic: "cake" }] }, viewer)).toEqual([
      "#tea (2): cake",
    ]);
    const refused = [{ code: "unknown-mode", text: "There is no mode of that letter.", about: "x" }] as const;
    expect(showAnswer({ type: "ok", seq: 1, refused }, viewer)).toEqual(["x: There is no mode of that letter."]);
  });

  it("shows what a channel is about, and that it is about nothing", () => {
    expect(showAnswer({ type: "ok", channel: "#tea", topic: "cake" }, viewer)).toEqual(["#tea is about: cake"]);
    expect(showAnswer({ type: "ok", channel: "#tea", topic: "" }, viewer)).toEqual(["#tea has no topic."]);
  });

  it("shows the modes of a channel with what they do, and who is in its lists since when", () => {
    const past = { ...viewer, pastTime: () => "2026-09-13 13:54" };
    const masks = [{ list: "b", mask: "eve!*@*", by: "al\u0007", at: 0 }];
    const modes = { channel: "#tea", flags: "nt", key: "ket\u001b", limit: 9, masks };
    expect(showAnswer({ type: "ok", ...modes }, past)).toEqual([
      "#tea has the modes +ntkl ket\ufffd 9",
      "  n takes messages from members only",
      "  t lets only operators change the topic",
      "  k asks for this key of those who join",
      "  l lets in this many members at most",
      "  +b eve!*@* (by al\ufffd, 2026-09-13 13:54)",
    ]);
    expect(showAnswer({ type: "ok", channel: "#tea", flags: "", masks: [] }, past)).toEqual(["#tea has no modes."]);
  });

  it("shows who somebody is", () => {
    const whois = {
      user: base.from,
      realname: "Alice\u0007",
      since: 0,
      spoke: 60_000,
      operator: true,
      dialects: ["irc"],
      in: ["#lobby"],
      away: "tea",
    } as const;
    expect(showAnswer({ type: "ok", ...whois }, viewer)).toEqual([
      "alice is json@here (Alice\ufffd)",
      "  in #lobby",
      "  here since 13:54 by irc",
      "  last said something 13:54",
      "  operator of the server",
      "  away: tea",
    ]);
  });

  it("leaves out of whois what there is not", () => {
    const quiet = { user: base.from, realname: "", since: 5, spoke: 5, dialects: [], in: [] };
    expect(showAnswer({ type: "ok", ...quiet }, viewer)).toEqual(["alice is json@here", "  here since 13:54"]);
  });

  it("shows nothing for the answer to a command", () => {
    expect(showAnswer({ type: "ok", seq: 4 }, viewer)).toEqual([]);
  });
});
