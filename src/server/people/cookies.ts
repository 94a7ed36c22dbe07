import { LIMITS } from "../../core/limits.ts";

/** The cookie by which a browser is signed in: it has a device's token. Scripts can't read it, and no other site sends it. */

/** What it is called: on TLS, a name that browsers take only for this very host, and by TLS (RFC 6265bis, 4.1.3.2). */
export function cookieName(encrypted: boolean): string {
  return encrypted ? "__Host-parley" : "parley";
}

/** A value of `Set-Cookie` that signs in for `LIMITS.cookieMs`; with an empty token one that signs out. */
export function signInCookie(token: string, encrypted: boolean): string {
  const seconds = token === "" ? 0 : LIMITS.cookieMs / 1_000;
  return cookie(cookieName(encrypted), token, { path: "/", seconds, sameSite: "Strict", encrypted });
}

/** How long a cookie is kept, and to what it is sent. */
interface Scope {
  readonly path: string;
  readonly seconds: number;
  /** `Lax`: also with a link that leads here from elsewhere. */
  readonly sameSite: "Strict" | "Lax";
  readonly encrypted: boolean;
}

/** A value of `Set-Cookie`; scripts never see the cookie. */
export function cookie(name: string, value: string, { path, seconds, sameSite, encrypted }: Scope): string {
  const secure = encrypted ? "; Secure" : "";
  return `${name}=${value}; Path=${path}; Max-Age=${seconds}; HttpOnly; SameSite=${sameSite}${secure}`;
}

/** The value of a cookie that a request carries; nothing if it has none of that name, or one that is no token. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const item of (header ?? "").split(";")) {
    const [key = "", value = ""] = item.split(/=(.*)/s, 2).map((part) => part.trim());
    if (key === name && /^[\w.-]{1,256}$/.test(value)) return value;
  }
  return undefined;
}
