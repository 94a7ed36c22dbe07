import { appendFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { KnownServers, keyOf, VOUCHED } from "./known-servers.ts";
import { tempFolder } from "./trust.fixture.ts";

const [ONE, OTHER] = ["a".repeat(64), "b".repeat(64)];
const here = { host: "parley.test", port: 5050 };

describe("known servers", () => {
  it("are kept, each with its port, in a file that is nobody else's", () => {
    const known = new KnownServers(join(tempFolder(), "config", "parley"));
    expect(known.find(here)).toBeUndefined();
    known.add(here, ONE);
    known.add({ ...here, port: 443 }, VOUCHED);
    const again = new KnownServers(dirname(known.path));
    expect([again.find(here), again.find({ ...here, port: 443 })]).toEqual([ONE, VOUCHED]);
    expect(again.find({ ...here, port: 5051 })).toBeUndefined();
    expect(readFileSync(known.path, "utf8")).toBe(`parley.test:5050 sha256:${ONE}\nparley.test:443 ${VOUCHED}\n`);
    expect(statSync(known.path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(known.path)).mode & 0o777).toBe(0o700);
  });

  it("have one certificate: the first that is written down, until it is replaced", () => {
    const known = new KnownServers(tempFolder());
    known.add(here, ONE);
    known.add(here, OTHER);
    known.add({ ...here, port: 1 }, ONE);
    expect(known.find(here)).toBe(ONE);
    known.replace(here, OTHER);
    expect(known.find(here)).toBe(OTHER);
    expect(readFileSync(known.path, "utf8")).toBe(`parley.test:1 sha256:${ONE}\nparley.test:5050 sha256:${OTHER}\n`);
    expect(statSync(known.path).mode & 0o777).toBe(0o600);
  });

  it("are the same by every name of theirs", () => {
    const names = ["Parley.Test", "parley.test.", "PARLEY.TEST"];
    expect(new Set(names.map((host) => keyOf({ host, port: 1 })))).toEqual(new Set(["parley.test:1"]));
    expect(keyOf({ host: "2001:DB8:0::1", port: 2 })).toBe("[2001:db8::1]:2");
    expect(keyOf({ host: "bücher.test", port: 3 })).toBe("xn--bcher-kva.test:3");
  });

  it("are still known when their line was damaged, by no certificate there is", () => {
    const known = new KnownServers(tempFolder());
    writeFileSync(known.path, "\n  parley.test:5050\nparley.test:5050 sha256:");
    expect(known.find(here)).toBe("");
    expect(known.find({ ...here, port: 5 })).toBeUndefined();
    appendFileSync(known.path, `${ONE}\n\n`);
    expect(known.find(here)).toBe("");
  });

  it("can't be told when the file can't be read", () => {
    const known = new KnownServers(tempFolder());
    mkdirSync(known.path);
    expect(() => known.find(here)).toThrow(/EISDIR/);
  });
});
