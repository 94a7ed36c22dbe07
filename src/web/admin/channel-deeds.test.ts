import { expect, it } from "vitest";
import { changeOf, flagWords } from "./channel-deeds.ts";

it("a channel's flags are said in words", () => {
  expect(flagWords("nt")).toBe("The channel takes messages from members only; lets only operators change the topic.");
  expect(flagWords("")).toBe("The channel has no modes.");
});

it("what is done with a channel is asked for by its commands", () => {
  expect(changeOf("clear-topic", "#tea")).toEqual({ type: "topic", channel: "#tea", topic: "" });
  expect(changeOf("register", "#tea")).toMatchObject({ changes: [{ set: true, mode: "r" }] });
  expect(changeOf("give-up", "#tea")).toMatchObject({ changes: [{ set: false, mode: "r" }] });
});
