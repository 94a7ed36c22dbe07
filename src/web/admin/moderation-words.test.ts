import { describe, expect, it } from "vitest";
import { MODERATION_ACTIONS, type ModerationEvent } from "../../core/events.ts";
import { plain, reasonOf, sentenceOf } from "./moderation-words.ts";

const ada = { nick: "ada", user: "json", host: "h", account: "ada" };

function event(changes: Partial<ModerationEvent>): ModerationEvent {
  return { type: "moderation", seq: 1, at: 2, id: "x", from: ada, action: "ban", ...changes };
}

function words(changes: Partial<ModerationEvent>): string {
  return plain(sentenceOf(event(changes)));
}

describe("the moderation log in words", () => {
  it.each<[Partial<ModerationEvent>, string]>([
    [{ action: "ban", target: "*!*@spam.example" }, "ada banned *!*@spam.example"],
    [{ action: "kick", target: "eve", channel: "#tea" }, "ada made eve leave #tea"],
    [{ action: "rename", target: "#kitchen", channel: "#tea" }, "ada renamed #tea to #kitchen"],
    [{ action: "role", target: "bob", reason: "admin" }, "ada made bob an admin"],
    [{ action: "role", target: "bob", reason: "none" }, "ada made bob a member like others"],
    [
      { action: "invite-add", target: "i1", reason: "owner" },
      "ada made the invite link i1, which makes people an owner",
    ],
    [{ action: "invite-add", target: "i1", until: 5 }, "ada made the invite link i1, good"],
    [{ action: "chghost", target: "eve", reason: "cook@kitchen" }, "ada had eve be seen as cook@kitchen"],
    [{ action: "report", channel: "#tea", said: { by: "eve", text: "x" } }, "ada reported what eve said in #tea"],
    [{ action: "report", channel: "eve", said: { by: "eve", text: "x" } }, "ada reported what eve said to them alone"],
  ])("says %j", (changes, said) => {
    expect(words(changes)).toBe(said);
  });

  it("says whose account it was if the nick is another, and when it was the server", () => {
    const target = "eve";
    expect(words({ target, from: { ...ada, nick: "adele" } })).toBe("ada (adele) banned eve");
    expect(words({ target, from: { nick: "adele", user: "", host: "" } })).toBe("adele banned eve");
    expect(words({ target, from: { nick: "(server)", user: "", host: "" } })).toBe("the server banned eve");
  });

  it("keeps what others have named apart from its own words", () => {
    const names = sentenceOf(event({ action: "kick", target: "\u202eeve", channel: "#tea" })).filter(
      (piece) => typeof piece !== "string",
    );
    expect(names).toEqual([{ name: "ada" }, { name: "\u202eeve" }, { name: "#tea" }]);
  });

  it("has a reason behind it, unless the sentence says it", () => {
    expect(reasonOf(event({ reason: "noise" }))).toBe("noise");
    expect(reasonOf(event({ reason: "" }))).toBeUndefined();
    expect(reasonOf(event({ action: "role", reason: "admin" }))).toBeUndefined();
  });

  it("has words for everything that is noted", () => {
    for (const action of MODERATION_ACTIONS) expect(words({ action, target: "eve" })).toMatch(/^ada \w{3}/);
  });
});
