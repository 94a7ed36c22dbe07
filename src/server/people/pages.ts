import { html } from "hono/html";
import { LIMITS } from "../../core/limits.ts";
import { page } from "../page.ts";

/** The pages that people meet before they are anybody here. They work without a script. */

type Html = ReturnType<typeof html>;

/** The form by which an account is made with an invite link. */
export function invitePage({ server, problem }: { readonly server: string; readonly problem?: string }): Html {
  const body = html`<h1>You are invited</h1>
<p class="lead">Choose a name and a password, and you are in.</p>
${problem === undefined ? "" : html`<p class="problem" role="alert">${problem}</p>`}
<form method="post">
<label>Name <input name="account" autocomplete="username" required maxlength="${LIMITS.nickBytes}" autofocus></label>
<label>Password <input name="password" type="password" autocomplete="new-password" required></label>
<label>Password again <input name="again" type="password" autocomplete="new-password" required></label>
<button>Make my account</button>
</form>
<p>In a terminal the same link does it: <code>npx parley join ${server}/invite/…</code></p>`;
  return page("You are invited", body);
}

/** What somebody is told who has an account now. @param channel the one that their invite link leads to */
export function donePage({
  account,
  server,
  channel,
}: {
  readonly account: string;
  readonly server: string;
  readonly channel?: string | undefined;
}): Html {
  const { hostname, port, protocol } = new URL(server);
  const isTls = protocol === "https:";
  const at = port === "" ? (isTls ? "443" : "80") : port;
  const body = html`<h1>Welcome, ${account}</h1>
<p class="lead">The account is yours, and this browser is signed in.</p>
<p><a class="go" href="/${channel === undefined ? "" : `#/join/${encodeURIComponent(channel.slice(1))}`}">On to the chat</a></p>
<h2>Or by other programs</h2>
<table>
<tr><th>terminal</th><td><code>npx parley join ${server} --account ${account}</code></td></tr>
<tr><th>IRC</th><td>server <code>${hostname}</code>, port <code>${at}</code>${isTls ? ", TLS" : ""}, SASL with your name and password</td></tr>
${channel === undefined ? "" : html`<tr><th>channel</th><td>the link leads to <code>${channel}</code>: go there with <code>/join ${channel}</code></td></tr>`}
</table>`;
  return page("Welcome", body);
}

/** A sentence about what did not work. */
export function problemPage(problem: string): Html {
  return page("Parley", html`<h1>That did not work</h1><p class="lead" role="alert">${problem}</p>`);
}
