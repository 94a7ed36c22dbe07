import { type IncomingHttpHeaders, IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { isForeign } from "./origin.ts";
import { type Origin, Origins } from "./origins.ts";
import { Proxies } from "./proxies.ts";

/** Where a request is held to come from that has these headers and comes from `host`. */
function originOf(host: string, headers: IncomingHttpHeaders, known: Partial<Origin> = {}): Origin {
  const proxies = new Proxies();
  proxies.add("10.0.0.0/8");
  const origins = new Origins(proxies);
  const request = new IncomingMessage(new Socket());
  Object.assign(request.headers, headers);
  const plain = { secure: false, encrypted: false, proxied: false };
  origins.note(request.socket, { peer: { host, port: 7 }, ...plain, ...known });
  return origins.of(request);
}

const by = (headers: IncomingHttpHeaders, host = "10.0.0.1"): string => originOf(host, headers).peer.host;

describe("X-Forwarded-For", () => {
  it("counts from a configured proxy", () => {
    expect(by({ "x-forwarded-for": "192.0.2.9" })).toBe("192.0.2.9");
    expect(by({ "x-forwarded-for": " 2001:DB8::9 " })).toBe("2001:db8::9");
    expect(by({ "x-forwarded-for": "192.0.2.9:1234" })).toBe("192.0.2.9");
    expect(by({ "x-forwarded-for": "[2001:db8::9]:1234" })).toBe("2001:db8::9");
    expect(originOf("10.0.0.1", { "x-forwarded-for": "192.0.2.9" }).proxied).toBe(true);
  });

  it("counts from nobody else", () => {
    expect(by({ "x-forwarded-for": "192.0.2.9", "x-forwarded-proto": "https" }, "192.0.2.1")).toBe("192.0.2.1");
    const stranger = originOf("192.0.2.1", { "x-forwarded-for": "127.0.0.1", "x-forwarded-proto": "https" });
    expect(stranger).toEqual({ peer: { host: "192.0.2.1", port: 7 }, secure: false, encrypted: false, proxied: false });
  });

  it("is read from its end, past the proxies, and no further than somebody else may have written it", () => {
    expect(by({ "x-forwarded-for": "127.0.0.1, 192.0.2.9, 10.0.0.2" })).toBe("192.0.2.9");
    expect(by({ "x-forwarded-for": "10.9.9.9, 10.0.0.2" })).toBe("10.9.9.9");
    expect(by({ "x-forwarded-for": "192.0.2.9, unknown" })).toBe("10.0.0.1");
    expect(by({ "x-forwarded-for": "192.0.2.9, junk, 10.0.0.2" })).toBe("10.0.0.2");
    expect(by({ "x-forwarded-for": "" })).toBe("10.0.0.1");
    const many = ["192.0.2.9", ...new Array(LIMITS.forwardedHops).fill("10.0.0.2")].join(",");
    expect(by({ "x-forwarded-for": many })).toBe("10.0.0.2");
  });

  it("goes with X-Forwarded-Proto, which says whether the client has TLS", () => {
    const how = (proto: string): Origin => originOf("10.0.0.1", { "x-forwarded-proto": proto }, { secure: true });
    expect(how("https")).toMatchObject({ secure: true, encrypted: true });
    expect(how("HTTPS")).toMatchObject({ encrypted: true });
    expect(how("http")).toMatchObject({ secure: false, encrypted: false });
    expect(how("https, http")).toMatchObject({ encrypted: false });
    expect(originOf("10.0.0.1", {}, { secure: true })).toMatchObject({ secure: true, encrypted: false });
  });
});

describe("isForeign", () => {
  /** Whether a page of `page` is foreign to a server that was called `host`. */
  function foreign(page: string | undefined, host: string, how: Partial<Origin> = {}, url?: string): boolean {
    const request = new IncomingMessage(new Socket());
    Object.assign(request.headers, { host, ...(page !== undefined && { origin: page }) });
    return isForeign(request, { encrypted: false, proxied: false, ...how }, url);
  }

  it("lets programs come, and pages of the server itself", () => {
    expect(foreign(undefined, "chat.test")).toBe(false);
    expect(foreign("http://chat.test:5050", "chat.test:5050")).toBe(false);
    expect(foreign("https://chat.test:5050", "chat.test:5050", { encrypted: true })).toBe(false);
    expect(foreign("https://chat.test", "chat.test", { encrypted: true })).toBe(false);
    expect(foreign("https://chat.test", "chat.test:443", { encrypted: true })).toBe(false);
    expect(foreign("https://chat.test", "chat.test")).toBe(false);
    expect(foreign("https://chat.test", "127.0.0.1:5050", {}, "https://chat.test/parley")).toBe(false);
  });

  it("turns away pages of others", () => {
    expect(foreign("http://evil.test", "chat.test")).toBe(true);
    expect(foreign("http://chat.test", "chat.test:5050")).toBe(true);
    expect(foreign("null", "chat.test")).toBe(true);
    expect(foreign("ftp://chat.test", "chat.test")).toBe(true);
    expect(foreign("https://evil.test", "127.0.0.1:5050", {}, "https://chat.test")).toBe(true);
  });

  it("does not take a page that came unencrypted for one of an encrypted server", () => {
    expect(foreign("http://chat.test:5050", "chat.test:5050", { encrypted: true })).toBe(true);
  });
});
