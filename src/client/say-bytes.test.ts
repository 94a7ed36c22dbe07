import { expect, it } from "vitest";
import { sayBytes } from "./say-bytes.ts";

it("says bytes as people do", () => {
  expect([0, 1, 1_023, 1_024, 1_536, 1_048_575, 1_048_576, 1_024 ** 4, 5_000 * 1_024 ** 4].map(sayBytes)).toEqual([
    "0 bytes",
    "1 byte",
    "1023 bytes",
    "1.0 KiB",
    "1.5 KiB",
    "1.0 MiB",
    "1.0 MiB",
    "1.0 TiB",
    "5000.0 TiB",
  ]);
});
