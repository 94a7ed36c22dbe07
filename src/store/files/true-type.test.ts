import fc from "fast-check";
import { expect, it } from "vitest";
import { checkType } from "./true-type.ts";

function bytes(text: string): Buffer {
  return Buffer.from(text, "latin1");
}

const NULS = "\0".repeat(64);
const PNG = bytes(`\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\0IDAT${NULS}`);
const JPEG = bytes(`\xff\xd8\xff\xe0\0\x10JFIF\0${NULS}`);
const MP4 = bytes(`\0\0\0\x18ftypisom${NULS}`);
const WEBM = bytes(`\x1a\x45\xdf\xa3\x87\x42\x82\x84webm${NULS}`);
const OGG = bytes(`OggS\0\x02${NULS}`);
const ZIP = bytes(`PK\x03\x04\x14\0\0\0\0\0${NULS}`);
const PDF = bytes("%PDF-1.7\n%âãÏÓ\n");
const TEXT = bytes("#!/bin/sh\necho hello\n");
const HTML = bytes("<!doctype html><script>alert(1)</script>");
const SVG = bytes("<svg xmlns='http://www.w3.org/2000/svg'/>");
const EXE = bytes(`MZ\x90\0\x03${NULS}`);

function check(type: string, head: Uint8Array): Promise<string> {
  return checkType(type, { head, hasNul: head.includes(0) }).then((refusal) => refusal?.code ?? "taken");
}

it.each([
  ["image/png", PNG],
  ["image/apng", PNG],
  ["image/png", bytes("\x89PNG\r\n\x1a\nand then it is damaged")],
  ["image/jpeg", JPEG],
  ["image/jpg", JPEG],
  ["image/gif", bytes("GIF89a")],
  ["image/svg+xml", SVG],
  ["image/svg+xml", bytes('<?xml version="1.0"?><svg/>')],
  ["image/x-portable-pixmap", bytes("P3 1 1 255 0 0 0")],
  ["video/mp4", MP4],
  ["audio/mp4", MP4],
  ["video/quicktime", MP4],
  ["audio/webm", WEBM],
  ["video/x-matroska", WEBM],
  ["audio/ogg", OGG],
  ["audio/mpeg", bytes(`ID3\x04\0\0\0\0\x7f\x7f${NULS}`)],
  ["audio/x-wav", bytes(`RIFF\x24\0\0\0WAVEfmt ${NULS}`)],
  ["application/pdf", PDF],
  ["application/pdf", bytes("\r\n\r\n%PDF-1.4\n")],
  ["application/zip", ZIP],
  ["application/java-archive", ZIP],
  ["application/x-zip-compressed", bytes(`PK\x05\x06${NULS}`)],
  ["application/gzip", bytes("\x1f\x8b\x08\0\0\0\0\0")],
  ["application/vnd.openxmlformats-officedocument.wordprocessingml.document", ZIP],
  ["application/octet-stream", PNG],
  ["application/octet-stream", TEXT],
  ["application/octet-stream", bytes("")],
  ["application/x-anything", EXE],
  ["application/json", bytes("{}")],
  ["font/woff2", TEXT],
  ["text/plain", TEXT],
  ["text/plain", bytes("")],
  ["text/html", HTML],
])("takes what is or may be %s", async (type, head) => {
  expect(await check(type, head)).toBe("taken");
});

it.each([
  ["image/png", JPEG],
  ["image/png", TEXT],
  ["image/png", HTML],
  ["image/png", bytes("")],
  ["image/png", bytes("\x89PNG")],
  ["image/jpeg", PNG],
  ["image/gif", EXE],
  ["image/webp", bytes(`RIFF\x24\0\0\0WAVEfmt ${NULS}`)],
  ["image/svg+xml", PNG],
  ["image/svg+xml", bytes("")],
  ["image/x-unknown", EXE],
  ["video/mp4", PNG],
  ["video/mp4", TEXT],
  ["video/webm", MP4],
  ["audio/mpeg", WEBM],
  ["audio/flac", TEXT],
  ["application/pdf", TEXT],
  ["application/pdf", PNG],
  ["application/pdf", bytes("")],
  ["application/zip", PDF],
  ["application/gzip", ZIP],
  ["application/x-7z-compressed", TEXT],
  ["text/plain", PNG],
  ["text/html", EXE],
])("refuses what is not %s", async (type, head) => {
  expect(await check(type, head)).toBe("false-file-type");
});

it("says what a file was said to be, and what it looks like", async () => {
  const refusal = await checkType("image/png", { head: JPEG, hasNul: true });
  expect(refusal).toMatchObject({ about: "image/png", text: expect.stringContaining("image/jpeg") });
});

it("has an answer for any bytes", async () => {
  const start = fc.constantFrom(
    PNG,
    JPEG,
    MP4,
    WEBM,
    OGG,
    ZIP,
    PDF,
    bytes("ID3\x04"),
    bytes("\x1f\x8b\x08"),
    bytes(""),
  );
  const type = fc.constantFrom("image/png", "audio/flac", "application/zip", "application/gzip", "video/x-ms-wmv");
  await fc.assert(
    fc.asyncProperty(start, fc.uint8Array({ maxLength: 2_000 }), type, async (head, rest, said) => {
      expect(["taken", "false-file-type"]).toContain(await check(said, Buffer.concat([head, rest])));
    }),
    { numRuns: 500 },
  );
});
