import { expect, it } from "vitest";
import { findChannels } from "./find-channels.ts";

const CHANNELS = [
  { channel: "#tea", members: 3, topic: "All about the Kettle" },
  { channel: "#team", members: 90 },
  { channel: "#green-tea", members: 200 },
  { channel: "#milk", members: 3, topic: "For tea" },
];

function found(typed: string, most = 10): string {
  const { shown, left } = findChannels(CHANNELS, typed, most);
  return [...shown.map(({ channel }) => channel), ...(left > 0 ? [`and ${left}`] : [])].join(" ");
}

it("shows those with the most members first, and those that begin as typed before all", () => {
  expect(found("")).toBe("#green-tea #team #milk #tea");
  expect(found("TEA")).toBe("#team #tea #green-tea #milk");
  expect(found("#tea")).toBe("#team #tea");
});

it("has all words in name and topic", () => {
  expect(found("kettle")).toBe("#tea");
  expect(found("milk tea")).toBe("#milk");
  expect(found("coffee")).toBe("");
});

it("shows only so many, and how many there are besides", () => {
  expect(found("", 1)).toBe("#green-tea and 3");
});
