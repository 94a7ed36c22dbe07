import { html } from "hono/html";
import type { Settings } from "../wire/conversation.ts";
import { registeringOf } from "../wire/registrations.ts";
import { page } from "./page.ts";
import { placeOf, waysIn } from "./ways-in.ts";

type Html = ReturnType<typeof html>;

/** Who gets in, as far as the page says it. */
export type Door = Pick<Settings, "access" | "registration" | "guests">;

/** What the page at `/` tells. */
export interface Welcome {
  readonly version: string;
  /** What the server is called, a URL; empty if that is not known. */
  readonly base: string;
  readonly door: Door;
  /** Where people sign in by a provider, if one is configured. */
  readonly signIn?: string;
}

/** The page that says how to join. */
export function welcomePage({ version, base, door, signIn }: Welcome): Html {
  const place = placeOf(base === "" ? "http://localhost" : base);
  const { terminal, irc, netcat, webSocket } = waysIn(place);
  const hello = door.access === "open" ? '{"type":"hello","nick":"bot"}' : '{"type":"hello","nick":"bot","token":"…"}';
  const body = html`<h1>Parley</h1>
<p class="lead">A chat server that anything with a socket can join. You found its one port; come in by whichever way you like.</p>
${WHO[door.access](door)}
${signIn === undefined ? "" : html`<p><a href="${signIn}">Sign in with OpenID Connect</a>: who has no account here gets one by it.</p>`}
<table>
<tr><th>terminal</th><td><code>${terminal}</code></td></tr>
<tr><th>IRC</th><td><code>${irc}</code>${place.isTls ? " in irssi" : ""}, then <code>/join #lobby</code></td></tr>
<tr><th>netcat</th><td><code>${netcat}</code>, then press Enter</td></tr>
<tr><th>WebSocket</th><td><code>${webSocket}</code>, subprotocol <code>parley.v1.json</code> or <code>text.ircv3.net</code></td></tr>
<tr><th>a script</th><td>one JSON object a line:
<code>${hello}</code></td></tr>
</table>
<footer>parley ${version}</footer>`;
  return page("Parley", body);
}

/** How one gets in where not everybody may. */
const WHO: Readonly<Record<Door["access"], (door: Door) => Html | "">> = {
  open: ({ guests }) => (guests === "read" ? html`<p>Without an account one can only read here.</p>` : ""),
  invite: () =>
    html`<p>One needs an account here. You make yours with an invite link, which whoever runs the server gives you: open it, and choose a name and a password.</p>`,
  accounts: (door) =>
    registeringOf(door) === "before-connect"
      ? html`<p>One needs an account here. Make yours with netcat, as below, by <code>/register NAME PASSWORD</code>; or by REGISTER, if your IRC client knows it.</p>`
      : html`<p>One needs an account here. Ask whoever runs the server for one.</p>`,
};
