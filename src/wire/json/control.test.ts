import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { testDigest } from "../testing.ts";
import { controlConversation } from "./control.ts";
import { controlOf, gather, type People } from "./testing-people.ts";

/** A talk with the server, and all that came of it. */
function talkWith({ world, passwords }: People): {
  readonly say: (...lines: readonly (object | string)[]) => void;
  readonly end: () => Promise<void>;
  readonly heard: () => readonly unknown[];
} {
  let text = "";
  const talk = controlOf(world, passwords, (more) => {
    text += more;
  });
  return {
    say(...lines) {
      const said = lines.map((line) => (typeof line === "string" ? line : `${JSON.stringify(line)}\n`)).join("");
      talk.feed(new TextEncoder().encode(said));
    },
    end: () => new Promise((answered) => talk.end(answered)),
    heard: () =>
      text
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line)),
  };
}

describe("the control conversation", () => {
  it("does one thing after the other, and says when all is answered", async () => {
    const people = await gather();
    const talk = talkWith(people);
    talk.say(
      { type: "register", account: "carol", password: "a good one", ref: "1" },
      { type: "role", account: "carol", role: "owner", ref: "2" },
      { type: "account", account: "carol", ref: "3" },
      { type: "unregister", account: "carol", ref: "4" },
      '{"type":"account","account":"carol","ref":"5"}',
    );
    expect(talk.heard()).toEqual([]);
    const ended = talk.end();
    await people.settle();
    await ended;
    expect(talk.heard()).toMatchObject([
      { type: "ok", ref: "1", account: "carol" },
      { type: "ok", ref: "2" },
      { type: "ok", ref: "3", role: "owner", hasPassword: true },
      { type: "ok", ref: "4" },
      { type: "refused", ref: "5", code: "no-such-account" },
    ]);
  });

  it("is not asked for passwords of now, nor whether it may", async () => {
    const people = await gather({ registration: "none" });
    expect(
      await people.control(
        { type: "passwd", account: "olga", password: "another one" },
        { type: "unregister", account: "olga" },
        { type: "certificate-add", account: "alice", fingerprint: "ab".repeat(32) },
      ),
    ).toMatchObject([{ type: "ok" }, { type: "ok" }, { type: "ok" }]);
    expect(people.passwords.calls.some((call) => call.startsWith("matches"))).toBe(false);
  });

  it("has nothing of what people do who talk", async () => {
    const people = await gather();
    expect(
      await people.control(
        { type: "hello", ref: "1" },
        { type: "say", to: "#lobby", text: "hello", ref: "2" },
        { type: "login", token: "x", ref: "3" },
        { type: "history", channel: "#lobby", ref: "4" },
      ),
    ).toMatchObject(["1", "2", "3", "4"].map((ref) => ({ type: "refused", code: "unknown-command", ref })));
  });

  it("refuses what it can't read, and goes on", async () => {
    const people = await gather();
    const talk = talkWith(people);
    talk.say("nonsense\n", "\n", `${"x".repeat(LIMITS.lineBytes + 1)}\n`, { type: "bans", ref: "1" });
    await people.settle();
    expect(talk.heard()).toMatchObject([
      { type: "refused", code: "bad-command" },
      { type: "refused", code: "too-long" },
      { type: "ok", ref: "1" },
    ]);
  });

  it("lets no more wait than it holds", async () => {
    const people = await gather();
    const talk = talkWith(people);
    talk.say({ type: "register", account: "carol", password: "a good one" });
    for (let i = 0; i <= LIMITS.backlogPerSession; i++) talk.say({ type: "bans" });
    expect(talk.heard()).toMatchObject([{ type: "refused", code: "busy" }]);
    await people.settle();
    expect(talk.heard()).toHaveLength(LIMITS.backlogPerSession + 2);
  });

  it("tells of a bug that it meets when nobody waits for it", async () => {
    const { world, passwords, settle } = await gather();
    const bugs: unknown[] = [];
    const talk = controlConversation({
      state: world.hub.state,
      history: world.hub.history,
      run: () => {
        throw new Error("a bug");
      },
      passwords,
      digest: testDigest,
      now: () => 0,
      write: () => {},
      bug: (cause) => bugs.push(cause),
    });
    talk.feed(new TextEncoder().encode('{"type":"register","account":"carol","password":"a good one"}\n'));
    await settle();
    expect(bugs).toEqual([new Error("a bug")]);
  });
});
