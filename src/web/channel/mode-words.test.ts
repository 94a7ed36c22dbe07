import { describe, expect, it } from "vitest";
import { CHANNEL_MODES } from "../../core/modes.ts";
import { changesOf, FLAGS, formOf, sentencesOf } from "./mode-words.ts";
import { modesOf } from "./modes-of.ts";

const PLAIN = { channel: "#tea", flags: "nt", masks: [] };
const CLOSED = { ...PLAIN, flags: "int", key: "kettle", limit: 9, forward: "#milk" };

it("has words for every flag of a channel", () => {
  const flags = Object.keys(CHANNEL_MODES).filter((letter) => CHANNEL_MODES[letter]?.kind === "flag");
  expect(FLAGS.map(({ mode }) => mode).toSorted()).toEqual(flags.toSorted());
});

describe("the changes that a form asks for", () => {
  it("are those that were made in it", () => {
    expect(changesOf(formOf(PLAIN), formOf(PLAIN))).toEqual([]);
    expect(changesOf(formOf(PLAIN), { ...formOf(CLOSED), flags: "it" })).toEqual([
      { set: true, mode: "i" },
      { set: false, mode: "n" },
      { set: true, mode: "k", parameter: "kettle" },
      { set: true, mode: "l", parameter: "9" },
      { set: true, mode: "f", parameter: "#milk" },
    ]);
  });

  it("take away what was emptied, a key by naming it", () => {
    expect(changesOf(formOf(CLOSED), { ...formOf(PLAIN), flags: "int" })).toEqual([
      { set: false, mode: "k", parameter: "kettle" },
      { set: false, mode: "l" },
      { set: false, mode: "f" },
    ]);
  });
});

it("says how the modes stand in sentences", () => {
  expect(sentencesOf(PLAIN)).toEqual(["Only members may write.", "Only operators may change the topic."]);
  expect(sentencesOf(CLOSED)).toContain("One needs a key to come in.");
  expect(sentencesOf(CLOSED)).toContain("It takes 9 members at most.");
  expect(sentencesOf(CLOSED)).toContain("Who may not come in is sent to #milk.");
});

it("reads the answer of the server", () => {
  expect(modesOf({ type: "ok", ref: "1", ...CLOSED })).toEqual(CLOSED);
  expect(modesOf({ type: "ok", channel: "#tea", flags: "" })).toEqual({ channel: "#tea", flags: "", masks: [] });
  expect(modesOf({ type: "ok" })).toBeUndefined();
  expect(modesOf({ type: "refused", code: "no-such-channel", text: "" })).toBeUndefined();
});
