import { describe, expect, it } from "vitest";
import type { MessageEvent } from "../core/events.ts";
import { type Amend, LastSaid } from "./last-said.ts";

const who = { user: "json", host: "here" };

function said(seq: number, nick: string, to = "#lobby", rest: Partial<MessageEvent> = {}): MessageEvent {
  const from = { ...who, nick };
  return { type: "message", seq, at: seq, id: `e-${seq}`, from, to, form: "message", text: "tea", ...rest };
}

function knowing(...messages: readonly MessageEvent[]): LastSaid {
  const last = new LastSaid();
  for (const message of messages) last.follow(message, "alice");
  return last;
}

const edit: Amend = { type: "amend", how: "edit", to: "#Lobby", text: "cake" };
const take: Amend = { type: "amend", how: "delete", to: "#lobby", text: "" };
const react: Amend = { type: "amend", how: "react", to: "#lobby", text: "yum" };

describe("LastSaid", () => {
  it("edits and takes back one's own last message, and reacts to the last of somebody else", () => {
    const last = knowing(said(1, "Alice"), said(2, "bob"), said(3, "alice", "#tea"), said(4, "bob", "#tea"));
    expect(last.commandFor(edit)).toEqual({ type: "edit", to: "#Lobby", msgid: "e-1", text: "cake" });
    expect(last.commandFor(take)).toEqual({ type: "redact", to: "#lobby", msgid: "e-1" });
    expect(last.commandFor({ ...take, text: "oops" })).toMatchObject({ reason: "oops" });
    expect(last.commandFor(react)).toEqual({
      type: "say",
      to: "#lobby",
      text: "",
      form: "tags",
      tags: { "+draft/react": "yum", "+draft/reply": "e-2" },
    });
  });

  it("knows the two sides of a talk with one person", () => {
    const last = knowing(said(1, "alice", "bob"), said(2, "bob", "alice"), said(3, "carol", "alice"));
    expect(last.commandFor({ ...edit, to: "bob" })).toMatchObject({ to: "bob", msgid: "e-1" });
    expect(last.commandFor({ ...react, to: "Bob" })).toMatchObject({ tags: { "+draft/reply": "e-2" } });
  });

  it("passes over reactions, and what a bridge says in one's name is not one's own", () => {
    const last = knowing(said(1, "alice"), said(2, "alice", "#lobby", { form: "tags" }));
    last.follow(said(3, "alice", "#lobby", { by: "bridge" }), "alice");
    expect(last.commandFor(take)).toMatchObject({ msgid: "e-1" });
  });

  it("learns from the history only what is newer than what it knows", () => {
    const last = knowing(said(5, "alice"));
    last.learn([said(3, "bob"), said(4, "alice")], "alice");
    expect(last.commandFor(take)).toMatchObject({ msgid: "e-5" });
    expect(last.commandFor(react)).toMatchObject({ tags: { "+draft/reply": "e-3" } });
  });

  it("forgets what was taken back, and says that nothing is known", () => {
    const last = knowing(said(1, "alice"), said(2, "bob"));
    const redact = { type: "redact", seq: 3, at: 3, id: "e-3", from: { ...who, nick: "alice" }, to: "#lobby" } as const;
    last.follow({ ...redact, msgid: "e-1" }, "alice");
    expect(last.commandFor(take)).toMatch(/^You have said nothing here/);
    expect(last.commandFor(react)).toMatchObject({ type: "say" });
    last.follow({ ...redact, msgid: "e-2" }, "alice");
    expect(last.commandFor(react)).toMatch(/^Nobody else has said anything here/);
  });

  it("goes on under a channel's new name", () => {
    const last = knowing(said(1, "alice"));
    const from = { ...who, nick: "bob" };
    last.follow({ type: "rename", seq: 2, at: 2, id: "e-2", from, channel: "#lobby", name: "#tea" }, "alice");
    expect(last.commandFor({ ...edit, to: "#tea" })).toMatchObject({ to: "#tea", msgid: "e-1" });
    expect(last.commandFor(edit)).toMatch(/^You have said nothing here/);
  });

  it("remembers so many places and no more", () => {
    const last = knowing(said(1, "alice"), ...Array.from({ length: 256 }, (_, i) => said(i + 2, "alice", `#c${i}`)));
    expect(last.commandFor(take)).toMatch(/^You have said nothing here/);
    expect(last.commandFor({ ...take, to: "#c0" })).toMatchObject({ msgid: "e-2" });
  });
});
