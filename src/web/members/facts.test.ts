import { describe, expect, it } from "vitest";
import type { WhoisAnswer } from "../../wire/json/messages.ts";
import { channelsOf, displayNameOf, factsOf } from "./facts.ts";
import { whoisOf } from "./whois-of.ts";

const EVE: WhoisAnswer = {
  user: { nick: "eve", user: "u", host: "cafe.example" },
  realname: "",
  since: 1_000,
  spoke: 1_000,
  dialects: ["irc", "json"],
  in: ["#tea", "#Milk"],
};

function inWords(whois: WhoisAnswer): Record<string, string> {
  return Object.fromEntries(factsOf(whois, (at) => `at ${at}`).map(({ label, text }) => [label, text]));
}

describe("what is known of somebody", () => {
  it("is said in words, and left out if it is not known", () => {
    expect(inWords(EVE)).toEqual({
      Account: "none, a guest",
      "Here since": "at 1000",
      "Last spoke": "not yet",
      "Comes by": "IRC, Parley",
      "Seen as": "u@cafe.example",
    });
  });

  it("has what they tell of themselves", () => {
    const told = inWords({
      ...EVE,
      user: { ...EVE.user, account: "evelyn" },
      realname: "Eve L.",
      away: "",
      spoke: 2_000,
      dialects: [],
      metadata: [
        { key: "display-name", value: "Eve!" },
        { key: "url", value: "https://eve.example" },
        { key: "colour", value: "blue" },
        { key: "empty", value: " " },
      ],
    });
    expect(told).toMatchObject({ Account: "evelyn", "Real name": "Eve L.", Away: "yes", "Last spoke": "at 2000" });
    expect(told).toMatchObject({ "Comes by": "offline", Page: "https://eve.example", colour: "blue" });
    expect(Object.keys(told)).not.toContain("display-name");
    expect(Object.keys(told)).not.toContain("empty");
  });

  it("has the channels that both are in apart from the others", () => {
    expect(channelsOf(EVE, ["#MILK", "#other"])).toEqual({ common: ["#Milk"], others: ["#tea"] });
  });
});

it("has a display name only if that is one", () => {
  expect(displayNameOf({ metadata: [{ key: "display-name", value: " Eve " }] })).toBe("Eve");
  expect(displayNameOf({ metadata: [{ key: "display-name", value: "  " }] })).toBeUndefined();
  expect(displayNameOf({})).toBeUndefined();
});

it("takes an answer for one only if it is whole", () => {
  expect(whoisOf({ type: "ok", ...EVE })).toEqual(EVE);
  expect(whoisOf({ type: "ok" })).toBeUndefined();
  expect(whoisOf({ type: "refused", code: "no-such-nick", text: "Nobody" })).toBeUndefined();
});
