import { create } from "content-disposition";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nameOf, typeOf, uploadComplete, uploadNumber } from "./upload-headers.ts";

/** What Node makes of a header that was sent in UTF-8. */
const asSent = (header: string): string => Buffer.from(header).toString("latin1");

describe("nameOf", () => {
  it.each([
    ['attachment; filename="a b.txt"', "a b.txt"],
    ["attachment; filename=a.txt", "a.txt"],
    ["inline; filename=\"x.txt\"; filename*=UTF-8''%C3%BCber%20uns.txt", "über uns.txt"],
    ["attachment; filename*=UTF-8''%C3%BCber.txt; filename=x.txt", "über.txt"],
    ["attachment; filename*=iso-8859-1''%FCber.txt", "über.txt"],
    ['attachment; filename="say \\"hi\\".txt"', 'say "hi".txt'],
    [asSent('attachment; filename="日本.txt"'), "日本.txt"],
    [Buffer.from("attachment; filename=\xfcber.txt", "latin1").toString("latin1"), "über.txt"],
    ["attachment; filename*=UTF-8''%C3%83%C2%BC.txt", "Ã¼.txt"],
    ["attachment; filename*=UTF-8''%FF.txt; filename=x.txt", "x.txt"],
    // No file can have such a name, and no other one is made out of it.
    ['attachment; filename="../../etc/passwd"', "../../etc/passwd"],
    ["attachment; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd", "../../etc/passwd"],
    ['attachment; filename="C:\\\\Users\\\\ada\\\\a.txt"', "C:\\Users\\ada\\a.txt"],
    ['attachment; filename="a/"', "a/"],
    ["attachment", "file"],
    ["", "file"],
    [";;;=;filename", "file"],
  ])("reads %j as %j", (header, name) => {
    expect(nameOf(header, undefined, undefined)).toBe(name);
  });

  it("takes the header before the path, and the type if there is neither", () => {
    expect(nameOf("attachment; filename=a.txt", "b.txt", "text/plain")).toBe("a.txt");
    expect(nameOf(undefined, "b.txt", "text/plain")).toBe("b.txt");
    expect(nameOf("attachment", "b.txt", "text/plain")).toBe("b.txt");
    expect(nameOf(undefined, undefined, "image/png")).toBe("file.png");
    expect(nameOf(undefined, undefined, "made/up")).toBe("file");
  });

  it("reads every name again that was written", () => {
    const names = fc.string({ unit: "grapheme", minLength: 1 }).filter((name) => !/[/\\\p{Cc}\p{Cs}]/u.test(name));
    fc.assert(
      fc.property(names, (name) => {
        expect(nameOf(create(name), undefined, undefined)).toBe(name);
      }),
    );
  });

  it("gives some name for any header, and no path", () => {
    const headers = fc.oneof(
      fc.string({ unit: "binary-ascii" }),
      fc.string({ unit: fc.constantFrom(..."filename*=UTF-8'%2F\"\\;/ é") }).map((text) => `attachment;${text}`),
    );
    fc.assert(
      fc.property(headers, (header) => {
        expect(nameOf(header, undefined, undefined)).toMatch(/^[^/\\]+$/s);
      }),
    );
  });
});

describe("typeOf", () => {
  it.each([
    ["image/png", "x", "image/png"],
    ["Text/HTML; charset=latin1", "x", "text/html"],
    ["application/vnd.oasis.opendocument.text", "x", "application/vnd.oasis.opendocument.text"],
    [undefined, "a.PNG", "image/png"],
    [undefined, "a.txt", "text/plain"],
    [undefined, "a.wav", "audio/wav"],
    [undefined, "a", "application/octet-stream"],
    ["", "a.png", "image/png"],
    ["application/x-www-form-urlencoded", "a.png", "image/png"],
    ["nonsense", "a.png", undefined],
    ["a/b/c", "a.png", undefined],
    ["text/ plain", "a.png", undefined],
    ["text/plain\x01", "a.png", undefined],
  ])("takes %j of %j for %j", (said, name, type) => {
    expect(typeOf(said, name)).toBe(type);
  });
});

it("takes for said only what has the right form", () => {
  const values = ["?1", " ?0 ", "1", "true", "?2", "", undefined];
  expect(values.map(uploadComplete)).toEqual([true, false, ...values.slice(2).map(() => undefined)]);
  const numbers = ["0", " 15 ", "999999999999999", "-1", "1.5", "1e3", "9999999999999999", "", undefined];
  expect(numbers.map(uploadNumber)).toEqual([0, 15, 999_999_999_999_999, ...numbers.slice(3).map(() => undefined)]);
});
