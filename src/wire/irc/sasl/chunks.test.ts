import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../core/limits.ts";
import { Chunks, inChunks } from "./chunks.ts";

describe("the parameters of AUTHENTICATE", () => {
  it("bring every message over whole, one after the other", () => {
    const message = fc.uint8Array({ minLength: 0, maxLength: (LIMITS.ircSaslBytes * 3) / 4 });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 3 }), (messages) => {
        const chunks = new Chunks(LIMITS.ircSaslBytes);
        for (const sent of messages) {
          const taken = inChunks(sent).map((parameter) => {
            expect(parameter.length).toBeLessThanOrEqual(400);
            return chunks.take(parameter);
          });
          expect(taken.pop()).toEqual(sent);
          expect(taken.every((each) => each === "more")).toBe(true);
        }
      }),
    );
  });

  it("are a + for an empty message, and for the end of one whose last part is full", () => {
    expect(inChunks(new Uint8Array())).toEqual(["+"]);
    expect(inChunks(new Uint8Array(300)).map((part) => part.length)).toEqual([400, 1]);
  });

  it("are refused if one is too long, if all are, or if they are not base 64", () => {
    expect(new Chunks(LIMITS.ircSaslBytes).take("A".repeat(401))).toBe("chunk-too-long");
    expect(new Chunks(LIMITS.ircSaslBytes).take("!!!")).toBe("bad");
    const chunks = new Chunks(LIMITS.ircSaslBytes);
    const taken = Array.from({ length: 5 }, () => chunks.take("A".repeat(400)));
    expect(taken).toEqual(["more", "more", "more", "more", "bad"]);
  });
});
