import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { createWorld } from "../testing.ts";
import { irc } from "./irc.ts";
import { isupport } from "./isupport.ts";
import { createIrcWorld } from "./testing.ts";

describe("005", () => {
  it("fits in its lines, with the longest names", () => {
    const icon = "https://example.test/".padEnd(LIMITS.iconBytes, "x");
    const lines = isupport({ network: "n".repeat(330), icon, uploads: icon });
    expect(lines[0]).toHaveLength(1);
    for (const name of ["draft/ICON", "draft/FILEHOST", "soju.im/FILEHOST"]) {
      expect(lines.flat()).toContain(`${name}=${icon}`);
    }
    for (const tokens of lines) {
      expect(tokens.length).toBeLessThanOrEqual(13);
      expect(tokens.join(" ").length).toBeLessThanOrEqual(340);
    }
  });

  it("has no picture unless the server has, and escapes what stands in a value", () => {
    expect(isupport({ network: "Parley" }).flat().join(" ")).not.toContain("ICON");
    expect(isupport({ network: "Parley", icon: "https://e.test/?a=b c\\" }).flat()).toContain(
      "draft/ICON=https://e.test/?a\\x3Db\\x20c\\x5C",
    );
  });

  it("names where files are uploaded to by both names, and nowhere without files", () => {
    expect(isupport({ network: "Parley" }).flat().join(" ")).not.toContain("FILEHOST");
    const tokens = isupport({ network: "Parley", uploads: "http://parley.test/files/" }).flat();
    expect(tokens).toContain("draft/FILEHOST=http://parley.test/files/");
    expect(tokens).toContain("soju.im/FILEHOST=http://parley.test/files/");
  });

  it("has what is only known once all listeners are open", () => {
    const world = createWorld();
    let uploads: string | undefined;
    const dialect = world.listen({
      ...irc,
      listen: (settings) =>
        irc.listen({
          ...settings,
          get uploads() {
            return uploads;
          },
        }),
    });
    uploads = "http://parley.test:5050/files/";
    const alice = world.connect(dialect);
    alice.send("NICK alice\r\nUSER a 0 * :A\r\n");
    world.commit();
    expect(alice.take()).toContain(" draft/FILEHOST=http://parley.test:5050/files/ ");
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
