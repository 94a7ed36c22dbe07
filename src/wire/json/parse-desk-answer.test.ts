import { describe, expect, it } from "vitest";
import { parseMessage } from "./parse-message.ts";
import { gather, passwordOf } from "./testing-people.ts";

describe("parseMessage", () => {
  it("reads all that is answered about accounts, ways in and order, with nothing left out", async () => {
    const people = await gather({
      access: "invite",
      guests: "read",
      linkFor: (code) => `https://chat.example/invite/${code}`,
    });
    const connection = people.connect({ certificate: "ab".repeat(32) });
    const until = people.world.clock.now() + 1_000;
    const came = await people.ask(
      connection,
      { type: "hello", account: "olga", password: passwordOf("olga"), device: "phone" },
      { type: "certificate-add" },
      { type: "alwayson", on: true },
      { type: "account" },
      { type: "accounts" },
      { type: "invite-add", until, role: "admin", channel: "#tea" },
      { type: "invites" },
      { type: "ban-add", range: "10.0.0.0/8", until, reason: "Spam" },
      { type: "ban-add", account: "bob" },
      { type: "ban-add", mask: "*!*@bad.example", mutes: true },
      { type: "bans" },
      { type: "moderation" },
      { type: "ban-add" },
      { type: "passwd", current: passwordOf("olga"), password: "another one" },
    );
    expect(came.filter(({ type }) => type === "ok")).toHaveLength(13);
    for (const message of came) expect(parseMessage(JSON.stringify(message))).toEqual(message);
  });

  it("takes what it does not know for what says least", () => {
    const access = { mode: "moonlight", register: true, guests: "listen" };
    const [known, ban] = [{ id: "1", name: "phone", created: 1 }, { at: "noon" }];
    const answer = { type: "ok", account: "alice", role: "king", access, devices: [known, 7], bans: [ban] };
    expect(parseMessage(JSON.stringify(answer))).toEqual({
      type: "ok",
      account: "alice",
      role: "admin",
      access: { mode: "accounts", register: true, guests: "read" },
      devices: [known],
      bans: [],
    });
  });
});
