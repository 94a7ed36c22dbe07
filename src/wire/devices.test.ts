import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newDevice, newInviteCode } from "./devices.ts";

/** Secrets of all that base64url has. */
const secret = fc.stringMatching(/^[\w-]{43}$/);

describe("newDevice", () => {
  it("makes a token that is told from a password, and keeps only its digest", () => {
    const parts = {
      passwords: { secret: (bytes: number) => `${bytes}x`.repeat(8) },
      digest: (text: string) => text.slice(-4),
    };
    const { device, token } = newDevice(parts, "phone");
    expect(token).toBe(`parley-${"32x".repeat(8)}`);
    expect(device).toEqual({ id: "24x24x24", name: "phone", digest: "x32x" });
  });
});

describe("newInviteCode", () => {
  it("makes ids that look like no option, and nobody has to ask how to type", () => {
    fc.assert(
      fc.property(secret, (text) => {
        const { id, code, digest } = newInviteCode({ passwords: { secret: () => text }, digest: () => "digest" });
        expect(id).toMatch(/^[A-Za-z0-9]{0,8}$/);
        expect([code, digest]).toEqual([text, "digest"]);
      }),
    );
  });
});
