import { afterEach, expect, it } from "vitest";
import { World } from "../../core/testing.ts";
import { parseMessage } from "../../wire/json/parse-message.ts";
import { Meter } from "./meter.ts";
import { type ClusterNode, StatusBoard } from "./status-board.ts";

let board: StatusBoard | undefined;

afterEach(() => board?.close());

function boardOf(world: World, cluster?: ClusterNode): StatusBoard {
  board = new StatusBoard({
    hub: world.hub,
    meter: new Meter(),
    connections: new Map(),
    sockets: () => 0,
    refused: () => 0,
    watchesGuests: false,
    ...(cluster && { cluster }),
  });
  return board;
}

/** What a client reads of the figures. */
function read(status: StatusBoard): unknown {
  const told = parseMessage(JSON.stringify({ type: "status", at: 0, figures: status.figures() }));
  return told?.type === "status" ? told.figures.cluster : told;
}

it("a node of a cluster tells how it is there at the moment, and a client reads it", () => {
  const world = new World();
  for (const name of ["beta", "alpha"]) world.hub.start({ type: "start", name, epoch: "e", channels: [] }, () => {});
  world.commit();
  let isReached = true;
  let behind: number | undefined;
  const status = boardOf(world, {
    name: "alpha",
    get isReached() {
      return isReached;
    },
    get behind() {
      return behind;
    },
  });
  expect(read(status)).toEqual({ name: "alpha", reached: true, nodes: ["alpha", "beta"] });
  [isReached, behind] = [false, 4];
  expect(read(status)).toEqual({ name: "alpha", reached: false, nodes: ["alpha", "beta"], behind: 4 });
});

it("a lone server tells nothing of a cluster", () => {
  const status = boardOf(new World());
  expect(read(status)).toBeUndefined();
  expect(status.figures().sessions).toBe(0);
});
