import { expect, it } from "vitest";
import { startCluster } from "./cluster.ts";
import { hold, type Venue } from "./conversation.ts";

/** Two nodes of a cluster. */
async function twoNodes(): Promise<Venue> {
  const cluster = await startCluster({ nodes: 2, nats: 1 });
  return { servers: cluster.nodes.map((node) => node.server), close: () => cluster.stop() };
}

it.each([
  { where: "on one server" },
  { where: "half of them on one node of a cluster, half on another", open: twoNodes },
])(
  "has a WebSocket client, irssi, netcat, a script and every classroom program talk in one channel, $where",
  async ({ open }) => {
    const views = new Map((await hold(open)).map((view) => [view.name, view.screen]));
    // IRC users and people on netcat see who spoke; a relay speaker without a nick is known by an address.
    expect(views.get("IRC")).toMatch(/< ada> Good morning by WebSocket/);
    expect(views.get("IRC")).toMatch(/< Client01> acknowledge me/);
    expect(views.get("netcat")).toMatch(/^grace at \d\d:\d\d:\d\d: Morning! irssi here$/m);
    expect(views.get("netcat")).toMatch(/^\('127\.0\.0\.1', \d+\) at \d\d:\d\d:\d\d: relayed, with my address$/m);
    // Nobody on netcat is shown their own words.
    expect(views.get("netcat")).not.toMatch(/^[^>].*netcat can do that too/m);
    // Who is spoken to in turn gets all that was said since, and who is not spoken to gets nothing.
    expect(views.get("turns")).toMatch(/ada: Good morning by WebSocket\ngrace: Morning! irssi here\nlinus: netcat/);
    expect(views.get("ack")).toBe("Connected as Client01\nacknowledge meACK");
    expect(views.get("framed")).toBe("Msg received");
  },
);
