import { expect, it } from "vitest";
import type { Goodbye } from "../core/answers.ts";
import { World } from "../core/testing.ts";
import { dismissBanned } from "./dismissing.ts";
import { RangeBans } from "./range-bans.ts";

it("ends what there is from addresses that are banned, but not operators of the server", () => {
  const world = new World();
  const [ada, bob, eve] = ["ada", "bob", "eve"].map((nick) => world.client(nick).session);
  if (!ada || !bob || !eve || !ada.user) throw new Error("three have come");
  ada.user.operator = "root";
  const gone: string[] = [];
  const connection = (host: string): { peer: { host: string; port: number }; dismiss(why: Goodbye): void } => ({
    peer: { host, port: 1 },
    dismiss: ({ code, text }) => gone.push(`${host}: ${code}, ${text}`),
  });
  world.hub.run(
    { type: "ban-add", target: { kind: "range", name: "10.0.0.0/8" }, mutes: false, reason: "too loud" },
    () => undefined,
  );
  world.hub.run(
    { type: "ban-add", target: { kind: "range", name: "11.0.0.0/8" }, mutes: false, reason: "" },
    () => undefined,
  );
  world.commit();
  dismissBanned(new RangeBans(world.hub.state, () => 0), {
    hub: world.hub,
    connections: new Map([
      [ada.id, connection("10.0.0.1")],
      [bob.id, connection("10.0.0.2")],
      [eve.id, connection("192.0.2.1")],
      ["nobody yet", connection("11.0.0.3")],
    ]),
    others: ["10.0.0.4", "192.0.2.2"].map((host) => [{ destroy: () => gone.push(`socket of ${host}`) }, host] as const),
  });
  expect(gone).toEqual([
    "10.0.0.2: banned, too loud",
    "11.0.0.3: banned, You are banned from this server.",
    "socket of 10.0.0.4",
  ]);
});
