import { describe, expect, it } from "vitest";
import { type Count, RATES, type Rate } from "./rates.ts";

const ROWS: readonly (readonly [string, Rate | Count])[] = Object.entries(RATES);

describe("Limits on rates and counts", () => {
  it.each(ROWS)("%s say why in a sentence, and bound something", (_name, row) => {
    expect(row.text).toMatch(/^[A-Z0-9].*\.$/);
    const bounds = "burst" in row ? [row.burst, row.perSecond] : [row.most, row.ms ?? 1];
    for (const bound of bounds) expect(bound).toBeGreaterThan(0);
  });

  it("let an address, an account and a listener do at least what one connection may", () => {
    for (const kind of ["commands", "bytes", "joins", "nicks"] as const) {
      const rows: Rate[] = [
        RATES[`${kind}PerConnection`],
        RATES[`${kind}PerAccount`],
        RATES[`${kind}PerAddress`],
        RATES[`${kind}PerListener`],
      ];
      for (const [i, row] of rows.entries()) {
        expect(row.burst).toBeGreaterThan(rows[i - 1]?.burst ?? 0);
        expect(row.perSecond).toBeGreaterThan(rows[i - 1]?.perSecond ?? 0);
      }
    }
  });

  it("let 200 people behind one address all do one thing at once, and each go on at a person's speed", () => {
    const people = 200;
    const counts: Count[] = [
      RATES.connectionsPerAddress,
      RATES.waitingPerAddress,
      RATES.wrongPerAddress,
      RATES.registrationsPerAddress,
      RATES.passwordWorkPerAddress,
      RATES.transfersPerAddress,
    ];
    for (const { most } of counts) expect(most).toBeGreaterThanOrEqual(people);
    // Each opens seven connections, comes into a few channels, tries a few nicks, and says ten lines of the longest kind.
    expect(RATES.connectingPerAddress.burst).toBeGreaterThanOrEqual(7 * people);
    expect(RATES.joinsPerAddress.burst).toBeGreaterThanOrEqual(10 * people);
    expect(RATES.nicksPerAddress.burst).toBeGreaterThanOrEqual(5 * people);
    expect(RATES.commandsPerAddress.burst).toBeGreaterThanOrEqual(100 * people);
    expect(RATES.bytesPerAddress.burst).toBeGreaterThanOrEqual(4 * 65_536 * people);
    expect(RATES.commandsPerAddress.perSecond).toBeGreaterThanOrEqual(5 * people);
  });
});
