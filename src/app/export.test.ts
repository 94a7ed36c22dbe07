import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Applier, arrival, draft, said } from "../store/applier.fixture.ts";
import { openStore, type Store } from "../store/store.ts";
import { exported, testFolder, textsIn } from "./import/import.fixture.ts";

let base: string;
let dir: string;
let store: Store;
let applier: Applier;
let now = 1_700_000_000_000;

beforeEach(async () => {
  base = testFolder();
  dir = join(base, "data");
  store = await openStore({ dir, clock: () => now++ });
  applier = new Applier(store);
  await applier.append(
    ...arrival("s1", "alice", ["#a", "#b"]),
    draft("s2", {
      type: "open",
      nick: "bob",
      made: true,
      ident: "b",
      realname: "",
      host: "bobs.host",
      address: { host: "192.0.2.1", port: 7 },
      dialect: "relay",
    }),
    draft("s2", { type: "join", channel: "#a" }),
  );
});

afterEach(async () => {
  await store.close();
  rmSync(base, { recursive: true });
});

it("tells where people came from only if it is asked to", async () => {
  await applier.append(said("s2", "#a", "hello"));
  const all = { events: true, talks: true };
  expect(JSON.stringify(exported(dir, all))).not.toMatch(/bobs\.host|192\.0\.2\.1|"host"/);
  const last = exported(dir, { ...all, hosts: true }).at(-1);
  expect(last).toMatchObject({ from: { nick: "bob", host: "bobs.host", address: { host: "192.0.2.1", port: 7 } } });
});

it("never tells a channel's key or a password's proof, and masks only with hosts", async () => {
  const verifier = { salt: "SALTSALT", iterations: 4096, storedKey: "STOREDKEY", serverKey: "SERVERKEY" };
  const mode = (mode: string, parameter?: string) =>
    draft("s1", { type: "mode", channel: "#a", changes: [{ set: true, mode, ...(parameter && { parameter }) }] });
  await applier.append(
    draft("s1", { type: "register", account: "alice", verifier }),
    mode("k", "sesame"),
    mode("I", "friend!*@*"),
    said("s1", "#a", "inside"),
  );
  const lines = exported(dir, { events: true, talks: true, hosts: true });
  expect(lines[0]).toMatchObject({ name: "#a", flags: "nt", closed: true });
  expect(JSON.stringify(lines)).not.toMatch(/sesame|SALTSALT|STOREDKEY|SERVERKEY|key-alice/);
  expect(JSON.stringify(lines)).toContain("friend!");
  expect(JSON.stringify(exported(dir, { events: true }))).not.toContain("friend!");
});

it("exports the channels, the time and the kinds of events that are asked for", async () => {
  await applier.append(said("s1", "#a", "early"));
  await applier.append(said("s1", "#b", "elsewhere"));
  await applier.append(said("s1", "#a", "late"));
  const late = store.state.at;
  expect(textsIn(dir)).toEqual(["early", "elsewhere", "late"]);
  expect(textsIn(dir, { channels: ["B"] })).toEqual(["elsewhere"]);
  expect(exported(dir, { channels: ["#a"] }).map(({ type }) => type)).toEqual(["channel", "message", "message"]);
  expect(textsIn(dir, { since: late })).toEqual(["late"]);
  expect(textsIn(dir, { until: late - 1 })).toEqual(["early", "elsewhere"]);
  expect(exported(dir, { channels: ["#b"], events: true }).map(({ type }) => type)).toEqual([
    "channel",
    "join",
    "message",
  ]);
  expect(() => exported(dir, { channels: ["#c"] })).toThrow(/There is no channel #c/);
});

it("exports what accounts said to each other, and nothing that a guest did", async () => {
  await applier.append(
    ...["alice", "carol"].flatMap((name, i) => {
      const verifier = { salt: "", iterations: 4096, storedKey: "", serverKey: "" };
      const session = i === 0 ? "s1" : "s3";
      return [
        ...(i === 0 ? [] : arrival(session, name, []).slice(1)),
        draft(session, { type: "register", account: name, verifier }),
        draft(session, { type: "login", account: name }),
      ];
    }),
    said("s1", "carol", "between accounts"),
    said("s1", "bob", "to a guest"),
    said("s2", "alice", "from a guest"),
  );
  expect(textsIn(dir, { talks: true })).toEqual(["between accounts"]);
  expect(textsIn(dir)).toEqual([]);
});

it("exports nothing that was for others: what was said before a channel began anew, or in one that is forgotten", async () => {
  await applier.append(
    draft("s1", { type: "mode", channel: "#b", changes: [{ set: true, mode: "i" }] }),
    said("s1", "#b", "between us"),
    draft("s1", { type: "part", channel: "#b" }),
    draft("s2", { type: "join", channel: "#b" }),
    said("s2", "#b", "anew"),
  );
  expect(textsIn(dir, { channels: ["#b"] })).toEqual(["anew"]);
});
