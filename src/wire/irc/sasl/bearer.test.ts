import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Ircv3BearerMechanism, OAuthBearerMechanism, parseIrcv3Bearer, parseOAuthBearer } from "./bearer.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const token = fc
  .tuple(fc.stringMatching(/^[\w.~+/-]{1,60}$/), fc.constantFrom("", "=", "=="))
  .map(([body, padding]) => body + padding);

describe("OAUTHBEARER", () => {
  it("reads a token, with or without a name to act for, among other pairs", () => {
    fc.assert(
      fc.property(
        token,
        fc.boolean(),
        fc.constantFrom("", "host=irc.example\x01port=6697\x01"),
        (said, named, pairs) => {
          const header = named ? "n,a=alice," : "n,,";
          expect(parseOAuthBearer(bytes(`${header}\x01${pairs}auth=Bearer ${said}\x01\x01`))).toEqual(
            named ? { token: said, account: "alice" } : { token: said },
          );
        },
      ),
    );
  });

  it("reads names with commas and equals signs, and the scheme however it is written", () => {
    const said = bytes("y,a=a=2Cb=3Dc,\x01auth=bEARER  abc\x01\x01");
    expect(parseOAuthBearer(said)).toEqual({ token: "abc", account: "a,b=c" });
  });

  it.each([
    "",
    "n,,",
    "n,,\x01\x01",
    "n,,\x01auth=Bearer abc\x01",
    "n,,\x01auth=Bearer abc",
    "n,,\x01auth=Bearer \x01\x01",
    "n,,\x01auth=\x01\x01",
    "n,,\x01auth=Basic abc\x01\x01",
    "n,,\x01auth=Bearer a b\x01\x01",
    "n,,\x01auth=Bearer a\x01auth=Bearer b\x01\x01",
    "n,,\x01=x\x01auth=Bearer a\x01\x01",
    "p=tls-unique,,\x01auth=Bearer abc\x01\x01",
    "n,alice,\x01auth=Bearer abc\x01\x01",
    "auth=Bearer abc\x01\x01",
  ])("reads nothing from %j, and says so in JSON, for which it is thanked", (text) => {
    const mechanism = new OAuthBearerMechanism();
    const data = bytes('{"status":"invalid_request"}');
    expect(mechanism.take(bytes(text))).toEqual({ type: "challenge", data, isProved: false });
    expect(mechanism.take(bytes("\x01"))).toEqual({ type: "wrong" });
  });

  it("says in JSON that a token is not good; whatever comes then is no proof", () => {
    const mechanism = new OAuthBearerMechanism();
    const said = bytes("n,a=alice,\x01auth=Bearer abc\x01\x01");
    const data = bytes('{"status":"invalid_token"}');
    const wrong = { type: "challenge", data, isProved: false };
    expect(mechanism.take(said)).toEqual({ type: "token", token: "abc", account: "alice", wrong });
    expect(mechanism.take(said)).toEqual({ type: "wrong" });
  });

  it("never throws", () => {
    const likely = fc.string({ unit: fc.constantFrom(..."nya=,\x01Bearer auth"), maxLength: 40 }).map(bytes);
    fc.assert(fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), likely), (said) => void parseOAuthBearer(said)));
  });
});

describe("IRCV3BEARER", () => {
  it("reads a token of either kind, with or without a name to act for", () => {
    fc.assert(
      fc.property(token, fc.constantFrom("oauth2", "jwt"), fc.constantFrom("", "alice"), (said, type, account) => {
        const bearing = account === "" ? { token: said } : { token: said, account };
        expect(parseIrcv3Bearer(bytes(`${account}\0${type}\0${said}`))).toEqual(bearing);
      }),
    );
  });

  it.each(["", "\0\0", "\0jwt\0", "\0JWT\0abc", "\0kerberos\0abc", "jwt\0abc", "\0jwt\0a\0b"])(
    "reads nothing from %j",
    (text) => {
      expect(new Ircv3BearerMechanism().take(bytes(text))).toEqual({ type: "malformed" });
    },
  );

  it("fails at once with a token that is not good", () => {
    const step = new Ircv3BearerMechanism().take(bytes("\0oauth2\0abc"));
    expect(step).toEqual({ type: "token", token: "abc", wrong: { type: "wrong" } });
  });

  it("never throws", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (said) => void parseIrcv3Bearer(said)));
  });
});
