import { describe, expect, it } from "vitest";
import { readConfig } from "./config.ts";
import { asksForPeople, inviteUrl } from "./invite-urls.ts";
import type { OpenListener } from "./open-listener.ts";

const HEX = "ab".repeat(32);
const SELF_SIGNED = { fingerprint: HEX.toUpperCase().replace(/..(?!$)/g, "$&:"), isSelfSigned: true };

function listeners(flags: Parameters<typeof readConfig>[0]): readonly OpenListener[] {
  return readConfig(flags, {}).listeners;
}

describe("the link of an invite", () => {
  it("is by the listener that others reach, and says which certificate the server has signed itself", () => {
    const open = listeners({ host: "192.0.2.7", port: "5050" });
    expect(inviteUrl("CODE", { listeners: open }, SELF_SIGNED)).toBe(
      `https://192.0.2.7:5050/invite/CODE#sha256=${HEX}`,
    );
    const own = { ...SELF_SIGNED, isSelfSigned: false };
    expect(inviteUrl("CODE", { listeners: open }, own)).toBe("https://192.0.2.7:5050/invite/CODE");
  });

  it("is no link of this machine's alone if there is another, nor one of a dialect", () => {
    const open = listeners({ port: "5050", listen: ["irc://192.0.2.7:6667", "auto://[2001:db8::1]:443"] });
    expect(inviteUrl("CODE", { listeners: open }, undefined)).toBe("https://[2001:db8::1]:443/invite/CODE");
    const plain = listeners({ port: "5050" });
    expect(inviteUrl("CODE", { listeners: plain }, undefined)).toBe("http://localhost:5050/invite/CODE");
  });

  it("names an address of this machine where it listens on all", () => {
    const open = listeners({ host: "0.0.0.0", port: "5050" });
    expect(inviteUrl("CODE", { listeners: open }, undefined)).toMatch(
      /^https:\/\/(?!0\.0\.0\.0)[^/]+:5050\/invite\/CODE$/,
    );
  });

  it("is what the server is called from outside; what stands in front has a certificate of its own", () => {
    const open = listeners({ host: "0.0.0.0", port: "5050" });
    const link = (url: string): string | undefined => inviteUrl("CODE", { url, listeners: open }, SELF_SIGNED);
    expect(link("https://chat.example.org")).toBe("https://chat.example.org/invite/CODE");
    expect(link("https://chat.example.org:5050")).toBe(`https://chat.example.org:5050/invite/CODE#sha256=${HEX}`);
    expect(link("http://chat.example.org:5050/chat")).toBe("http://chat.example.org:5050/chat/invite/CODE");
  });

  it("is not known without a listener for it, or before that has a port", () => {
    expect(
      inviteUrl("CODE", { listeners: listeners({ port: "none", listen: ["irc://127.0.0.1:6667"] }) }, undefined),
    ).toBe(undefined);
    expect(inviteUrl("CODE", { listeners: listeners({ port: "0" }) }, undefined)).toBe(undefined);
  });
});

it.each([
  [{}, false],
  [{ access: "invite" }, true],
  [{ host: "0.0.0.0" }, true],
  [{ host: "0.0.0.0", access: "accounts" }, true],
  [{ host: "0.0.0.0", access: "open" }, false],
  [{ access: "open", listen: ["auto://0.0.0.0:443?access=invite"] }, true],
  [{ host: "0.0.0.0", listen: ["auto://0.0.0.0:443?access=open"] }, true],
])("a server started with %j asks for people: %s", (flags, asks) => {
  expect(asksForPeople(readConfig(flags, {}))).toBe(asks);
});
