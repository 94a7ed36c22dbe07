import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Register } from "../core/account-commands.ts";
import type { Entry } from "../core/commands.ts";
import { World } from "../core/testing.ts";
import { digest } from "../server/digest.ts";
import { OwnerLink } from "./owner-link.ts";

const DAY = 86_400_000;

let data: string;
let world: World;
let link: OwnerLink;

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "parley-owner-"));
  world = new World();
  link = begin();
});

afterEach(() => rmSync(data, { recursive: true }));

function begin(): OwnerLink {
  return new OwnerLink({ hub: world.hub, data, clock: () => 1_000 });
}

/** Makes a link, as far as the log has to do with it. */
async function make(isWanted = true): Promise<string | undefined> {
  const making = link.make(isWanted);
  for (let i = 0; i < 3; i++) {
    world.commit();
    await Promise.resolve();
  }
  return making;
}

/** Does something as the server itself, and tells the link of it as the log does. */
function run(act: Register): void {
  const entries: Entry[] = [{ node: "n", session: "", act, seq: 1, at: 1 }];
  world.hub.run(act, () => undefined);
  world.commit();
  link.follow(entries);
  world.commit();
}

function file(): string {
  return join(data, "owner-link");
}

it("is one that makes one owner, within a day", async () => {
  const code = await make();
  expect(code).toMatch(/^[\w-]{27}$/);
  expect([...world.hub.state.invites.values()]).toMatchObject([
    { digest: digest(code ?? ""), uses: 1, until: 1_000 + DAY, role: "owner" },
  ]);
});

it("is another one at each start, and the old one is good no more", async () => {
  const first = await make();
  link.write("https://old");
  link = begin();
  const second = await make();
  expect(second).not.toBe(first);
  expect([...world.hub.state.invites.values()].map((invite) => invite.digest)).toEqual([digest(second ?? "")]);
  expect(existsSync(file())).toBe(false);
});

it("is not made if nobody wants one, or if there is an owner; then an old one goes", async () => {
  await make();
  link = begin();
  expect(await make(false)).toBeUndefined();
  expect(world.hub.state.invites.size).toBe(0);
  await make();
  run({ type: "register", account: "eve" });
  expect(world.hub.state.invites.size).toBe(1);
  run({ type: "register", account: "ada", role: "owner" });
  link = begin();
  expect(await make()).toBeUndefined();
  expect(world.hub.state.invites.size).toBe(0);
});

it("is written where nobody else can read it, and gone when it was used", async () => {
  const code = (await make()) ?? "";
  expect(link.write("https://host/invite/x")).toBe(file());
  expect(readFileSync(file(), "utf8")).toBe("https://host/invite/x\n");
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  run({ type: "register", account: "eve" });
  expect(existsSync(file())).toBe(true);
  run({ type: "register", account: "ada", invite: digest(code) });
  expect(world.hub.state.accounts.get("ada")?.role).toBe("owner");
  expect(existsSync(file())).toBe(false);
});

it("is good no more when there is an owner in another way", async () => {
  await make();
  link.write("https://host/invite/x");
  run({ type: "register", account: "ada", role: "owner" });
  expect([existsSync(file()), world.hub.state.invites.size]).toEqual([false, 0]);
});

it("is not written into a file that somebody has put there meanwhile", async () => {
  await make();
  writeFileSync(file(), "theirs");
  expect(() => link.write("https://host/invite/x")).toThrow("EEXIST");
});

it("is not promised if it is not on disk", async () => {
  const making = link.make(true);
  world.log.fail(world.hub);
  await expect(making).rejects.toThrow("can't keep anything new");
});
