import type { TestServer } from "./harness.ts";
import type { Face } from "./irc-clients.ts";
import type { JsonPeer } from "./json-peer.ts";
import { join, lastingScene } from "./scene.ts";
import type { Terminal } from "./tmux.ts";

/** A channel with somebody in it, and an IRC client that has come in. */

export const CHANNEL = "#garden";

/** What every client shows once it is in. */
export const READY = "End of /MOTD";

/** Who and what is there. */
export interface Garden {
  /** The client, with a screen. */
  readonly client: Terminal;
  readonly script: JsonPeer;
  readonly server: TestServer;
  readonly port: number;
}

/** Somebody called `script` who operates `#garden`, and the face's own user in it. `args` are for the server. */
export async function garden(face: Face, nick = "ada", ...args: readonly string[]): Promise<Garden> {
  const server = await lastingScene(...args);
  const script = await join(server, "script", CHANNEL);
  await script.ask({ type: "topic", channel: CHANNEL, topic: "What grows" });
  const client = face.start(server.port, nick);
  await client.until(READY);
  face.enter(client, CHANNEL);
  await client.until(face.joined(nick));
  await script.arrival(nick);
  return { client, script, server, port: server.port };
}

/** Types a command, and waits until all of these are shown. */
export async function types(client: Terminal, line: string, ...shown: readonly string[]): Promise<void> {
  client.type(line);
  await sees(client, ...shown);
}

/** Waits until all of these are shown. */
export async function sees(client: Terminal, ...shown: readonly string[]): Promise<void> {
  for (const each of shown) await client.until(each);
}
