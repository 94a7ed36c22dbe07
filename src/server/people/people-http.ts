import type { IncomingMessage } from "node:http";
import { setTimeout as after } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import * as v from "valibot";
import { type Refusal, refuse } from "../../core/answers.ts";
import { LIMITS } from "../../core/limits.ts";
import { accountByName } from "../../core/state.ts";
import { recognize } from "../../wire/sign-in.ts";
import { requestDelay } from "../../wire/wrong-passwords.ts";
import { digest } from "../digest.ts";
import { isForeign } from "../origin.ts";
import type { Origin, Origins } from "../origins.ts";
import { statusOf } from "../status.ts";
import { Accounts, type AccountsParts, type Newcomer, type SignedIn } from "./accounts.ts";
import { cookie, cookieName, cookieOf, signInCookie } from "./cookies.ts";
import { OidcSignIn } from "./oidc-sign-in.ts";
import { donePage, invitePage, problemPage } from "./pages.ts";
import type { Provider } from "./provider.ts";

/** What signing in over HTTP needs of the rest of a server. */
export interface PeopleParts extends AccountsParts {
  readonly origins: Origins;
  /** What the server is called from outside, if that was said. */
  readonly url?: string;
  /** What the one port is called by who knows no better. */
  readonly base: () => string;
  readonly provider?: Provider;
  /** Waits for so many milliseconds. */
  readonly wait?: (ms: number) => Promise<unknown>;
  /** Tells whoever runs the server of trouble with the provider. */
  readonly trouble: (cause: unknown) => void;
}

type Asked = Context<{ Bindings: HttpBindings }>;

/** Where a sign-in by OpenID Connect begins, and its cookie goes. */
export const OIDC_PATH: string = "/login/oidc";
const OIDC_COOKIE = "parley-oidc";

const CREDENTIALS = v.union([
  v.object({ token: v.pipe(v.string(), v.maxLength(LIMITS.signInBytes)) }),
  v.object({ account: v.string(), password: v.string() }),
]);

const FORM = v.object({ account: v.string(), password: v.string(), again: v.string() });

/**
 * Signing in over HTTP: `POST /session` with a password or a token gives the browser a cookie, `GET` tells whose it is,
 * `DELETE` ends it; `/invite/CODE` makes accounts; `/login/oidc` signs in by OpenID Connect, where a provider is configured.
 */
export function peopleRoutes(parts: PeopleParts): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  const accounts = new Accounts(parts);
  const wait = parts.wait ?? ((ms) => after(ms, undefined, { ref: false }));
  const originOf = (context: Asked): Origin => parts.origins.of(context.env.incoming);
  const outside = (context: Asked): string =>
    parts.url ?? addressed(context.env.incoming, originOf(context)) ?? parts.base();

  // Not for all: to count a body without a length means to wait for it.
  const bounded = bodyLimit({ maxSize: LIMITS.signInBytes });
  app.use(async (context, next) => {
    const { incoming } = context.env;
    // Cookies come along on their own, so whoever changes something has to come from here.
    const isChange = context.req.method !== "GET" && context.req.method !== "HEAD";
    if (isChange && isForeign(incoming, originOf(context), parts.url)) {
      return context.text("This page comes from elsewhere.\n", 403);
    }
    await next();
    context.header("Cache-Control", "no-store");
    return undefined;
  });

  const answer = async (context: Asked, refusal: Refusal): Promise<Response> => {
    const { code } = refusal;
    if (code === "wrong-password" || code === "too-many-tries") await wait(requestDelay(code));
    return context.json(refusal, statusOf(code));
  };
  const newcomer = (context: Asked): Newcomer => ({
    from: originOf(context).peer.host,
    device: deviceName(context),
  });
  const welcome = (context: Asked, { token }: SignedIn): void => {
    context.header("Set-Cookie", signInCookie(token, originOf(context).encrypted));
  };

  app.post("/session", bounded, async (context) => {
    const said = v.safeParse(CREDENTIALS, await jsonOf(context));
    if (!said.success) return answer(context, refuse("bad-command", undefined, CREDENTIALS_WANTED));
    const done = await accounts.enter(said.output, originOf(context).peer.host, deviceName(context));
    if ("refusal" in done) return answer(context, done.refusal);
    welcome(context, done);
    return context.json({ account: done.account });
  });

  app.get("/session", (context) => {
    const proved = accounts.ofToken(tokenOf(context, originOf(context)) ?? "");
    if (!proved) return context.json(refuse("no-account"), 401);
    const role = accountByName(parts.hub.state, proved.account)?.role;
    return context.json({ account: proved.account, ...(role !== undefined && { role }) });
  });

  app.delete("/session", async (context) => {
    const proved = accounts.ofToken(tokenOf(context, originOf(context)) ?? "");
    if (proved) await accounts.signOut(proved);
    context.header("Set-Cookie", signInCookie("", originOf(context).encrypted));
    return context.body(null, 204);
  });

  app.get("/invite/:code", async (context) => {
    const code = context.req.param("code");
    if (accounts.isInvited(code)) return context.html(invitePage({ server: outside(context) }));
    return goneInvite(context, parts, wait);
  });

  const mayRedeem: MiddlewareHandler<{ Bindings: HttpBindings }> = async (context, next) => {
    const isBarred = parts.wrong.isBarred(originOf(context).peer.host, undefined, parts.clock());
    if (isBarred || !accounts.isInvited(context.req.param("code") ?? "")) return goneInvite(context, parts, wait);
    return next();
  };
  app.post("/invite/:code", mayRedeem, bounded, async (context) => {
    const form = v.safeParse(FORM, await context.req.parseBody());
    const again = (problem: string, status: ReturnType<typeof statusOf>): Response | Promise<Response> =>
      context.html(invitePage({ server: outside(context), problem }), status);
    if (!form.success) return again("Fill in all three fields.", 400);
    const { account, password, again: repeated } = form.output;
    if (password !== repeated) return again("The two passwords are not the same.", 400);
    const code = context.req.param("code");
    const done = await accounts.redeem({ account, password, code }, newcomer(context));
    if ("refusal" in done) {
      if (done.refusal.code === "bad-invite") return goneInvite(context, parts, wait);
      return again(done.refusal.text, statusOf(done.refusal.code));
    }
    welcome(context, done);
    return context.html(donePage({ account: done.account, server: outside(context), channel: done.channel }));
  });

  if (parts.provider)
    addOidc(app, { ...parts, provider: parts.provider }, { accounts, originOf, outside, newcomer, welcome });
  return app;
}

