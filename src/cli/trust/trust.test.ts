import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { KnownServers, VOUCHED } from "./known-servers.ts";
import { NoTlsError, UntrustedError } from "./tls-error.ts";
import { colons, fakeTrust, targetOf, tempFolder } from "./trust.fixture.ts";
import { settleTarget } from "./trust.ts";

const [ONE, OTHER] = ["a".repeat(64), "b".repeat(64)];
const here = { host: "parley.test", port: 5050 };
const elsewhere = { host: "other.test", port: 443 };
const own = (fingerprint: string) => ({ fingerprint, isVouched: false });
const vouched = (fingerprint: string) => ({ fingerprint, isVouched: true });

describe("trust", () => {
  it("takes the first certificate of a server, says so once, and takes no other one", () => {
    const { trust, known, told } = fakeTrust("parley.test");
    trust.judge(here, own(ONE));
    trust.judge(here, own(ONE));
    expect(known.find(here)).toBe(ONE);
    expect(told).toEqual([
      `the certificate of parley.test:5050 is taken from now on, and no other: SHA-256 ${colons(ONE)}`,
    ]);
    expect(() => trust.judge(here, own(OTHER))).toThrow(UntrustedError);
    expect(() => trust.judge(here, own(OTHER))).toThrow(
      new RegExp(
        `another certificate than before: SHA-256 ${colons(OTHER)}.*Nothing was sent.*parley join --trust ${colons(OTHER)} `,
      ),
    );
    expect(known.find(here)).toBe(ONE);
    expect(told).toHaveLength(1);
  });

  it("takes what an authority vouches for without a word, whatever was known", () => {
    const { trust, known, told } = fakeTrust("parley.test");
    trust.judge(here, vouched(ONE));
    trust.judge(here, vouched(OTHER));
    expect([known.find(here), told]).toEqual([VOUCHED, []]);
    const pinned = fakeTrust("parley.test");
    pinned.trust.judge(here, own(ONE));
    pinned.trust.judge(here, vouched(OTHER));
    expect(pinned.known.find(here)).toBe(ONE);
  });

  it("takes nothing less than an authority's word from a server that had it", () => {
    const { trust } = fakeTrust("parley.test");
    trust.judge(here, vouched(ONE));
    expect(() => trust.judge(here, own(ONE))).toThrow(
      /an authority vouched for the certificate .* before, and none does/,
    );
  });

  it("takes only the certificate that was named, which replaces none that is known", () => {
    const { trust, known } = fakeTrust(`parley.test#sha256=${ONE}`);
    expect(() => trust.judge(here, own(OTHER))).toThrow(/another certificate than the one you named/);
    expect(() => trust.judge(here, vouched(OTHER))).toThrow(UntrustedError);
    expect(known.find(here)).toBeUndefined();
    trust.judge(here, own(ONE));
    expect(known.find(here)).toBe(ONE);
    const other = fakeTrust(`parley.test#sha256=${OTHER}`, { known });
    expect(() => other.trust.judge(here, own(OTHER))).toThrow(/another certificate than before/);
    expect(known.find(here)).toBe(ONE);
  });

  it("takes another one in place of what was known when it is told to, and only that", () => {
    const { trust, known, told } = fakeTrust("parley.test", { accept: OTHER });
    known.add(here, ONE);
    expect(() => trust.judge(here, own(ONE))).toThrow(UntrustedError);
    expect(known.find(here)).toBe(ONE);
    trust.judge(here, own(OTHER));
    expect([known.find(here), told.length]).toEqual([OTHER, 1]);
  });

  it("takes nothing new of servers that others name", () => {
    const { trust, known } = fakeTrust("parley.test");
    expect(() => trust.judge(elsewhere, own(ONE))).toThrow(
      /no authority vouches for the certificate of other\.test:443/,
    );
    trust.judge(elsewhere, vouched(ONE));
    expect(known.find(elsewhere)).toBeUndefined();
    known.add(elsewhere, ONE);
    trust.judge(elsewhere, own(ONE));
    expect(() => trust.judge(elsewhere, own(OTHER))).toThrow(UntrustedError);
  });

  it("trusts nobody whose certificate can't be remembered, unless it was named", () => {
    const folder = tempFolder();
    writeFileSync(join(folder, "file"), "");
    const known = new KnownServers(join(folder, "file", "parley"));
    const { trust, told } = fakeTrust("parley.test", { known });
    expect(() => trust.judge(here, own(ONE))).toThrow(/can't be remembered.*parley\.test:5050#sha256=aaaa/);
    trust.judge(here, vouched(ONE));
    const named = fakeTrust(`parley.test#sha256=${ONE}`, { known });
    named.trust.judge(here, own(ONE));
    expect([told, named.told]).toEqual([[], []]);
  });

  it("trusts nobody when it can't be told who is known", () => {
    const { trust, known } = fakeTrust("parley.test");
    mkdirSync(known.path);
    for (const seen of [own(ONE), vouched(ONE)]) expect(() => trust.judge(here, seen)).toThrow(UntrustedError);
    expect(() => trust.admitPlain(here)).toThrow(UntrustedError);
    expect(settleTarget(targetOf("parley://parley.test"), known)).toMatchObject({
      problem: expect.stringContaining("can't be told which servers are known"),
    });
  });

  it("tells a server that stopped speaking TLS from one that hung up", () => {
    const { trust, known } = fakeTrust("parley.test");
    const sure = new NoTlsError(true);
    expect(trust.explain(here, sure)).toBe(sure);
    known.add(here, ONE);
    expect(trust.explain(here, sure)).toBeInstanceOf(UntrustedError);
    const why = trust.explain(here, new NoTlsError(false));
    expect(why).not.toBeInstanceOf(UntrustedError);
    expect(why.message).toBe("it hung up before it could be told who it is");
  });
});

describe("a server that was reached over TLS", () => {
  it.each([ONE, VOUCHED])("is not talked to without (%s)", (what) => {
    const { trust, known } = fakeTrust("localhost");
    const plain = targetOf("relay://parley.test:5050");
    expect(settleTarget(plain, known)).toBe(plain);
    known.add(here, what);
    expect(settleTarget(plain, known)).toMatchObject({
      problem: expect.stringMatching(/was reached over TLS before.*relay\+tls:\/\/parley\.test:5050;.*known-servers$/),
    });
    expect(() => trust.admitPlain(here)).toThrow(UntrustedError);
    trust.admitPlain(elsewhere);
  });

  it("is talked to over TLS on this machine too, if nothing else was said", () => {
    const { known } = fakeTrust("localhost");
    known.add({ host: "localhost", port: 5050 }, ONE);
    expect(settleTarget(targetOf("localhost"), known)).toMatchObject({ tls: true });
    expect(settleTarget(targetOf("localhost:5051"), known)).toMatchObject({ tls: false });
    expect(settleTarget(targetOf("parley://localhost"), known)).toHaveProperty("problem");
  });
});
