import { describe, expect, it } from "vitest";
import type { Asked, Reply } from "../../client/outgoing.ts";
import { SLASH } from "../../client/slash.ts";
import { carryOut, commandIn, PAGE_COMMANDS } from "./commands.ts";
import { fakeChat, fakePlace, said } from "./composer.fixture.ts";
import { isCommand } from "./load-commands.ts";

const ID = "abcdefghijklmnopqrstuvwxyz";

function setUp(reply?: Reply) {
  const { chat, asked, did } = fakeChat(reply);
  const lines = [said("bob", "hi"), said("me", "one"), said("me", "gone", { takenBack: { by: "me" } })];
  const { place, loads } = fakePlace(lines);
  return { run: (text: string) => carryOut(text, { chat, place, nick: "me" }), asked, did, loads };
}

describe("a command", () => {
  it("is asked of the server, and the answer is shown", async () => {
    const { run, asked } = setUp({ type: "ok", channels: [{ channel: "#tea", members: 2 }] });
    expect(await run("/list")).toMatchObject({ type: "answer", answer: { channels: [{ channel: "#tea" }] } });
    expect(asked).toEqual([{ type: "channels" }]);
  });

  it("that is refused is told in the server's words", async () => {
    const { run } = setUp({ type: "refused", code: "no-such-nick", text: "Nobody has that nick." });
    expect(await run("/whois bob")).toEqual({ type: "problem", text: "Nobody has that nick." });
    expect(await run("/edit two")).toEqual({ type: "problem", text: "Nobody has that nick." });
  });

  it("that leaves no trace says that it was done", async () => {
    const { run } = setUp();
    expect(await run("/away tea")).toEqual({ type: "done", note: "You are away: tea" });
    expect(await run("/away")).toEqual({ type: "done", note: "You are back." });
    expect(await run("/invite bob")).toMatchObject({ note: "bob was asked into #lobby." });
    expect(await run("/topic cake")).toEqual({ type: "done" });
    expect(await run("/back")).toEqual({ type: "done", note: "You are back." });
  });

  it("shows a channel's modes, and what it is about", async () => {
    const modes = setUp({ type: "ok", channel: "#lobby", flags: "nt", masks: [] });
    expect(await modes.run("/mode")).toMatchObject({ type: "answer", answer: { flags: "nt" } });
    const names = setUp({ type: "ok", channel: "#lobby", members: [] });
    expect(await names.run("/topic")).toEqual({ type: "answer", answer: { type: "ok", channel: "#lobby", topic: "" } });
  });

  it("bans by the account of who is signed in", async () => {
    const { run, asked } = setUp({ type: "ok", user: { nick: "bob", user: "u", host: "h", account: "robert" } });
    await run("/ban bob");
    expect(asked.at(-1)).toEqual({
      type: "mode",
      channel: "#lobby",
      changes: [{ set: true, mode: "b", parameter: "a:robert" }],
    });
  });

  it("joins several channels, and goes to the last; what was refused is told of each", async () => {
    const { run, asked } = setUp();
    expect(await run("/join #a,#b")).toEqual({ type: "go", to: { at: "place", name: "#b" } });
    expect(asked).toEqual([
      { type: "join", channel: "#a" },
      { type: "join", channel: "#b" },
    ]);
    const refused = setUp({ type: "refused", code: "banned", text: "No." });
    expect(await refused.run("/join #a,#b")).toEqual({ type: "problem", text: "#a: No. #b: No." });
  });

  it("closes the place where it is typed", async () => {
    const { run, did } = setUp();
    expect(await run("/close")).toEqual({ type: "go", to: { at: "home" } });
    expect(did).toEqual([["leave", "#lobby"]]);
    const refused = setUp({ type: "refused", code: "not-in-channel", text: "You are not there." });
    expect(await refused.run("/close")).toEqual({ type: "problem", text: "You are not there." });
  });

  it("is said as a message, here or elsewhere", async () => {
    const { run, did } = setUp();
    expect(await run("/me waves")).toEqual({ type: "done" });
    expect(await run("/msg bob hi")).toEqual({
      type: "done",
      note: "It goes to bob, where you see what becomes of it.",
    });
    expect(await run("/notice #lobby listen")).toEqual({ type: "done" });
    expect(did).toEqual([
      ["say", "#lobby", "waves", "action"],
      ["say", "bob", "hi"],
      ["say", "#lobby", "listen", "notice"],
    ]);
  });

  it("goes where it leads", async () => {
    const { run, did, loads } = setUp();
    expect(await run("/query bob hello")).toEqual({ type: "go", to: { at: "place", name: "bob" } });
    expect(did).toEqual([["say", "bob", "hello"]]);
    expect(await run("/join tea")).toEqual({ type: "go", to: { at: "place", name: "#tea" } });
    expect(await run("/part")).toEqual({ type: "go", to: { at: "home" } });
    expect(await run("/part #tea")).toEqual({ type: "done" });
    expect(await run("/search hot tea")).toEqual({ type: "go", to: { at: "search", text: "hot tea" } });
    expect(await run("/history")).toEqual({ type: "done" });
    expect(loads).toEqual(["earlier"]);
  });

  it("amends the last message that is still there", async () => {
    const { run, did } = setUp();
    for (const text of ["/edit two", "/delete", "/delete oops", "/react 👍"])
      expect(await run(text)).toEqual({ type: "done" });
    expect(did).toEqual([
      ["edit", "#lobby", "id-one", "two"],
      ["redact", "#lobby", "id-one"],
      ["redact", "#lobby", "id-one", "oops"],
      ["react", "#lobby", "id-hi", "👍"],
    ]);
    const { chat } = fakeChat();
    const { place } = fakePlace();
    expect(await carryOut("/edit two", { chat, place, nick: "me" })).toMatchObject({ type: "problem" });
  });

  it("chooses files at once, since a browser shows its window only to who has just pressed a key", () => {
    const { run } = setUp();
    expect(run("/upload")).toEqual({ type: "choose-files", text: "" });
    expect(run("/upload this is\nthe tea")).toEqual({ type: "choose-files", text: "this is\nthe tea" });
  });

  it("saves a file by its link on this server, or by its name", async () => {
    const file = { id: ID, name: "a b.png", type: "image/png", size: 1, hash: "" };
    const { run, asked } = setUp({ type: "ok", files: [file] });
    const saved = { type: "save", path: `/files/${ID}/a%20b.png`, name: "a b.png" };
    expect(await run(`/get https://elsewhere/files/${ID}/a%20b.png`)).toEqual(saved);
    expect(asked).toEqual([]);
    expect(await run("/get a b.png")).toEqual(saved);
    expect(asked).toEqual([{ type: "files", channel: "#lobby", name: "a b.png", limit: 1 }]);
    expect(await setUp({ type: "ok", files: [] }).run("/get c")).toMatchObject({ type: "problem" });
  });

  it("that is none, or is incomplete, is told so", async () => {
    const { run } = setUp();
    expect(await run("/nonsense")).toMatchObject({ type: "problem" });
    expect(await run("/whois")).toEqual({ type: "problem", text: "Write it as: /whois nick" });
    expect(await run("/quit")).toMatchObject({ type: "problem" });
    expect(await run("/help")).toEqual({ type: "help" });
  });
});

