import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { readTyped, SLASH } from "./slash.ts";

const place = { to: "#lobby", nick: "alice" };

describe("readTyped", () => {
  const cases: readonly (readonly [string, object])[] = [
    ["hello there", { type: "say", to: "#lobby", text: "hello there" }],
    ["//join is a command", { type: "say", to: "#lobby", text: "/join is a command" }],
    ["/join #tea", { type: "join", channel: "#tea" }],
    ["/join tea secret", { type: "join", channel: "#tea", key: "secret" }],
    ["/part", { type: "part", channel: "#lobby" }],
    ["/part #tea off to bed", { type: "part", channel: "#tea", reason: "off to bed" }],
    ["/nick bob", { type: "nick", nick: "bob" }],
    ["/setname Bob of the lobby", { type: "setname", realname: "Bob of the lobby" }],
    ["/rename #hall", { type: "rename", channel: "#lobby", name: "#hall" }],
    ["/rename hall  it echoes", { type: "rename", channel: "#lobby", name: "#hall", reason: "it echoes" }],
    ["/rename #tea #cake no pot", { type: "rename", channel: "#tea", name: "#cake", reason: "no pot" }],
    ["/me waves  twice", { type: "say", to: "#lobby", text: "waves  twice", form: "action" }],
    ["/msg bob hi  there", { type: "say", to: "bob", text: "hi  there" }],
    ["/topic tea and cake", { type: "topic", channel: "#lobby", topic: "tea and cake" }],
    ["/topic #tea cake", { type: "topic", channel: "#tea", topic: "cake" }],
    ["/who", { type: "names", channel: "#lobby" }],
    ["/NAMES #tea", { type: "names", channel: "#tea" }],
    ["/list", { type: "channels" }],
    ["/whois bob", { type: "whois", nick: "bob" }],
    ["/away", { type: "away" }],
    ["/back", { type: "away" }],
    ["/notice bob hi  there", { type: "say", to: "bob", text: "hi  there", form: "notice" }],
    ["/join tea a,b", { type: "join", channel: "#tea", key: "a,b" }],
    ["/mode", { type: "modes", channel: "#lobby" }],
    ["/mode #tea", { type: "modes", channel: "#tea" }],
    ["/mode +b", { type: "modes", channel: "#lobby" }],
    ["/away tea", { type: "away", text: "tea" }],
    ["/kick bob", { type: "kick", channel: "#lobby", nick: "bob" }],
    ["/kick #tea bob too loud", { type: "kick", channel: "#tea", nick: "bob", reason: "too loud" }],
    ["/invite bob", { type: "invite", channel: "#lobby", nick: "bob" }],
    ["/invite bob #tea", { type: "invite", channel: "#tea", nick: "bob" }],
    ["/history", { type: "history", channel: "#lobby" }],
    ["/history 20", { type: "history", channel: "#lobby", limit: 20 }],
    ['/search from:bob "hot tea"', { type: "search", text: 'from:bob "hot tea"', limit: LIMITS.foundShown }],
  ];
  it.each(cases)("reads %s", (line, command) => {
    expect(readTyped(line, place)).toEqual({ type: "ask", command });
  });

  it("reads modes with the parameters that each takes", () => {
    expect(readTyped("/mode #tea +ovm-lk alice bob key", place)).toEqual({
      type: "ask",
      command: {
        type: "mode",
        channel: "#tea",
        changes: [
          { set: true, mode: "o", parameter: "alice" },
          { set: true, mode: "v", parameter: "bob" },
          { set: true, mode: "m" },
          { set: false, mode: "l" },
          { set: false, mode: "k", parameter: "key" },
        ],
      },
    });
    expect(readTyped("/mode Alice +i", place)).toMatchObject({ command: { type: "usermode" } });
  });

  it("gives standings to several, and takes them", () => {
    const changes = (set: boolean, mode: string, ...nicks: readonly string[]) =>
      nicks.map((parameter) => ({ set, mode, parameter }));
    const command = { type: "mode", channel: "#lobby" };
    expect(readTyped("/op bob", place)).toMatchObject({ command: { ...command, changes: changes(true, "o", "bob") } });
    expect(readTyped("/deop #tea bob", place)).toMatchObject({
      command: { type: "mode", channel: "#tea", changes: changes(false, "o", "bob") },
    });
    expect(readTyped("/voice bob  carol", place)).toMatchObject({
      command: { ...command, changes: changes(true, "v", "bob", "carol") },
    });
    expect(readTyped("/devoice bob", place)).toMatchObject({
      command: { ...command, changes: changes(false, "v", "bob") },
    });
    for (const line of ["/op", "/voice #tea"]) expect(readTyped(line, place)).toMatchObject({ type: "problem" });
    expect(readTyped("/op bob", { to: "bob", nick: "alice" })).toMatchObject({ type: "problem" });
  });

  it("keeps people out, and lets them in again", () => {
    expect(readTyped("/ban bob", place)).toEqual({ type: "ban", channel: "#lobby", who: "bob", set: true });
    expect(readTyped("/unban #tea *!*@x", place)).toEqual({ type: "ban", channel: "#tea", who: "*!*@x", set: false });
    for (const line of ["/ban", "/unban #tea", "/ban bob loud"]) {
      expect(readTyped(line, place)).toMatchObject({ type: "problem" });
    }
  });

  it("comes into several channels, each with its key", () => {
    expect(readTyped("/join #a,b,,#c one,,three", place)).toEqual({
      type: "several",
      commands: [
        { type: "join", channel: "#a", key: "one" },
        { type: "join", channel: "#b" },
        { type: "join", channel: "#c", key: "three" },
      ],
    });
    expect(readTyped("/join ,", place)).toMatchObject({ type: "problem" });
  });

  it("shows the topic, and closes where it is typed", () => {
    expect(readTyped("/topic", place)).toEqual({ type: "topic", channel: "#lobby" });
    expect(readTyped("/topic #tea", place)).toEqual({ type: "topic", channel: "#tea" });
    expect(readTyped("/close", place)).toEqual({ type: "close", of: "#lobby" });
    expect(readTyped("/wc", { to: "bob", nick: "alice" })).toEqual({ type: "close", of: "bob" });
    for (const line of ["/close #tea", "/back soon"]) expect(readTyped(line, place)).toMatchObject({ type: "problem" });
  });

  it("turns to one person, and back", () => {
    expect(readTyped("/query bob", place)).toEqual({ type: "talk", to: "bob" });
    expect(readTyped("/query bob hi  there", place)).toEqual({ type: "talk", to: "bob", text: "hi  there" });
    expect(readTyped("/query", place)).toEqual({ type: "talk" });
    expect(readTyped("/query #tea", place)).toMatchObject({ type: "problem" });
  });

  it("shares files, whose names may have spaces, with a text", () => {
    const upload = (rest: string): unknown => {
      const typed = readTyped(`/upload ${rest}`, place);
      return typed.type === "upload" ? [typed.path, typed.text, typed.to] : typed.type;
    };
    expect(upload("photo.png")).toEqual(["photo.png", "", "#lobby"]);
    expect(upload("photo.png  look at  this")).toEqual(["photo.png", "look at  this", "#lobby"]);
    expect(upload('"my photo.png" of tea')).toEqual(["my photo.png", "of tea", "#lobby"]);
    expect(upload("'it is \"here\".png'")).toEqual(['it is "here".png', "", "#lobby"]);
    expect(upload("my\\ photo\\(1\\).png so")).toEqual(["my photo(1).png", "so", "#lobby"]);
    expect(upload("C:\\photos\\tea.png so")).toEqual(["C:\\photos\\tea.png", "so", "#lobby"]);
    expect(upload('"never closed')).toEqual(["never closed", "", "#lobby"]);
    expect(upload("")).toBe("problem");
    expect(readTyped("/upload photo.png", { to: undefined, nick: "alice" })).toMatchObject({ type: "problem" });
  });

  it("saves and lists files", () => {
    expect(readTyped("/get my photo.png", place)).toEqual({ type: "download", what: "my photo.png", to: "#lobby" });
    expect(readTyped('/get "my photo.png"', place)).toMatchObject({ what: "my photo.png" });
    expect(readTyped("/get", place)).toEqual({ type: "problem", text: "Write it as: /get name or link" });
    expect(readTyped("/files", place)).toMatchObject({ command: { type: "files", channel: "#lobby" } });
    expect(readTyped("/files #tea", place)).toMatchObject({ command: { type: "files", channel: "#tea" } });
    expect(readTyped("/files bob", place)).toMatchObject({ command: { type: "files", with: "bob" } });
    expect(readTyped("/files", { to: "bob", nick: "alice" })).toMatchObject({ command: { with: "bob" } });
    expect(readTyped("/files", { to: undefined, nick: "alice" })).toMatchObject({ type: "problem" });
  });

  it("amends what was said last where the line is typed", () => {
    const amend = { type: "amend", to: "#lobby" };
    expect(readTyped("/edit tea  and cake", place)).toEqual({ ...amend, how: "edit", text: "tea  and cake" });
    expect(readTyped("/delete", place)).toEqual({ ...amend, how: "delete", text: "" });
    expect(readTyped("/delete wrong pot", place)).toEqual({ ...amend, how: "delete", text: "wrong pot" });
    expect(readTyped("/react 👍", place)).toEqual({ ...amend, how: "react", text: "👍" });
    for (const line of ["/edit", "/react"]) expect(readTyped(line, place)).toMatchObject({ type: "problem" });
    for (const line of ["/edit x", "/delete", "/react x"]) {
      expect(readTyped(line, { to: undefined, nick: "alice" })).toMatchObject({ type: "problem" });
    }
  });

  it("leaves with or without a reason", () => {
    expect(readTyped("/quit", place)).toEqual({ type: "quit" });
    expect(readTyped("/exit so long", place)).toEqual({ type: "quit", reason: "so long" });
  });

  it("says how to write what is written wrong", () => {
    expect(readTyped("/kick", place)).toEqual({ type: "problem", text: "Write it as: /kick [#channel] nick [reason]" });
    expect(readTyped("/setname", place)).toMatchObject({ type: "problem" });
    expect(readTyped("/search ", place)).toEqual({ type: "problem", text: "Write it as: /search words" });
    expect(readTyped("/rename", place)).toMatchObject({ type: "problem" });
    expect(readTyped("/rename #hall", { to: "bob", nick: "alice" })).toMatchObject({ type: "problem" });
    expect(readTyped("/dance", place)).toMatchObject({ type: "problem" });
    expect(readTyped("hello", { to: undefined, nick: "alice" })).toMatchObject({ type: "problem" });
    expect(readTyped("  ", place)).toEqual({ type: "nothing" });
  });

  it("gives no name twice", () => {
    const names = SLASH.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
  });

  it("lists every command in its help", () => {
    const help = readTyped("/help", place);
    const lines = help.type === "help" ? help.lines : [];
    for (const { name } of SLASH) expect(lines.some((line) => line.startsWith(`/${name}`))).toBe(true);
  });

  it("never throws", () => {
    const name = fc.constantFrom(...SLASH.map((row) => row.name), "toString", "");
    fc.assert(fc.property(name, fc.string(), (row, rest) => void readTyped(`/${row} ${rest}`, place)));
  });
});
