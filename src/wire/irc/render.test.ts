import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Event, Who } from "../../core/events.ts";
import type { Kind } from "../../core/ports.ts";
import { type Cap, LOOKS } from "./caps.ts";
import { kindOf } from "./kinds.ts";
import { renderEvent } from "./render.ts";

const from: Who = { nick: "alice", user: "~al", host: "host.test" };
const base = { seq: 7, at: Date.UTC(2025, 1, 8, 13, 54, 49, 4), id: "e-7", from } as const;
const ALL = LOOKS["message-tags"] | LOOKS["server-time"] | LOOKS["away-notify"] | LOOKS["extended-join"];
const SAID = { type: "message", ...base, to: "#a", form: "message", text: "hi there" } as const;

/** What readers with these capabilities are shown; none of these events is left to each of them. */
function shown(event: Event, caps: number): string {
  return renderEvent(event, caps) ?? "";
}

describe("renderEvent", () => {
  it.each<[string, Event, string]>([
    ["a message", SAID, "PRIVMSG #a :hi there"],
    ["a notice", { ...SAID, form: "notice" }, "NOTICE #a :hi there"],
    ["an action", { ...SAID, form: "action" }, "PRIVMSG #a :\x01ACTION hi there\x01"],
    ["a join", { type: "join", ...base, channel: "#a", realname: "Alice A" }, "JOIN #a"],
    ["a part", { type: "part", ...base, channel: "#a" }, "PART #a"],
    ["a part with a reason", { type: "part", ...base, channel: "#a", reason: "tea time" }, "PART #a :tea time"],
    ["a quit", { type: "quit", ...base, reason: "Quit: bye" }, "QUIT :Quit: bye"],
    ["a nick", { type: "nick", ...base, nick: "al" }, "NICK :al"],
    ["a topic", { type: "topic", ...base, channel: "#a", topic: "" }, "TOPIC #a :"],
    ["a kick", { type: "kick", ...base, channel: "#a", nick: "bob", reason: "so" }, "KICK #a bob :so"],
    ["a kick without a reason", { type: "kick", ...base, channel: "#a", nick: "bob" }, "KICK #a bob :alice"],
    ["an invitation", { type: "invite", ...base, channel: "#a", nick: "bob" }, "INVITE bob #a"],
    ["a user mode", { type: "usermode", ...base, changes: [{ set: true, mode: "B" }] }, "MODE alice +B"],
    [
      "a mode",
      {
        type: "mode",
        ...base,
        channel: "#a",
        changes: [
          { set: true, mode: "o", parameter: "bob" },
          { set: true, mode: "m" },
          { set: false, mode: "v", parameter: "carol" },
        ],
      },
      "MODE #a +om-v bob carol",
    ],
  ])("shows %s", (_name, event, line) => {
    expect(shown(event, 0)).toBe(`:alice!~al@host.test ${line}\r\n`);
  });

  it("shows the account to those who asked for it, with or without other tags", () => {
    const event: Event = { ...SAID, from: { ...from, account: "al;ice" } };
    const line = ":alice!~al@host.test PRIVMSG #a :hi there\r\n";
    expect(shown(event, LOOKS["account-tag"])).toBe(`@account=al\\:ice ${line}`);
    expect(shown(event, LOOKS["account-tag"] | LOOKS["message-tags"])).toBe(`@msgid=e-7;account=al\\:ice ${line}`);
    expect(shown(event, LOOKS["message-tags"])).toBe(`@msgid=e-7 ${line}`);
    expect(shown(SAID, LOOKS["account-tag"])).toBe(line);
  });

  it("shows tags to those who asked for them", () => {
    const event: Event = { ...SAID, from: { ...from, bot: true }, tags: { "+reply": "a b;", "+bad name": "x" } };
    expect(shown(event, LOOKS["server-time"])).toBe(
      "@time=2025-02-08T13:54:49.004Z :alice!~al@host.test PRIVMSG #a :hi there\r\n",
    );
    expect(shown(event, LOOKS["message-tags"])).toBe(
      "@msgid=e-7;bot;+reply=a\\sb\\: :alice!~al@host.test PRIVMSG #a :hi there\r\n",
    );
  });

  it("shows away, typing and tags without a text only to those who asked for them", () => {
    const away: Event = { type: "away", ...base, text: "tea" };
    const typing: Event = { type: "typing", at: base.at, from, to: "#a", state: "active" };
    const tags: Event = { ...SAID, form: "tags", text: "", tags: { "+react": ":)" } };
    for (const event of [away, typing, tags]) expect(shown(event, 0)).toBe("");
    expect(shown(away, LOOKS["away-notify"])).toBe(":alice!~al@host.test AWAY :tea\r\n");
    expect(shown(typing, LOOKS["message-tags"])).toBe("@+typing=active :alice!~al@host.test TAGMSG #a\r\n");
    expect(shown(tags, LOOKS["message-tags"])).toBe("@msgid=e-7;+react=:) :alice!~al@host.test TAGMSG #a\r\n");
  });

  it("shows account and real name to those who asked for extended-join", () => {
    const join: Event = { type: "join", ...base, channel: "#a", realname: "Alice A" };
    expect(shown(join, LOOKS["extended-join"])).toBe(":alice!~al@host.test JOIN #a * :Alice A\r\n");
  });

  it("sends a message of several lines as several, with the id on the first", () => {
    expect(shown({ ...SAID, text: "one\n\ntwo" }, LOOKS["message-tags"])).toBe(
      "@msgid=e-7 :alice!~al@host.test PRIVMSG #a :one\r\n:alice!~al@host.test PRIVMSG #a :two\r\n",
    );
  });

  it("sends it as a batch to who takes batches, with its tags on the first line", () => {
    const caps = LOOKS["message-tags"] | LOOKS["server-time"] | LOOKS["draft/multiline"];
    const event: Event = { ...SAID, text: "one\n\ntwo", tags: { "+a": "b" }, from: { ...from, bot: true } };
    expect(shown(event, caps).split("\r\n")).toEqual([
      "@msgid=e-7;time=2025-02-08T13:54:49.004Z;bot;+a=b :alice!~al@host.test BATCH +m7 draft/multiline #a",
      "@batch=m7 :alice!~al@host.test PRIVMSG #a :one",
      "@batch=m7 :alice!~al@host.test PRIVMSG #a :",
      "@batch=m7 :alice!~al@host.test PRIVMSG #a :two",
      ":alice!~al@host.test BATCH -m7",
      "",
    ]);
    expect(shown({ ...SAID, text: "\n" }, caps)).toMatch(/^@\S+ :alice!~al@host\.test PRIVMSG #a : \r\n$/);
    expect(shown(SAID, caps)).not.toContain("BATCH");
    expect(shown({ ...SAID, text: "x".repeat(300) }, caps)).not.toContain("BATCH");
  });

  it("repeats the client's tags on every line of a message unless they are long", () => {
    const text = "one\ntwo";
    const bot = { ...from, bot: true };
    expect(shown({ ...SAID, text, tags: { "+a": "b" }, from: bot }, LOOKS["message-tags"])).toBe(
      "@msgid=e-7;bot;+a=b :alice!~al@host.test PRIVMSG #a :one\r\n@bot;+a=b :alice!~al@host.test PRIVMSG #a :two\r\n",
    );
    const long = shown({ ...SAID, text, tags: { "+a": "b".repeat(600) } }, LOOKS["message-tags"]);
    expect(long.split("\r\n")[1]).toBe(":alice!~al@host.test PRIVMSG #a :two");
  });

  it("leaves out tags that no client has to take, and what is no client tag", () => {
    const tags = { "+a": ";".repeat(1500), "+b": ";".repeat(1500), "+c": "d", "draft/multiline-concat": "1" };
    const [front = ""] = shown({ ...SAID, tags }, LOOKS["message-tags"]).split(" :alice");
    expect(front).toBe(`@msgid=e-7;+a=${"\\:".repeat(1500)};+c=d`);
  });

  it("marks what a bot does, typing too", () => {
    const typing: Event = { type: "typing", at: base.at, from: { ...from, bot: true }, to: "#a", state: "done" };
    expect(shown(typing, LOOKS["message-tags"] | LOOKS["server-time"])).toBe(
      "@time=2025-02-08T13:54:49.004Z;bot;+typing=done :alice!~al@host.test TAGMSG #a\r\n",
    );
  });

  it("cuts a mode change whose masks are too long for one line", () => {
    const changes = Array.from({ length: 20 }, (_, i) => ({
      set: true,
      mode: "b",
      parameter: `${i}${"x".repeat(100)}`,
    }));
    const lines = shown({ type: "mode", ...base, channel: "#a", changes }, 0)
      .trimEnd()
      .split("\r\n");
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.flatMap((line) => line.split(" ").slice(4))).toEqual(changes.map(({ parameter }) => parameter));
  });

  it("makes whole lines of at most 512 bytes of whatever is said", () => {
    const text = fc.string({ unit: "binary", minLength: 1, maxLength: 3000 });
    fc.assert(
      fc.property(
        text,
        fc.constantFrom("message", "notice", "action"),
        fc.integer({ min: 0, max: ALL }),
        (said, form, caps) => {
          const event: Event = { ...SAID, form, text: said };
          const lines = shown(event, caps).split("\r\n");
          expect(lines.pop()).toBe("");
          for (const line of lines) {
            expect(line).toMatch(/^(?:@\S+ )?:alice!~al@host\.test (?:PRIVMSG|NOTICE) #a :[^\r\n\0]+$/);
            expect(new TextEncoder().encode(line.replace(/^@\S+ /, "")).length).toBeLessThanOrEqual(510);
          }
        },
      ),
    );
  });
});

describe("kindOf", () => {
  it("is one object for all who are shown the same", () => {
    const kind = (...caps: readonly Cap[]): Kind => kindOf(new Set(caps));
    expect(kind("message-tags", "echo-message")).toBe(kind("message-tags"));
    expect(kind("message-tags")).not.toBe(kind());
    expect(kind("draft/multiline")).toBe(kind());
    expect(kind("batch")).toBe(kind());
    expect(kind("batch", "draft/multiline")).not.toBe(kind());
    expect(kind().render(SAID)).toBe(":alice!~al@host.test PRIVMSG #a :hi there\r\n");
  });
});
