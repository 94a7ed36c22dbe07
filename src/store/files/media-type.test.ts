import { expect, it } from "vitest";
import { isTaken, mediaType } from "./media-type.ts";

it.each([
  ["text/plain", "text/plain"],
  ["Image/PNG", "image/png"],
  [" text/html ; charset=utf-8", "text/html"],
  ["application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"],
  ["image/svg+xml", "image/svg+xml"],
  ["", undefined],
  ["text", undefined],
  ["text/", undefined],
  ["/plain", undefined],
  ["text/pl ain", undefined],
  ["text/plain/x", undefined],
  ["text/*", undefined],
  ["-x/y", undefined],
  ["text/plain\r\nX: y", undefined],
  [`a/${"b".repeat(98)}`, `a/${"b".repeat(98)}`],
  [`a/${"b".repeat(99)}`, undefined],
])("reads %j as %j", (text, type) => {
  expect(mediaType(text)).toBe(type);
});

it.each([
  ["image/png", ["*"], true],
  ["image/png", ["*/*"], true],
  ["image/png", ["text/plain", "Image/*"], true],
  ["image/png", ["image/png"], true],
  ["image/png", ["image/jpeg", "text/*"], false],
  ["image/png", ["ima*"], false],
  ["image/png", [], false],
])("says whether %s is one of %j", (type, taken, isOne) => {
  expect(isTaken(type, taken)).toBe(isOne);
});
