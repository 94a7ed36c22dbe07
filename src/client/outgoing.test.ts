import { describe, expect, it } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { Outgoing } from "./outgoing.ts";

function pending(ref: string, line = ref) {
  return { ref, line, command: { type: "channels" }, done: () => undefined } as const;
}

describe("Outgoing", () => {
  it("has fewer refs under way than a server remembers of one client", () => {
    expect(LIMITS.linkInFlight).toBeLessThan(LIMITS.refsPerClient);
    const outgoing = new Outgoing();
    for (let i = 0; i < LIMITS.linkInFlight + 5; i++) outgoing.add(pending(String(i)));
    expect(outgoing.take()).toHaveLength(LIMITS.linkInFlight);
    expect(outgoing.take()).toHaveLength(0);
    outgoing.settle("3");
    expect(outgoing.take().map(({ ref }) => ref)).toEqual([String(LIMITS.linkInFlight)]);
  });

  it("keeps the order over a break", () => {
    const outgoing = new Outgoing();
    for (const ref of ["a", "b", "c"]) outgoing.add(pending(ref));
    outgoing.take();
    outgoing.settle("b");
    outgoing.add(pending("d"));
    outgoing.rewind();
    expect(outgoing.take().map(({ ref }) => ref)).toEqual(["a", "c", "d"]);
  });

  it("is bounded in bytes, and has room again when something is answered", () => {
    const outgoing = new Outgoing();
    const big = "x".repeat(LIMITS.linkQueueBytes);
    expect(outgoing.add(pending("a", big))).toBe(true);
    expect(outgoing.add(pending("b"))).toBe(false);
    outgoing.take();
    outgoing.settle("a");
    expect(outgoing.add(pending("b", big))).toBe(true);
  });
});
