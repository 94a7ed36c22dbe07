import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import OidcProvider from "oidc-provider";
import { onTestFinished, vi } from "vitest";

/** A provider of OpenID Connect on this machine, at which everybody may sign in by whatever name they say. */
export async function startProvider(callback: string): Promise<string> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  // It warns of what is right for a test.
  for (const level of ["info", "warn"] as const) vi.spyOn(console, level).mockImplementation(() => {});
  const provider = new OidcProvider(issuer, {
    clients: [{ client_id: "parley", client_secret: "a secret", redirect_uris: [callback] }],
    claims: { openid: ["sub"], profile: ["preferred_username"], email: ["email"] },
    conformIdTokenClaims: false,
    cookies: { keys: ["key"] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, preferred_username: `${id}@example` }),
    }),
  });
  server.on("request", provider.callback());
  onTestFinished(() => void server.close().closeAllConnections());
  return issuer;
}

/** A browser with its cookies, which follows redirections. */
export class Browser {
  readonly #jar = new Map<string, string>();

  /** Where it is at last, with the answer there. */
  async go(url: string, body?: Record<string, string>): Promise<{ readonly url: string; readonly answer: Response }> {
    const { host } = new URL(url);
    const cookies = [...this.#jar].filter(([key]) => key.startsWith(`${host} `)).map(([, pair]) => pair);
    const answer = await fetch(url, {
      redirect: "manual",
      headers: { cookie: cookies.join("; ") },
      ...(body && { method: "POST", body: new URLSearchParams(body) }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      this.#jar.set(`${host} ${pair.split("=")[0]}`, pair);
    }
    const next = answer.headers.get("location");
    return next === null ? { url, answer } : this.go(new URL(next, url).href);
  }

  /** Signs in at the provider under a name, and says yes to what it asks. */
  async signIn(url: string, name: string): Promise<{ readonly url: string; readonly answer: Response }> {
    let at = await this.go(url);
    for (const body of [{ prompt: "login", login: name, password: "any" }, { prompt: "consent" }]) {
      if (at.url.includes("/interaction/")) at = await this.go(at.url, body);
    }
    return at;
  }
}
