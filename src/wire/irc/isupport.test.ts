import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { isupport } from "./isupport.ts";
import { createIrcWorld } from "./testing.ts";

describe("005", () => {
  it("fits in its lines, with the longest names", () => {
    const icon = "https://example.test/".padEnd(LIMITS.iconBytes, "x");
    const lines = isupport("n".repeat(330), icon);
    expect(lines[0]).toHaveLength(1);
    expect(lines.flat()).toContain(`draft/ICON=${icon}`);
    for (const tokens of lines) {
      expect(tokens.length).toBeLessThanOrEqual(13);
      expect(tokens.join(" ").length).toBeLessThanOrEqual(340);
    }
  });

  it("has no picture unless the server has, and escapes what stands in a value", () => {
    expect(isupport("Parley").flat().join(" ")).not.toContain("ICON");
    expect(isupport("Parley", "https://e.test/?a=b c\\").flat()).toContain(
      "draft/ICON=https://e.test/?a\\x3Db\\x20c\\x5C",
    );
  });
});

describe("ISUPPORT", () => {
  it("shows 005 to users, and before registration to who asked for that", () => {
    const { connect, join } = createIrcWorld();
    const alice = join("alice");
    alice.lines();
    for (const line of alice.send("ISUPPORT")) expect(line).toMatch(/^:parley\.test 005 alice /);
    const client = connect();
    expect(client.send("ISUPPORT")).toEqual([expect.stringContaining(" 451 ")]);
    const [, ...lines] = client.send("CAP REQ draft/extended-isupport", "ISUPPORT");
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line).toMatch(/^:parley\.test 005 \* /);
  });

  it("is a batch, wherever 005 stands, for who takes both", () => {
    const { connect } = createIrcWorld();
    const client = connect();
    client.send("CAP REQ :batch draft/extended-isupport labeled-response");
    const lines = client.send("@label=x ISUPPORT");
    expect(lines[0]).toBe("@label=x :parley.test BATCH +b1 draft/isupport");
    expect(lines.at(-1)).toBe(":parley.test BATCH -b1");
    for (const line of lines.slice(1, -1)) expect(line).toMatch(/^@batch=b1 :parley\.test 005 \* /);
    const welcome = client.send("NICK alice", "USER a 0 * :A", "CAP END", "VERSION");
    const tokens = welcome.filter((line) => line.includes(" 005 "));
    expect(tokens.filter((line) => !/^@batch=b[23] /.test(line))).toEqual([]);
    expect(tokens.length).toBeGreaterThan(2);
  });
});
