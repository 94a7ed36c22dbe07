import { expect, it } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { TurnedAway } from "./turned-away.ts";

it("tells of the first of each reason, and of others only now and then, how many there were", () => {
  const told: string[] = [];
  let now = 0;
  const away = new TurnedAway(
    ({ port }, why) => told.push(`${port}: ${why}`),
    () => now,
  );
  const count = (port: number, why: string): void => away.count({ host: "192.0.2.1", port }, why);
  for (let port = 1; port <= 4; port++) count(port, "full");
  count(5, "late");
  now = LIMITS.turnedAwayToldMs - 1;
  count(6, "full");
  expect(told.splice(0)).toEqual(["1: full", "5: late"]);
  now = LIMITS.turnedAwayToldMs;
  count(7, "full");
  count(8, "late");
  expect(told.splice(0)).toEqual(["7: full; so were 4 others before", "8: late"]);
});
