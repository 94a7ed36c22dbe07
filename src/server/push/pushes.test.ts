import { randomBytes } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { decodeProtectedHeader, jwtVerify } from "jose";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { RATES } from "../../core/rates.ts";
import { gather, type People } from "../../wire/json/testing-people.ts";
import type { Connection } from "../../wire/testing.ts";
import { Outside, type OutsideParts } from "../outside.ts";
import { type PushService, startPushService, type TestBrowser, testBrowser } from "./push-service.fixture.ts";
import { Pushes } from "./pushes.ts";
import { makePushKey, vapidOf } from "./vapid.ts";

const vapid = vapidOf(makePushKey(), "mailto:admin@parley.test");

/** Alice with a browser, who is in `#den` besides Bob. */
interface Den {
  readonly people: People;
  readonly service: PushService;
  readonly browser: TestBrowser;
  readonly alice: Connection;
  readonly bob: Connection;
  readonly troubles: readonly string[];
  readonly endpoint: string;
  say(who: Connection, text: string, to?: string): Promise<void>;
  /** Lets so much time pass; without a number, as much as a message waits to be read. */
  pass(ms?: number): Promise<void>;
  /** What the browser was told so far, once the service was asked so often. */
  told(count: number): Promise<readonly Record<string, unknown>[]>;
  endpoints(): readonly string[];
  /** How many are on their way. */
  size(): number;
  /** Timers that run. */
  waits(): number;
  /** Waits until something that comes from outside is so. */
  until(isSo: () => boolean): Promise<void>;
}

async function den(outsideParts?: OutsideParts): Promise<Den> {
  const service = await startPushService();
  const browser = testBrowser();
  const troubles: string[] = [];
  const timers = new Set<object>();
  let pushes: Pushes | undefined;
  const people = await gather(
    { pushKey: vapid.publicKey },
    { said: (event, audience) => pushes?.said(event, audience) },
  );
  const { hub, clock } = people.world;
  pushes = new Pushes({
    state: hub.state,
    outside: outsideParts ? new Outside(outsideParts) : service.outside,
    vapid,
    now: () => clock.now(),
    timer(ms, run) {
      const timer = {};
      timers.add(timer);
      const cancel = clock.timer(ms, () => {
        timers.delete(timer);
        run();
      });
      return () => {
        timers.delete(timer);
        cancel();
      };
    },
    remove: (account, endpoint) => hub.run({ type: "push-remove", account, endpoint }, () => {}),
    rateLimits: true,
    trouble: (text) => troubles.push(text),
    bug(cause) {
      throw cause;
    },
  });
  const [alice, bob] = [await people.enter("alice"), await people.enter("bob")];
  for (const one of [alice, bob]) await people.ask(one, { type: "join", channel: "#den" });
  const endpoint = service.endpoint("alice-secret");
  await people.ask(alice, { type: "push-add", endpoint, keys: browser.keys });
  return {
    people,
    service,
    browser,
    alice,
    bob,
    troubles,
    endpoint,
    async say(who, text, to = "#den") {
      await people.ask(who, { type: "say", to, text });
    },
    async pass(ms = LIMITS.pushReadMs) {
      clock.advance(ms);
      await people.settle();
    },
    async told(count) {
      await service.until(count);
      expect(service.asked).toHaveLength(count);
      return service.asked.map(({ body }) => browser.open(body));
    },
    size: () => pushes?.size ?? 0,
    waits: () => timers.size,
    async until(isSo) {
      while (!isSo()) {
        await setImmediate();
        await people.settle();
      }
    },
    endpoints: () => [...(hub.state.accounts.get("alice")?.pushes.keys() ?? [])],
  };
}

/** Says that nothing was sent so far, by something that is: what was to come before has come. */
async function nothingBefore({ say, pass, told, bob, service }: Den): Promise<void> {
  const before = service.asked.length;
  await say(bob, "alice, this is the next");
  await pass();
  expect((await told(before + 1)).at(-1)).toMatchObject({ text: "alice, this is the next" });
}

