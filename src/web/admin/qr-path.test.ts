import { encode } from "uqr";
import { describe, expect, it } from "vitest";
import { qrPath } from "./qr-path.ts";

/** What a path paints, read back from it. */
function painted(path: string, size: number): boolean[][] {
  const rows = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    for (let i = 0; i < Number(length); i++) {
      const row = rows[Number(y)];
      if (row) row[Number(x) + i] = true;
    }
  }
  return rows;
}

describe("a QR code as a path", () => {
  it("paints the dark squares and no others", () => {
    const { data, size } = encode("https://chat.example/invite/oVXOq_kE9DT1ALJ9mGnGFbepqEU", { border: 2 });
    expect(painted(qrPath(data), size)).toEqual(data);
  });

  it("has what stands side by side in one piece", () => {
    expect(qrPath([[true, true, false, true]])).toBe("M0 0h2v1h-2zM3 0h1v1h-1z");
    expect(qrPath([[false]])).toBe("");
  });
});
