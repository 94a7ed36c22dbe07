import { describe, expect, it } from "vitest";
import { RATES } from "../../core/rates.ts";
import { isProblem } from "./reply.ts";
import { type Transfer, Transfers } from "./transfers.ts";

/** @throws Error if there are too many */
function begin(transfers: Transfers, address = "192.0.2.1"): Transfer {
  const transfer = transfers.begin(address);
  if (isProblem(transfer)) throw new Error(transfer.body.text);
  return transfer;
}

/** Whether a promise is settled once all that is ready has run. */
async function isSettled(promise: Promise<void>): Promise<boolean> {
  let settled = false;
  void promise.then(() => {
    settled = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
}

describe("transfers", () => {
  it("are so many of one address, where an IPv6 address counts by its first half", () => {
    const transfers = new Transfers(true);
    const begun = Array.from({ length: RATES.transfersPerAddress.most }, (_, i) => begin(transfers, `2001:db8::${i}`));
    const refused = transfers.begin("2001:db8::ffff");
    expect(refused).toMatchObject({ status: 429, headers: { "retry-after": expect.any(String) } });
    expect(isProblem(transfers.begin("2001:db8:0:1::1"))).toBe(false);
    begun[0]?.end();
    expect(isProblem(transfers.begin("2001:db8::ffff"))).toBe(false);
  });

  it("are so many of all, also where rates have no limits", () => {
    const transfers = new Transfers(false);
    const begun = Array.from({ length: RATES.transfers.most }, () => begin(transfers));
    expect(transfers.begin("192.0.2.2")).toMatchObject({ status: 503 });
    begun[0]?.end();
    expect(isProblem(transfers.begin("192.0.2.2"))).toBe(false);
    expect(transfers.size).toBe(RATES.transfers.most);
  });

  it("are told to end for the addresses that are meant, and go on for others", () => {
    const transfers = new Transfers(true);
    const [banned, free] = [begin(transfers, "192.0.2.1"), begin(transfers, "198.51.100.1")];
    transfers.endFor((address) => address.startsWith("192.0.2."));
    expect([banned.signal.aborted, free.signal.aborted]).toEqual([true, false]);
  });

  it("are told to end when all is to end, which is waited for, and none begins any more", async () => {
    const transfers = new Transfers(true);
    const transfer = begin(transfers);
    const closed = transfers.close();
    expect(transfer.signal.aborted).toBe(true);
    expect(await isSettled(closed)).toBe(false);
    expect(transfers.begin("192.0.2.1")).toMatchObject({ status: 503 });
    transfer.end();
    expect(await isSettled(closed)).toBe(true);
  });

  it("go on at an upload one at a time: who comes later ends who was there, and waits for that", async () => {
    const transfers = new Transfers(true);
    const [first, second, third] = [begin(transfers), begin(transfers), begin(transfers)];
    await transfers.claim("a", first);
    const claims = [transfers.claim("a", second), transfers.claim("a", third)];
    expect(first.signal.aborted).toBe(true);
    expect(await Promise.all(claims.map(isSettled))).toEqual([false, false]);
    first.end();
    // Both waited for the same, and still only one has it.
    expect(await Promise.all(claims.map(isSettled))).toEqual([true, false]);
    expect([second.signal.aborted, third.signal.aborted]).toEqual([true, false]);
    second.end();
    expect(await Promise.all(claims.map(isSettled))).toEqual([true, true]);
  });

  it("leave an upload free when they are over", async () => {
    const transfers = new Transfers(true);
    const [first, second] = [begin(transfers), begin(transfers)];
    await transfers.claim("a", first);
    expect(await isSettled(transfers.clear("b"))).toBe(true);
    const cleared = transfers.clear("a");
    expect(first.signal.aborted).toBe(true);
    expect(await isSettled(cleared)).toBe(false);
    first.end();
    expect(await isSettled(cleared)).toBe(true);
    expect(await isSettled(transfers.claim("a", second))).toBe(true);
    expect(second.signal.aborted).toBe(false);
  });
});
