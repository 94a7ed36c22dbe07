import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { Provider } from "./provider.ts";

let issuer: string;
let provider: Provider;
let sign: (claims: JWTPayload, more?: { readonly expires?: string; readonly other?: boolean }) => Promise<string>;

beforeEach(async () => {
  const [pair, stranger] = await Promise.all([generateKeyPair("RS256"), generateKeyPair("RS256")]);
  const key = { ...(await exportJWK(pair.publicKey)), kid: "one", alg: "RS256" };
  const server = createServer((request, response) => {
    const answer = request.url === "/keys" ? { keys: [key] } : metadata(issuer);
    response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close().closeAllConnections());
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  provider = new Provider({ issuer: new URL(issuer), clientId: "parley" });
  sign = (claims, { expires = "5m", other = false } = {}) =>
    new SignJWT({ iss: issuer, aud: "parley", sub: "42", ...claims })
      .setProtectedHeader({ alg: "RS256", kid: "one" })
      .setExpirationTime(expires)
      .sign(other ? stranger.privateKey : pair.privateKey);
});

function metadata(at: string): object {
  return {
    issuer: at,
    authorization_endpoint: `${at}/auth`,
    token_endpoint: `${at}/token`,
    jwks_uri: `${at}/keys`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
  };
}

it("knows whose a bearer token is that the provider made for this server", async () => {
  expect(await provider.check(await sign({ preferred_username: "alice" }))).toEqual({
    subject: `${issuer} 42`,
    name: "alice",
  });
  expect(await provider.check(await sign({ aud: ["other", "parley"] }))).toEqual({ subject: `${issuer} 42` });
});

it("takes no token that is another's, over, changed, unsigned, or none", async () => {
  const good = await sign({});
  const unsigned = [{ alg: "none" }, { iss: issuer, aud: "parley", sub: "42", exp: 9_999_999_999 }];
  const bad = [
    await sign({ aud: "another" }),
    await sign({ iss: "http://127.0.0.1:1" }),
    await sign({}, { expires: "-1m" }),
    await sign({}, { other: true }),
    good.replace(/\.[^.]*\./, `.${Buffer.from('{"sub":"1"}').toString("base64url")}.`),
    `${unsigned.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".")}.`,
    "token",
    "",
  ];
  for (const token of bad) expect(await provider.check(token)).toBeUndefined();
});

it("says that it can't tell when the provider is not there, which is not that the token is bad", async () => {
  const gone = new Provider({ issuer: new URL("http://127.0.0.1:1"), clientId: "parley" });
  await expect(gone.check(await sign({}))).rejects.toThrow();
});
