import type { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { EXIT } from "../exit.ts";
import { fakeIo, fakeServer } from "../fake-io.fixture.ts";
import { runJoin } from "./join.ts";
import { clockTime, pastTime } from "./show.ts";

/**
 * A Parley server as one client sees it: it lets in everybody, `then` tells what happens after the join, and `answer` what
 * it says to a command besides that it is done.
 */
function native(
  commands: Record<string, unknown>[],
  then: (tell: (message: object) => void) => void,
  answer: (command: Record<string, unknown>) => object = () => ({}),
) {
  return (socket: Socket): void => {
    const tell = (message: object): void => void socket.write(`${JSON.stringify(message)}\n`);
    socket.setEncoding("utf8").on("data", (text: string) => {
      for (const line of text.split("\n").filter((one) => one !== "")) {
        const command: Record<string, unknown> = JSON.parse(line);
        const { type, ref } = command;
        commands.push(command);
        const welcome = { nick: "bob", server: "s", version: "1", epoch: "e", channel: "#lobby", joined: [] };
        tell({ type: "ok", ref, seq: 1, ...(type === "hello" && welcome), ...answer(command) });
        if (type === "join") then(tell);
        if (type === "bye") socket.end();
      }
    });
  };
}

describe("join, from a pipe to a Parley server", () => {
  const base = { seq: 2, at: 0, id: "e-2", from: { nick: "alice", user: "json", host: "here" } };
  const time = clockTime(0);
  const past = pastTime(0, Date.now());

  it("writes a line for everything that happens, and nothing for what is only marked", async () => {
    await using server = await fakeServer(
      native([], (tell) => {
        tell({ ...base, type: "message", to: "#lobby", form: "message", text: "hello" });
        tell({ ...base, seq: 3, type: "setname", realname: "Alice L." });
        tell({ ...base, seq: 4, type: "markread", to: "#lobby", until: 0 });
        tell({ ...base, seq: 5, type: "metadata", to: "alice", key: "url", value: "x" });
        tell({ ...base, seq: 6, type: "redact", to: "#lobby", msgid: "e-2", reason: "oops\u001b[2J" });
        tell({ ...base, seq: 7, type: "something-new" });
        tell({ ...base, seq: 8, type: "wallops", text: "ten minutes" });
      }),
    );
    const io = fakeIo();
    const status = runJoin({ url: `127.0.0.1:${server.port}` }, io);
    io.stdout.on("data", () => io.out().endsWith("ten minutes\n") && io.stdin.end());
    expect(await status).toBe(EXIT.ok);
    expect(io.out()).toBe(
      [
        `${time} <alice> hello`,
        `${time} alice changed their real name: Alice L.`,
        `${time} alice took back a message in #lobby (oops\ufffd[2J)`,
        `${time} alice tells everybody: ten minutes\n`,
      ].join("\n"),
    );
    expect(io.err()).toBe("");
  });

  it("searches, and says when nothing was found or when there is more", async () => {
    const commands: Record<string, unknown>[] = [];
    const said = { ...base, type: "message", form: "message" };
    const found = [
      { ...said, to: "#garden", text: "tea 2" },
      { ...said, to: "#lobby", text: "tea 1" },
    ];
    await using server = await fakeServer(
      native(
        commands,
        () => {},
        ({ type, text }) => {
          if (type !== "search") return {};
          return text === "tea" ? { messages: found, more: true } : { messages: [], more: false };
        },
      ),
    );
    const io = fakeIo("/search tea\n/search coffee\n");
    expect(await runJoin({ url: `127.0.0.1:${server.port}` }, io)).toBe(EXIT.ok);
    expect(commands.filter(({ type }) => type === "search")).toMatchObject([{ text: "tea" }, { text: "coffee" }]);
    expect(io.out()).toBe(`${past} <alice> tea 1\n${past} #garden <alice> tea 2\n`);
    expect(io.err()).toBe("parley: there are more; these are the last 2.\nparley: nothing was found.\n");
  });

  it("shows a page of history that is larger than what is read at once, and ends", async () => {
    const messages = Array.from({ length: 1000 }, (_, i) => ({
      ...base,
      ...{ seq: i, at: Date.now(), id: `e-${i}`, type: "message", form: "message", to: "#lobby" },
      text: `tea ${i} ${"and cake ".repeat(10)}`,
    }));
    await using server = await fakeServer(
      native(
        [],
        () => {},
        ({ type }) => (type === "history" ? { channel: "#lobby", messages, more: false } : {}),
      ),
    );
    const io = fakeIo("/history 1000\n");
    expect(await runJoin({ url: `127.0.0.1:${server.port}` }, io)).toBe(EXIT.ok);
    const lines = io.out().trimEnd().split("\n");
    expect(lines.map((line) => line.split(" ")[3])).toEqual(messages.map((_, i) => String(i)));
    expect(io.err()).toBe("");
  });

  it("edits, takes back and reacts to what was said last", async () => {
    const commands: Record<string, unknown>[] = [];
    await using server = await fakeServer(
      native(commands, (tell) => {
        tell({ ...base, seq: 3, id: "e-3", type: "message", to: "#lobby", form: "message", text: "tea?" });
        tell({
          ...base,
          seq: 4,
          id: "e-4",
          from: { ...base.from, nick: "bob" },
          type: "message",
          to: "#lobby",
          text: "no",
        });
        tell({ ...base, seq: 5, type: "wallops", text: "go" });
      }),
    );
    const io = fakeIo();
    const status = runJoin({ url: `127.0.0.1:${server.port}` }, io);
    const typed = "/edit yes\n/react 👍\n/delete oops\n/query carol\n/react 👍\n";
    io.stdout.on("data", () => io.out().endsWith("go\n") && io.stdin.end(typed));
    expect(await status).toBe(EXIT.data);
    expect(commands.slice(2)).toMatchObject([
      { type: "edit", to: "#lobby", msgid: "e-4", text: "yes" },
      { type: "say", to: "#lobby", form: "tags", tags: { "+draft/react": "👍", "+draft/reply": "e-3" } },
      { type: "redact", to: "#lobby", msgid: "e-4", reason: "oops" },
      { type: "bye" },
    ]);
    expect(io.err()).toMatch(/^parley: Nobody else has said anything here that is known/);
  });

  it("goes on in a renamed channel, and sends what a person may change", async () => {
    const commands: Record<string, unknown>[] = [];
    await using server = await fakeServer(
      native(commands, (tell) => tell({ ...base, type: "rename", channel: "#lobby", name: "#hall" })),
    );
    const io = fakeIo();
    const status = runJoin({ url: `127.0.0.1:${server.port}` }, io);
    io.stdout.once("data", () => io.stdin.end("hello\n/setname Bob B.\n/rename #attic too dusty\n"));
    expect(await status).toBe(EXIT.ok);
    expect(io.out()).toBe(`${time} alice renamed #lobby: it is #hall now\n`);
    expect(commands.slice(2)).toMatchObject([
      { type: "say", to: "#hall", text: "hello" },
      { type: "setname", realname: "Bob B." },
      { type: "rename", channel: "#hall", name: "#attic", reason: "too dusty" },
      { type: "bye" },
    ]);
  });

  it("does what takes several questions before the line behind it", async () => {
    const commands: Record<string, unknown>[] = [];
    const answers: Readonly<Record<string, object>> = {
      whois: { user: { nick: "eve", user: "u", host: "h", account: "eva" } },
      modes: { channel: "#lobby", flags: "n", masks: [{ list: "b", mask: "eve!*@*", by: "bob", at: 0 }] },
      names: { channel: "#lobby", members: [], topic: "tea\u0007" },
    };
    await using server = await fakeServer(
      native(
        commands,
        () => {},
        ({ type }) => answers[String(type)] ?? {},
      ),
    );
    const io = fakeIo("/ban eve\n/unban eve\n/unban mallory!\n/topic\n/mode\n/notice eve bye\n/back\n");
    expect(await runJoin({ url: `127.0.0.1:${server.port}` }, io)).toBe(EXIT.data);
    const mode = { type: "mode", channel: "#lobby" };
    expect(commands.slice(2).filter(({ type }) => type !== "whois")).toMatchObject([
      { ...mode, changes: [{ set: true, mode: "b", parameter: "a:eva" }] },
      { type: "modes" },
      { ...mode, changes: [{ set: false, mode: "b", parameter: "eve!*@*" }] },
      { type: "modes" },
      { type: "names" },
      { type: "modes", channel: "#lobby" },
      { type: "say", to: "eve", text: "bye", form: "notice" },
      { type: "away" },
      { type: "bye" },
    ]);
    expect(io.out()).toMatch(
      /^#lobby is about: tea\ufffd\n#lobby has the modes \+n\n {2}n takes .*\n {2}\+b eve!\*@\* .*\n$/,
    );
    expect(io.err()).toMatch(/^parley: There is no ban of mallory! in #lobby/);
  });

  it("comes into several channels and is in the last, and closes talks and channels", async () => {
    const commands: Record<string, unknown>[] = [];
    await using server = await fakeServer(native(commands, (tell) => tell({ ...base, type: "wallops", text: "go" })));
    const io = fakeIo();
    const status = runJoin({ url: `127.0.0.1:${server.port}` }, io);
    io.stdout.once("data", () => io.stdin.end("/join #a,b\n/query alice\none\n/close\n/close\n"));
    expect(await status).toBe(EXIT.ok);
    expect(commands.slice(2)).toMatchObject([
      { type: "join", channel: "#a" },
      { type: "join", channel: "#b" },
      { type: "say", to: "alice", text: "one" },
      { type: "part", channel: expect.stringMatching(/^#/) },
      { type: "bye" },
    ]);
  });
});
