import { expect, it } from "vitest";
import { syncIn } from "./look-sync.ts";

it("reads when a server of NATS writes to its disk", () => {
  const varz = (config: object): unknown => ({ jetstream: { config } });
  expect(syncIn(varz({ sync_interval: 120_000_000_000, sync_always: true }))).toEqual({
    isAlways: true,
    everyMs: 120_000,
  });
  expect(syncIn(varz({ sync_interval: 1_000_000_000 }))).toEqual({ isAlways: false, everyMs: 1_000 });
  expect(syncIn({})).toBeUndefined();
  expect(syncIn("nothing")).toBeUndefined();
});
