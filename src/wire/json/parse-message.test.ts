import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseMessage } from "./parse-message.ts";

const from = { nick: "alice", user: "json", host: "here" };
const hello = { type: "message", seq: 7, at: 1, id: "e-7", from, to: "#lobby", form: "message", text: "hello" };

describe("parseMessage", () => {
  it("reads what it knows", () => {
    expect(parseMessage(JSON.stringify(hello))).toEqual(hello);
    const ok = { type: "ok", ref: "1", seq: 3, nick: "alice", epoch: "e", channel: "#lobby", joined: ["#lobby"] };
    expect(parseMessage(JSON.stringify(ok))).toEqual(ok);
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
