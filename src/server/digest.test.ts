import { expect, it } from "vitest";
import { digest } from "./digest.ts";

it("is the same for the same secret, another for any other, and is not the secret", () => {
  // Clients are known again by it from one version to the next.
  expect(digest("open sesame")).toBe("poa_yG2RnyYCT-rbTr581f");
  expect(digest("open sesame")).not.toBe(digest("open sesamE"));
  expect(digest("")).toHaveLength(22);
});
