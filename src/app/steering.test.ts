import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { World } from "../core/testing.ts";
import { testPasswords } from "../wire/testing-passwords.ts";
import { readConfig } from "./config.ts";
import { Steering } from "./steering.ts";

let data: string;
let told: string[];
let steering: Steering;

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "parley-steering-"));
  told = [];
});

afterEach(async () => {
  await steering.close();
  rmSync(data, { recursive: true, force: true });
});

/** Begins as a server does. @returns what is to be shown on the terminal */
async function begin(isTerminal: boolean, flags: object = { host: "0.0.0.0" }): Promise<string> {
  const world = new World();
  steering = new Steering({
    hub: world.hub,
    config: readConfig({ data, ...flags }, {}),
    passwords: testPasswords(),
    console: {
      bug: (cause) => {
        throw cause;
      },
      told: (text) => told.push(text),
      warned: (text) => told.push(`warned: ${text}`),
    },
    linkFor: (code) => `https://host/invite/${code}`,
  });
  const begun = steering.begin(isTerminal);
  const commits = setInterval(() => world.commit(), 1);
  try {
    return await begun;
  } finally {
    clearInterval(commits);
  }
}

it("shows the owner's link on a terminal, and writes it nowhere", async () => {
  expect(await begin(true)).toMatch(/^ {2}owner {6}nobody yet;.*\n {13}https:\/\/host\/invite\/[\w-]{27}\n\n$/);
  expect(told).toEqual([]);
  expect(() => readFileSync(join(data, "owner-link"))).toThrow("ENOENT");
});

it("tells without a terminal only where the link is", async () => {
  expect(await begin(false)).toBe("");
  const link = readFileSync(join(data, "owner-link"), "utf8");
  expect(link).toMatch(/^https:\/\/host\/invite\/[\w-]{27}\n$/);
  expect(told).toEqual([
    `nobody is an owner of this server yet; the link that makes one is in ${join(data, "owner-link")}`,
  ]);
});

it("says how one becomes the owner where everybody may come, and writes no link", async () => {
  expect(await begin(true, {})).toMatch(
    /^ {2}owner {6}nobody yet; npx parley account add NAME --role owner [^/]*\n\n$/,
  );
  expect(await begin(false, {})).toBe("");
  expect(told).toEqual([]);
});

it("says what it can't do, and the server goes on", async () => {
  rmSync(data, { recursive: true });
  expect(await begin(false)).toBe("");
  expect(told).toEqual([
    expect.stringMatching(/^warned: parley account and its like do not reach this server: listen /),
    expect.stringMatching(/^warned: the owner's link can't be made: ENOENT/),
  ]);
});
