import { describe, expect, it } from "vitest";
import { linkOf, usesWords } from "./invite-words.ts";

describe("invite links in words", () => {
  it("says how many were used, and how many are left", () => {
    expect(usesWords({ uses: 1, used: 0 })).toBe("for one account");
    expect(usesWords({ uses: 30, used: 0 })).toBe("for 30 accounts");
    expect(usesWords({ uses: 28, used: 2 })).toBe("used by 2 of 30");
    expect(usesWords({ uses: 0, used: 30 })).toBe("used up, by 30");
    expect(usesWords({ uses: 0, used: 1 })).toBe("used");
  });

  it("takes the server's word for the link, and makes one of the page's own address without it", () => {
    const url = "https://chat.example/invite/abc#sha256=00";
    expect(linkOf({ url, code: "abc" }, "http://localhost:5050")).toBe(url);
    expect(linkOf({ code: "abc" }, "http://localhost:5050")).toBe("http://localhost:5050/invite/abc");
    expect(linkOf({}, "http://localhost:5050")).toBeUndefined();
  });
});
