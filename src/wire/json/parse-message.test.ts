import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pathOf } from "../../core/files.ts";
import { json } from "./json.ts";
import { parseMessage } from "./parse-message.ts";
import { meetForTea, tell } from "./testing.ts";

const from = { nick: "alice", user: "json", host: "here" };
const hello = { type: "message", seq: 7, at: 1, id: "e-7", from, to: "#lobby", form: "message", text: "hello" };

describe("parseMessage", () => {
  it("reads what it knows", () => {
    expect(parseMessage(JSON.stringify(hello))).toEqual(hello);
    const ok = { type: "ok", ref: "1", seq: 3, nick: "alice", epoch: "e", channel: "#lobby", joined: ["#lobby"] };
    expect(parseMessage(JSON.stringify(ok))).toEqual(ok);
  });

  it("reads all that the server sends, with nothing left out", async () => {
    const { world, alice, bob } = meetForTea();
    const cake = {
      id: "a".repeat(26),
      name: "cake.png",
      type: "image/png",
      size: 9,
      hash: "00",
      owner: "~1",
      room: "~1",
    };
    world.files.all.push(cake);
    tell(
      alice,
      { type: "say", to: "#tea", text: "hello" },
      { type: "say", to: "#tea", text: "hello", as: "carol/elsewhere" },
      { type: "setname", realname: "Alice L." },
      { type: "metadata", to: "*", key: "url", value: "https://alice.example" },
      { type: "metadata", to: "#tea", key: "url", value: "https://tea.example" },
      { type: "metadata", to: "#tea", key: "colour", value: "green" },
      { type: "metadata", to: "#tea", key: "colour" },
      { type: "markread", to: "#tea", at: world.clock.now() },
      { type: "invite", channel: "#tea", nick: "nobody" },
      { type: "rename", channel: "#tea", name: "#cake", reason: "better" },
      { type: "names", channel: "#cake" },
      { type: "say", to: "bob", text: "psst" },
      { type: "say", to: "#cake", text: `cake ${pathOf(cake)}` },
    );
    await world.settle();
    const said = bob.take();
    const react = { type: "say", to: "#cake", form: "tags" };
    const about = { to: "#cake", msgid: /"id":"([^"]+)"[^\n]*"text":"cake/.exec(said)?.[1] };
    tell(
      alice,
      { ...react, tags: { "+draft/reply": about.msgid, "+draft/react": "yum" } },
      { type: "edit", ...about, text: "a cake" },
      { type: "history", channel: "#cake", events: true },
      { type: "history", with: "bob" },
      { type: "talks" },
      { type: "names", channel: "#cake" },
    );
    await world.settle();
    tell(alice, { type: "redact", to: "#cake", msgid: /"id":"([^"]+)"/.exec(said)?.[1], reason: "oops" });
    alice.session.submit({ type: "oper", name: "cook" }, () => {});
    alice.session.submit({ type: "chghost", nick: "alice", ident: "cook", host: "the.kitchen" }, () => {});
    alice.session.submit({ type: "wallops", text: "Ten minutes" }, () => {});
    tell(bob, { type: "usermode", changes: [{ set: true, mode: "w" }] }, { type: "whois", nick: "alice" });
    await world.settle();
    const again = world.connect(world.listen(json));
    tell(again, { type: "hello", client: "a secret of alice, long enough" });
    await world.settle();
    const lines = [alice, bob, again].flatMap((connection) => connection.take().trimEnd().split("\n"));
    expect(lines.map((line) => parseMessage(line))).toEqual(lines.map((line) => JSON.parse(line)));
    const types = new Set(lines.map((line) => parseMessage(line)?.type));
    for (const type of ["chghost", "rename", "redact", "edit", "markread", "metadata", "setname", "wallops"]) {
      expect(types).toContain(type);
    }
    expect(lines.join()).toContain('"metadata":[{');
    expect(lines.join()).toContain('"markers":[{');
    expect(lines.join()).toContain('"operator":true');
    const parts = ['"events":[{"type":"join"', '"with":"bob","messages":[{', '"begins":', '"files":[{', '"edited":{'];
    for (const part of [...parts, '"reactions":[{', '"reacted":', '"talks":[{', '"here":true', '"dialects":["json"]']) {
      expect(lines.join()).toContain(part);
    }
  });

  it("keeps the good markers and keys of an answer", () => {
    const answer = {
      type: "ok",
      markers: [{ to: "#tea", until: 1 }, { to: "#tea" }],
      metadata: [
        { key: "url", value: 3 },
        { key: "constructor", value: "x" },
      ],
    };
    expect(parseMessage(JSON.stringify(answer))).toEqual({
      type: "ok",
      markers: [{ to: "#tea", until: 1 }],
      metadata: [{ key: "constructor", value: "x" }],
    });
  });

  it("leaves out fields that it does not know", () => {
    expect(parseMessage(JSON.stringify({ ...hello, mood: "glad", from: { ...from, hat: true } }))).toEqual(hello);
  });

  it("passes over messages that it does not know, or that are not what they should be", () => {
    for (const line of [
      "",
      "nonsense",
      "[]",
      "null",
      '{"type":"dance"}',
      '{"type":"toString"}',
      '{"type":"message"}',
    ]) {
      expect(parseMessage(line)).toBeUndefined();
    }
  });

  it("takes a form or a code that it does not know for the one that says least", () => {
    expect(parseMessage(JSON.stringify({ ...hello, form: "song" }))).toEqual(hello);
    expect(parseMessage('{"type":"refused","ref":"1","code":"too-late","text":"No."}')).toEqual({
      type: "refused",
      ref: "1",
      code: "unavailable",
      text: "No.",
    });
  });

  it("keeps the good items of a list", () => {
    const page = {
      type: "ok",
      ref: "1",
      channel: "#lobby",
      messages: [hello, { ...hello, seq: "eight" }],
      more: false,
    };
    expect(parseMessage(JSON.stringify(page))).toEqual({ ...page, messages: [hello] });
  });

  it("makes a refusal of an answer that can't be read, so that nobody waits for it", () => {
    expect(parseMessage('{"type":"ok","ref":"1","seq":"many"}')).toMatchObject({ type: "refused", ref: "1" });
  });

  it("never throws", () => {
    const type = fc.constantFrom("message", "ok", "refused", "goodbye", "join", "mode", "typing");
    fc.assert(fc.property(fc.string(), (line) => void parseMessage(line)));
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...Object.keys(hello), "ref", "code"), fc.jsonValue()),
        type,
        (o, t) => void parseMessage(JSON.stringify({ ...o, type: t })),
      ),
    );
  });
});