/** A line for every command, and what comes of it on the page if the server agrees to all. */
const LINES: Readonly<Record<string, readonly [line: string, became: string]>> = {
  join: ["/join #tea", "go"],
  part: ["/part", "go"],
  close: ["/close", "go"],
  nick: ["/nick bob", "done"],
  setname: ["/setname Bob", "done"],
  me: ["/me waves", "done"],
  edit: ["/edit two", "done"],
  delete: ["/delete", "done"],
  react: ["/react 👍", "done"],
  msg: ["/msg bob hi", "done"],
  notice: ["/notice bob hi", "done"],
  query: ["/query bob", "go"],
  topic: ["/topic", "answer"],
  rename: ["/rename #tea", "done"],
  names: ["/names", "done"],
  list: ["/list", "done"],
  whois: ["/whois bob", "done"],
  away: ["/away tea", "done"],
  back: ["/back", "done"],
  kick: ["/kick bob", "done"],
  ban: ["/ban bob", "done"],
  unban: ["/unban *!*@there", "done"],
  invite: ["/invite bob", "done"],
  op: ["/op bob", "done"],
  deop: ["/deop bob", "done"],
  voice: ["/voice bob", "done"],
  devoice: ["/devoice bob", "done"],
  mode: ["/mode", "answer"],
  history: ["/history", "done"],
  search: ["/search tea", "go"],
  upload: ["/upload", "choose-files"],
  get: [`/get https://elsewhere/files/${ID}/tea.png`, "save"],
  files: ["/files", "done"],
  help: ["/help", "help"],
  quit: ["/quit", "problem"],
};

it.each(SLASH.map(({ name }) => name))("carries out /%s", async (name) => {
  const [line = "", became] = LINES[name] ?? [];
  const { chat } = fakeChat();
  const ask = async (command: Asked): Promise<Reply> => {
    const mask = { list: "b", mask: "*!*@there", by: "me", at: 0 };
    return command.type === "modes" ? { type: "ok", channel: "#lobby", flags: "", masks: [mask] } : { type: "ok" };
  };
  const { place } = fakePlace([said("bob", "hi"), said("me", "one")]);
  expect(line.split(" ")[0]).toBe(`/${name}`);
  expect((await carryOut(line, { chat: { ...chat, ask }, place, nick: "me" })).type).toBe(became);
});

it("offers every command but the one that is not for pages", () => {
  expect(PAGE_COMMANDS.map(({ name }) => name)).toEqual(
    SLASH.map(({ name }) => name).filter((name) => name !== "quit"),
  );
});

it("knows a command that is being typed, by its name or another", () => {
  expect(commandIn("/who")?.name).toBe("names");
  expect(commandIn("/WHOIS bob")?.name).toBe("whois");
  expect([commandIn("/who/is"), commandIn("//join"), commandIn("join")]).toEqual([undefined, undefined, undefined]);
  expect([isCommand("/join"), isCommand("//join"), isCommand("join")]).toEqual([true, false, false]);
});