describe("a push", () => {
  it("tells a browser, and nobody else, who said what to whom and where", async () => {
    const { bob, say, pass, told, service, endpoint, people } = await den();
    await say(bob, "hello, Alice!");
    const { seq, at } = people.world.hub.state;
    await pass();
    expect(await told(1)).toEqual([
      { place: "#den", from: "bob", text: "hello, Alice!", msgid: `test-${seq.toString(36)}`, seq, at },
    ]);
    const [asked] = service.asked;
    expect(asked?.path).toBe("/alice-secret");
    expect(asked?.headers).toMatchObject({ ttl: "86400", urgency: "high", "content-encoding": "aes128gcm" });
    expect(asked?.headers["topic"]).toMatch(/^[\w-]{32}$/);
    expect(asked?.body.includes("hello")).toBe(false);
    expect(() => testBrowser().open(asked?.body ?? Buffer.alloc(0))).toThrow();
    const [, token = "", key] = /^vapid t=(.+), k=(.+)$/.exec(asked?.headers.authorization ?? "") ?? [];
    expect([key, decodeProtectedHeader(token).alg]).toEqual([vapid.publicKey, "ES256"]);
    const bytes = Buffer.from(vapid.publicKey, "base64url");
    const coordinate = (from: number): string => bytes.subarray(from, from + 32).toString("base64url");
    const jwk = { kty: "EC", crv: "P-256", x: coordinate(1), y: coordinate(33) };
    const { payload } = await jwtVerify(token, jwk, { audience: new URL(endpoint).origin });
    expect(payload.sub).toBe("mailto:admin@parley.test");
  });

  it("tells what was said to somebody alone, by the nick of who said it", async () => {
    const { bob, say, pass, told } = await den();
    await say(bob, "psst", "alice");
    await pass();
    expect(await told(1)).toMatchObject([{ place: "bob", from: "bob", text: "psst" }]);
  });

  it("is as long as others, and holds the beginning of a long text", async () => {
    const { bob, say, pass, told, service } = await den();
    await say(bob, "a", "alice");
    await pass();
    await say(bob, "a".repeat(200), "alice");
    await pass();
    await say(bob, `"\\\u202e${"€".repeat(20_000)}`, "alice");
    await pass();
    const texts = (await told(3)).map(({ text }) => String(text));
    expect(texts[2]).toBe(`"\\\ufffd${"€".repeat(331)}…`);
    const lengths = service.asked.map(({ body }) => body.length);
    expect(lengths[0]).toBe(lengths[1]);
    for (const length of lengths) expect(length).toBeLessThan(4_096);
  });

  it("is not sent for what names nobody, what one said oneself, and to whoever has no browser told", async () => {
    const its = await den();
    const { alice, bob, say, pass } = its;
    await say(bob, "hello, everybody");
    await say(alice, "I am alice");
    await say(alice, "hello, bob");
    await say(alice, "psst", "bob");
    await pass();
    await nothingBefore(its);
  });

  it("is not sent for what one of the account's sessions has read in time", async () => {
    const its = await den();
    const { alice, bob, say, pass, people } = its;
    await say(bob, "alice?");
    await say(bob, "psst", "alice");
    await pass(LIMITS.pushReadMs - 1);
    const { at } = people.world.hub.state;
    for (const to of ["#den", "bob"]) await people.ask(alice, { type: "markread", to, at });
    await pass(1);
    await nothingBefore(its);
  });

  it("is sent all the same if something else was read, or it was read too late", async () => {
    const { alice, bob, say, pass, told, people } = await den();
    await say(bob, "psst", "alice");
    await people.ask(alice, { type: "markread", to: "#den", at: people.world.hub.state.at });
    await pass();
    await people.ask(alice, { type: "markread", to: "bob", at: people.world.hub.state.at });
    expect(await told(1)).toMatchObject([{ text: "psst" }]);
  });

  it("waits while somebody is reading, and tells what they have not read a moment after that was said", async () => {
    const { alice, bob, say, pass, told, people, service, size } = await den();
    await say(bob, "one", "alice");
    await pass(4_000);
    await people.ask(alice, { type: "markread", to: "bob", at: people.world.hub.state.at });
    await pass(500);
    await say(bob, "two", "alice");
    await pass(LIMITS.pushReadMs - 4_500);
    expect([service.asked.length, size()]).toEqual([0, 0]);
    await pass();
    expect(await told(1)).toMatchObject([{ text: "two" }]);
  });

  it("is one for all that was said in one place meanwhile, and one of a place replaces the one before", async () => {
    const { bob, say, pass, told, service } = await den();
    await say(bob, "one", "alice");
    await pass(LIMITS.pushReadMs - 1);
    await say(bob, "two", "alice");
    await say(bob, "alice!");
    await pass(1);
    await told(1);
    await pass();
    await told(2);
    await say(bob, "three", "alice");
    await pass();
    const all = (await told(3)).map(({ text }, i) => [text, service.asked[i]?.headers["topic"]]);
    const topics = new Map(all.map(([text, topic]) => [text, topic]));
    expect([...topics.keys()].sort()).toEqual(["alice!", "three", "two"]);
    expect(topics.get("two")).toBe(topics.get("three"));
    expect(topics.get("two")).not.toBe(topics.get("alice!"));
  });

  it("is not sent for what was taken back in time", async () => {
    const its = await den();
    const { bob, say, pass, people } = its;
    await say(bob, "alice, a slip of the tongue");
    const { seq } = people.world.hub.state;
    await people.ask(bob, { type: "redact", to: "#den", msgid: `test-${seq.toString(36)}` });
    await pass();
    await nothingBefore(its);
  });

  it("reaches whoever is always on and has no session, by each of their browsers", async () => {
    const { alice, bob, say, pass, service, people } = await den();
    const other = testBrowser();
    await people.ask(alice, { type: "push-add", endpoint: service.endpoint("other"), keys: other.keys });
    await people.ask(alice, { type: "alwayson", on: true }, { type: "bye" });
    await say(bob, "alice, are you there?");
    await pass();
    await service.until(2);
    expect(service.asked.map(({ path }) => path).sort()).toEqual(["/alice-secret", "/other"]);
    const body = service.asked.find(({ path }) => path === "/other")?.body ?? Buffer.alloc(0);
    expect(other.open(body)).toMatchObject({ text: "alice, are you there?" });
  });

  it("comes only so often a minute", async () => {
    const { alice, bob, say, pass, told, people, size, until } = await den();
    const places = Array.from({ length: RATES.pushesPerAccount.most + 5 }, (_, i) => `#den${i}`);
    for (const channel of places) {
      for (const one of [alice, bob]) await people.ask(one, { type: "join", channel });
      await say(bob, "alice", channel);
    }
    await pass();
    await until(() => size() === 0);
    await told(RATES.pushesPerAccount.most);
    await pass(RATES.pushesPerAccount.ms);
    await say(bob, "alice");
    await pass();
    await told(RATES.pushesPerAccount.most + 1);
  });
});