/** What the routes of OpenID Connect share with the others. */
interface Shared {
  readonly accounts: Accounts;
  originOf(context: Asked): Origin;
  outside(context: Asked): string;
  newcomer(context: Asked): Newcomer;
  welcome(context: Asked, done: SignedIn): void;
}

function addOidc(
  app: Hono<{ Bindings: HttpBindings }>,
  { provider, hub, clock, trouble, passwords }: PeopleParts & { readonly provider: Provider },
  { accounts, originOf, outside, newcomer, welcome }: Shared,
): void {
  const signIn = new OidcSignIn({ provider, accounts, state: hub.state, clock });
  const failed = (context: Asked, cause: unknown): Response | Promise<Response> => {
    trouble(cause);
    return context.html(
      problemPage("Signing in elsewhere did not work. Try again, or ask whoever runs this server."),
      502,
    );
  };

  app.get(OIDC_PATH, async (context) => {
    const { encrypted, peer } = originOf(context);
    const secret = passwords.secret(24);
    const signedIn = accounts.signInOf(tokenOf(context, originOf(context)) ?? "");
    const link = context.req.query("link") === undefined ? undefined : signedIn;
    try {
      const url = await signIn.begin({
        callback: `${outside(context)}${OIDC_PATH}/callback`,
        browser: digest(secret),
        from: peer.host,
        ...(link && { link }),
      });
      const seconds = LIMITS.oidcMs / 1_000;
      // It has to come along when the provider sends the browser back.
      context.header(
        "Set-Cookie",
        cookie(OIDC_COOKIE, secret, { path: OIDC_PATH, seconds, sameSite: "Lax", encrypted }),
      );
      return context.redirect(url.href);
    } catch (cause) {
      return failed(context, cause);
    }
  });

  app.get(`${OIDC_PATH}/callback`, async (context) => {
    const secret = cookieOf(context.req.header("Cookie"), OIDC_COOKIE);
    const { search } = new URL(context.req.url);
    try {
      const browser = secret === undefined ? undefined : digest(secret);
      const done = await signIn.finish(search, browser, newcomer(context));
      if ("refusal" in done) return context.html(problemPage(done.refusal.text), 403);
      welcome(context, done);
      return context.redirect("/");
    } catch (cause) {
      return failed(context, cause);
    }
  });
}

const CREDENTIALS_WANTED = 'Send {"account": …, "password": …} or {"token": …} as JSON.';

/** Links are tried out as passwords are: so many, each answered late. */
async function goneInvite(
  context: Asked,
  { wrong, clock, origins }: PeopleParts,
  wait: (ms: number) => Promise<unknown>,
): Promise<Response> {
  wrong.count(origins.of(context.env.incoming).peer.host, undefined, clock());
  await wait(requestDelay("wrong-password"));
  return context.html(problemPage(refuse("bad-invite").text), 410);
}

/** What the server is called in the URL that a request was made for. */
function addressed({ headers }: IncomingMessage, { encrypted }: Origin): string | undefined {
  const called = `${encrypted ? "https" : "http"}://${headers.host ?? ""}`;
  return headers.host !== undefined && URL.canParse(called) ? new URL(called).origin : undefined;
}

async function jsonOf(context: Asked): Promise<unknown> {
  // A form of another site can't send this type without being asked first (Fetch, CORS-safelisted request-header).
  if (!/^application\/json\b/.test(context.req.header("Content-Type") ?? "")) return undefined;
  try {
    return await context.req.json();
  } catch {
    return undefined;
  }
}

/** The account that a browser is signed in to by its cookie, if it is. */
export function signedInAs({ hub, origins }: PeopleParts, request: IncomingMessage): string | undefined {
  const token = cookieOf(request.headers.cookie, cookieName(origins.of(request).encrypted));
  return token === undefined ? undefined : recognize({ state: hub.state, digest }, token)?.account;
}

function tokenOf(context: Asked, { encrypted }: Origin): string | undefined {
  return cookieOf(context.req.header("Cookie"), cookieName(encrypted));
}

/** What a browser says that it is, as far as its owner may know it by that. */
function deviceName(context: Asked): string {
  const agent = context.req.header("User-Agent") ?? "";
  const browser = BROWSERS.find(([word]) => agent.includes(word))?.[1] ?? "a program";
  const system = SYSTEMS.find(([word]) => agent.includes(word))?.[1];
  return system === undefined ? browser : `${browser} on ${system}`;
}

/** Words of `User-Agent`, those first that others say too. */
const BROWSERS = [
  ["Edg/", "Edge"],
  ["Firefox/", "Firefox"],
  ["Chrome/", "Chrome"],
  ["Safari/", "Safari"],
] as const;
const SYSTEMS = [
  ["Android", "Android"],
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Windows", "Windows"],
  ["Mac OS", "macOS"],
  ["Linux", "Linux"],
] as const;
