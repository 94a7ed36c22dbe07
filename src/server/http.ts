import { createServer, type IncomingMessage, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { html } from "hono/html";
import type { FilesHttp } from "./files/files-http.ts";

/** What the HTTP side tells of the server. */
export interface HttpFacts {
  readonly version: string;
  /** The host and port of the one port, as people type it. */
  readonly address: () => string;
  readonly sessions: () => number;
  /** Whether what is said can be made durable at the moment. */
  readonly isWritable: () => boolean;
}

/**
 * HTTP on the one port: a page that says how to join, health, and files. It is given its sockets; it listens to none.
 */
export function makeHttp(facts: HttpFacts, files?: FilesHttp): Server {
  const app = new Hono();
  app.get("/", (context) => {
    context.header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    context.header("X-Content-Type-Options", "nosniff");
    return context.html(welcome(facts.version, facts.address()));
  });
  app.get("/health", (context) => {
    const ok = facts.isWritable();
    return context.json({ ok, version: facts.version, sessions: facts.sessions() }, ok ? 200 : 503);
  });
  app.notFound((context) => context.text("There is nothing here. The way in is at /\n", 404));
  const listener = getRequestListener(app.fetch);
  // A file may take as long as it takes; who sends nothing at all is left by whoever waits for it.
  const server = createServer({ ...HTTP, shouldUpgradeCallback: isWebSocket }, (request, response) => {
    // Both answer their own errors; nothing is left to catch.
    if (files?.takes(request)) void files.handle(request, response);
    else void listener(request, response);
  });
  // Whether a body is wanted is for those to say who read it.
  server.on("checkContinue", (request, response) => server.emit("request", request, response));
  return server;
}

const HTTP = { maxHeaderSize: 16_384, requestTimeout: 0 } as const;

/** Other protocols that a client would like better, such as h2c, are none of ours: it gets HTTP (RFC 9110, 7.8). */
function isWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === "websocket";
}

function welcome(version: string, address: string): ReturnType<typeof html> {
  const [host = "localhost", port = ""] = address.split(/:(?=\d+$)/);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Parley</title>
<style>
  :root { color-scheme: light dark; font: 17px/1.5 system-ui, sans-serif }
  body { max-width: 40rem; margin: 12vh auto; padding: 0 1.25rem }
  h1 { font-size: 2.2rem; margin: 0 }
  p.lead { font-size: 1.15rem; margin: .25rem 0 2rem }
  table { border-collapse: collapse; width: 100% }
  th { text-align: left; font-weight: 600; padding: .45rem 1rem .45rem 0; white-space: nowrap; vertical-align: top }
  td { padding: .45rem 0; width: 100% }
  tr + tr { border-top: 1px solid color-mix(in srgb, currentColor 18%, transparent) }
  code { font: .95em ui-monospace, monospace }
  footer { margin-top: 2rem; opacity: .65; font-size: .9rem }
</style>
</head>
<body>
<main>
<h1>Parley</h1>
<p class="lead">A chat server that anything with a socket can join. You found its one port; come in by whichever way you like.</p>
<table>
<tr><th>terminal</th><td><code>npx parley join ${host}:${port}</code></td></tr>
<tr><th>IRC</th><td><code>irssi -c ${host} -p ${port}</code>, then <code>/join #lobby</code></td></tr>
<tr><th>netcat</th><td><code>nc ${host} ${port}</code>, then press Enter</td></tr>
<tr><th>WebSocket</th><td><code>ws://${host}:${port}</code>, subprotocol <code>parley.v1.json</code> or <code>text.ircv3.net</code></td></tr>
<tr><th>a script</th><td>one JSON object a line:
<code>{"type":"hello","nick":"bot"}</code></td></tr>
</table>
</main>
<footer>parley ${version}</footer>
</body>
</html>`;
}