describe("a push service", () => {
  it.each([404, 410])("that knows the browser no more (%i) has it forgotten, through the log", async (status) => {
    const { bob, say, pass, told, service, endpoints, until } = await den();
    service.answer(status);
    await say(bob, "alice");
    await pass();
    await told(1);
    await until(() => endpoints().length === 0);
    await say(bob, "alice");
    await pass();
    expect(service.asked).toHaveLength(1);
  });

  it.each([429, 500, 503])("that can take no push now (%i) is asked again later, a few times", async (status) => {
    const { bob, say, pass, told, service, endpoints, until, waits, size } = await den();
    service.answer({ status, headers: { "retry-after": "20" } }, status, status);
    await say(bob, "alice");
    await pass();
    await told(1);
    await until(() => waits() > 0);
    await pass(19_999);
    expect(service.asked).toHaveLength(1);
    await pass(1);
    await told(2);
    await until(() => waits() > 0);
    await pass(LIMITS.pushRetryMaxMs);
    await told(LIMITS.pushTries);
    await until(() => size() === 0);
    expect(waits()).toBe(0);
    expect(endpoints()).toHaveLength(1);
  });

  it("is not asked again for what was read meanwhile", async () => {
    const its = await den();
    const { alice, bob, say, pass, told, service, people, until, waits } = its;
    service.answer(503);
    await say(bob, "alice");
    await pass();
    await told(1);
    await until(() => waits() > 0);
    await people.ask(alice, { type: "markread", to: "#den", at: people.world.hub.state.at });
    await pass(LIMITS.pushRetryMs);
    await nothingBefore(its);
  });

  it("that takes none of this server is no secret to whoever runs it, once and without an address", async () => {
    const { bob, say, pass, told, service, troubles, endpoint, until } = await den();
    service.answer(403, 403);
    for (const count of [1, 2]) {
      await say(bob, "alice");
      await pass();
      await told(count);
    }
    await until(() => troubles.length > 0);
    expect(troubles).toEqual(["A push service takes no pushes of this server: it answers 403."]);
    expect(troubles.join()).not.toContain(new URL(endpoint).hostname);
  });

  it("in here is none: nothing connects to it, and the browser is forgotten", async () => {
    const { bob, say, pass, service, endpoints, until } = await den({ resolve: async () => ["127.0.0.1"] });
    await say(bob, "alice");
    await pass();
    await until(() => endpoints().length === 0);
    expect(service.asked).toEqual([]);
  });

  it("is asked nothing for a browser whose key is none", async () => {
    const { alice, bob, say, pass, service, endpoints, people, until } = await den();
    const [endpoint = ""] = endpoints();
    const p256dh = Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)]).toString("base64url");
    const keys = { p256dh, auth: randomBytes(16).toString("base64url") };
    await people.ask(alice, { type: "push-add", endpoint, keys });
    await say(bob, "alice");
    await pass();
    await until(() => endpoints().length === 0);
    expect(service.asked).toEqual([]);
  });
});
