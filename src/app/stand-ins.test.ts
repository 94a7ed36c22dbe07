import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { makeDisguise } from "./disguise.ts";
import { makeStandIns } from "./stand-ins.ts";

const OWN = 600_000;
const MINUTE = 60_000;

it("stand-ins are the same after a restart, by a key that is its owner's alone and not that of addresses", () => {
  const data = folder();
  const { key } = makeStandIns({ data, iterations: OWN, accounts: () => [], clock: () => 0 });
  expect(key).toHaveLength(32);
  expect(statSync(join(data, "standin.key")).mode & 0o777).toBe(0o600);
  expect(makeStandIns({ data, iterations: OWN, accounts: () => [], clock: () => 0 }).key).toEqual(key);
  makeDisguise(data);
  expect(statSync(join(data, "cloak.key")).mode & 0o777).toBe(0o600);
  const other = makeStandIns({ data: folder(), iterations: OWN, accounts: () => [], clock: () => 0 });
  expect(other.key).not.toEqual(key);
});

it("addresses are disguised by a key that is kept, too", () => {
  const data = folder();
  writeFileSync(join(data, "cloak.key"), "key");
  const disguise = makeDisguise(data);
  expect(disguise("2001:db8::1")).toMatch(/^[0-9a-f]{16}\.cloak$/);
  expect(makeDisguise(data)("2001:db8::2")).toBe(disguise("2001:db8::1"));
  expect(makeDisguise(folder())("2001:db8::1")).not.toBe(disguise("2001:db8::1"));
});

it("stand-ins say the iterations that most accounts have, and those of new ones if there are none", () => {
  const accounts: { verifier?: { iterations: number } }[] = [{}];
  let now = 0;
  const { iterations } = makeStandIns({ data: folder(), iterations: OWN, accounts: () => accounts, clock: () => now });
  expect(iterations()).toBe(OWN);
  accounts.push({ verifier: { iterations: 4_096 } }, {}, { verifier: { iterations: 4_096 } });
  accounts.push({ verifier: { iterations: OWN } }, {}, {});
  now += MINUTE;
  expect(iterations()).toBe(4_096);
});

it("accounts are counted again only after a minute, whoever asks how often", () => {
  let counted = 0;
  let now = 0;
  const accounts = function* (): Generator<{ readonly verifier?: { readonly iterations: number } }> {
    counted++;
    yield { verifier: { iterations: 4_096 } };
  };
  const { iterations } = makeStandIns({ data: folder(), iterations: OWN, accounts, clock: () => now });
  for (let i = 0; i < 100; i++) iterations();
  now = MINUTE - 1;
  expect([iterations(), counted]).toEqual([4_096, 1]);
  now = MINUTE;
  expect([iterations(), counted]).toEqual([4_096, 2]);
});

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), "parley-keys-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
