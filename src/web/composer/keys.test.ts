import { describe, expect, it } from "vitest";
import { actionOf, type Circumstances, type Pressed } from "./keys.ts";

const NONE: Pressed = { key: "", shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };
const USUAL: Circumstances = { isComposing: false, isEmpty: false, isTouch: false, enterSends: true };

function press(pressed: Partial<Pressed>, circumstances: Partial<Circumstances> = {}) {
  return actionOf({ ...NONE, ...pressed }, { ...USUAL, ...circumstances });
}

describe("Enter", () => {
  it("sends, and with Shift or Alt makes a new line", () => {
    expect(press({ key: "Enter" })).toBe("send");
    expect(press({ key: "Enter", shiftKey: true })).toBe("line");
    expect(press({ key: "Enter", altKey: true })).toBe("line");
  });

  it("makes a new line on touch screens, and where it is liked so; with Ctrl it sends there too", () => {
    for (const otherwise of [{ isTouch: true }, { enterSends: false }]) {
      expect(press({ key: "Enter" }, otherwise)).toBe("line");
      expect(press({ key: "Enter", ctrlKey: true }, otherwise)).toBe("send");
      expect(press({ key: "Enter", metaKey: true }, otherwise)).toBe("send");
    }
  });

  it("ends a composition and nothing else", () => {
    expect(press({ key: "Enter" }, { isComposing: true })).toBeUndefined();
    expect(press({ key: "Escape" }, { isComposing: true })).toBeUndefined();
  });
});

it("changes what was said last by the arrow up in an empty box only", () => {
  expect(press({ key: "ArrowUp" }, { isEmpty: true })).toBe("edit-last");
  expect(press({ key: "ArrowUp" })).toBeUndefined();
  expect(press({ key: "ArrowUp", shiftKey: true }, { isEmpty: true })).toBeUndefined();
});

it("formats by Ctrl or Command with a letter, and leaves all else to the browser", () => {
  expect(press({ key: "b", ctrlKey: true })).toBe("bold");
  expect(press({ key: "I", metaKey: true })).toBe("italic");
  expect(press({ key: "e", ctrlKey: true })).toBe("code");
  expect(press({ key: "b" })).toBeUndefined();
  expect(press({ key: "e", ctrlKey: true, altKey: true })).toBeUndefined();
  expect(press({ key: "v", ctrlKey: true })).toBeUndefined();
});
