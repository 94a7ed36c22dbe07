import { createHash, createHmac, pbkdf2Sync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Known } from "./mechanism.ts";
import { ScramMechanism, type ScramTools } from "./scram.ts";

const hash = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();
const hmac = (key: Uint8Array, bytes: Uint8Array): Uint8Array => createHmac("sha256", key).update(bytes).digest();
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const base64 = (data: Uint8Array): string => Buffer.from(data).toString("base64");

// The exchange of RFC 7677, 3.
const SALT = "W22ZaJ0SNY7soEsUEjb6gQ==";
const CLIENT_NONCE = "rOprNGfwEbeRWgbNEkqO";
const SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
const FIRST = `n,,n=user,r=${CLIENT_NONCE}`;
const CHALLENGE = `r=${CLIENT_NONCE}${SERVER_NONCE},s=${SALT},i=4096`;
const FINAL = `c=biws,r=${CLIENT_NONCE}${SERVER_NONCE},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`;

const salted = pbkdf2Sync("pencil", Buffer.from(SALT, "base64"), 4096, 32, "sha256");
const USER: Known = {
  account: "user",
  verifier: {
    salt: SALT,
    iterations: 4096,
    storedKey: base64(hash(hmac(salted, bytes("Client Key")))),
    serverKey: base64(hmac(salted, bytes("Server Key"))),
  },
};

/** A server that gives the nonces in turn. */
function server(known: Known = USER, asked: string[] = []): (text: string) => unknown {
  const tools: ScramTools = {
    hash,
    hmac,
    equal: (one, other) => base64(one) === base64(other),
    nonce: () => SERVER_NONCE,
  };
  const mechanism = new ScramMechanism(tools, (name) => {
    asked.push(name);
    return known;
  });
  return (text) => {
    const step = mechanism.take(bytes(text));
    return step.type === "challenge" ? new TextDecoder().decode(step.data) : step;
  };
}

/** What a client that knows the password proves itself with. */
function finalFor(first: string, challenge: string, header: string, extra = ""): string {
  const nonce = /^r=([^,]+)/.exec(challenge)?.[1] ?? "";
  const bare = `c=${base64(bytes(header))},r=${nonce}${extra}`;
  const clientKey = hmac(salted, bytes("Client Key"));
  const signature = hmac(hash(clientKey), bytes(`${first.slice(header.length)},${challenge},${bare}`));
  return `${bare},p=${base64(clientKey.map((byte, i) => byte ^ (signature[i] ?? 0)))}`;
}

describe("SCRAM-SHA-256", () => {
  it("goes as in the example of RFC 7677", () => {
    const take = server();
    expect(take(FIRST)).toBe(CHALLENGE);
    expect(take(FINAL)).toBe("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    expect(take("")).toEqual({ type: "proved", account: "user" });
  });

  it("proves nothing before the client has taken the server's proof", () => {
    const take = server();
    take(FIRST);
    take(FINAL);
    expect(take("n,,n=user")).toEqual({ type: "malformed" });
  });

  it.each([
    ["a name of its own to act for", "n,a=User,n=user,r=x", "n,a=User,"],
    ["a client that could bind channels", "y,,n=user,r=x", "y,,"],
    ["an extension behind the nonce", "n,,n=user,r=x,z=1", "n,,"],
  ])("takes %s", (_what, first, header) => {
    const take = server();
    const challenge = String(take(first));
    expect(take(finalFor(first, challenge, header, ",z=2"))).toMatch(/^v=/);
  });

  it("reads names with commas and equals signs in them", () => {
    const asked: string[] = [];
    server(USER, asked)("n,,n=a=2Cb=3Dc,r=x");
    expect(asked).toEqual(["a,b=c"]);
  });

  it.each([
    "",
    "n,,",
    "n,,n=,r=x",
    "n,,n=user,r=",
    "n,,n=user,r=a b",
    "n,,n=us=er,r=x",
    "n,,n=us=2cer,r=x",
    "n,,m=1,n=user,r=x",
    "n,a=root,n=user,r=x",
    "p=tls-unique,,n=user,r=x",
    "user",
  ])("reads no first message from %j", (text) => {
    expect(server()(text)).toEqual({ type: "malformed" });
  });

  it.each([
    FIRST,
    "c=biws",
    FINAL.replace("c=biws", "c=eSws"),
    FINAL.replace("c=biws", "c=!"),
    FINAL.replace(SERVER_NONCE, "other"),
    FINAL.replace(`${CLIENT_NONCE}${SERVER_NONCE}`, CLIENT_NONCE),
    FINAL.replace(/,p=.*/, ""),
    FINAL.replace(/,p=.*/, ",p=AA"),
    `${FINAL},x=1`,
  ])("reads no last message from %j", (text) => {
    const take = server();
    take(FIRST);
    expect(take(text)).toEqual({ type: "malformed" });
  });

  it("takes no proof that is wrong in one bit, too short or too long", () => {
    const proof = Buffer.from("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", "base64");
    const wrong = [proof.subarray(1), Buffer.concat([proof, proof]), Buffer.alloc(32)];
    for (let bit = 0; bit < 256; bit += 7) {
      const other = Buffer.from(proof);
      other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      wrong.push(other);
    }
    for (const data of wrong) {
      const take = server();
      take(FIRST);
      expect(take(FINAL.replace(/p=.*/, `p=${base64(data)}`))).toEqual({ type: "wrong" });
    }
  });

  it("takes no proof that was made for another exchange", () => {
    const take = server();
    const challenge = String(take("n,,n=user,r=another"));
    expect(take(FINAL.replace(`${CLIENT_NONCE}${SERVER_NONCE}`, `another${SERVER_NONCE}`))).toEqual({ type: "wrong" });
    expect(challenge).not.toBe(CHALLENGE);
  });

  it("shows a salt for a name without an account, and takes no proof for it", () => {
    const take = server({ verifier: USER.verifier });
    expect(take(FIRST)).toBe(CHALLENGE);
    expect(take(FINAL)).toEqual({ type: "wrong" });
  });

  it("never throws, whatever comes in whatever order", () => {
    const message = fc.oneof(fc.constantFrom(FIRST, FINAL, ""), fc.string());
    fc.assert(
      fc.property(fc.array(message, { maxLength: 4 }), (messages) => {
        const take = server();
        for (const text of messages) take(text);
      }),
    );
  });
});
