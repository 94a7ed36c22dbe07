import { encode } from "uqr";
import { expect, it } from "vitest";
import { qrCode } from "./qr-code.ts";

const LINK = `https://192.0.2.7:5050/invite/abcdefghijklmnopqrstuvwxyz0#sha256=${"0123456789abcdef".repeat(4)}`;

/** The modules that a character shows. */
const MODULES: Readonly<Record<string, readonly [upper: boolean, lower: boolean]>> = {
  "█": [true, true],
  "▀": [true, false],
  "▄": [false, true],
  " ": [false, false],
};

it("shows each module of the code, black on white, two in a character", async () => {
  const lines = (await qrCode(LINK, 80)).trimEnd().split("\n");
  const shown = lines.flatMap((line) => {
    expect(line.startsWith("\u001b[38;5;16;48;5;231m") && line.endsWith("\u001b[0m")).toBe(true);
    const cells = [...line.slice("\u001b[38;5;16;48;5;231m".length, -"\u001b[0m".length)].map((cell) => MODULES[cell]);
    return [cells.map((cell) => cell?.[0]), cells.map((cell) => cell?.[1])];
  });
  const { data, size } = encode(LINK, { ecc: "L", border: 2 });
  expect(shown.slice(0, size)).toEqual(data);
  expect(size).toBeLessThan(60);
});

it("shows nothing where it would not fit", async () => {
  expect(await qrCode(LINK, 40)).toBe("");
});
