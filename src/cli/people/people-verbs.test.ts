import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EXIT } from "../exit.ts";
import { type FakeIo, fakeIo, fakeTerminal, shown } from "../fake-io.fixture.ts";
import * as account from "./account.ts";
import { addBan, listBans, removeBan } from "./ban.ts";
import { type FakeControl, fakeControl } from "./fake-control.fixture.ts";
import { listInvites, makeInvite, removeInvite } from "./invite.ts";
import { showModeration } from "./moderation.ts";
import type { PeopleFlags } from "./steer.ts";

let data: string;
let flags: PeopleFlags;
let server: FakeControl;

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), "parley-people-"));
  flags = { data, environment: {} };
  server = await fakeControl(data);
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(data, { recursive: true });
});

/** What a verb gives back, and what it writes. */
async function ran(verb: (io: FakeIo) => Promise<number>, input = ""): Promise<readonly [number, string, string]> {
  const io = fakeIo(input);
  const status = await verb(io);
  return [status, io.out(), io.err()];
}

const add = (name: string, role?: "owner" | "admin"): ReturnType<typeof ran> =>
  ran((io) => account.addAccount({ ...flags, name, isPasswordSaid: false, ...(role && { role }) }, io), "sesame\n");

const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g;

describe("accounts", () => {
  it("are made, listed, shown and removed", async () => {
    expect(await add("ada", "owner")).toEqual([EXIT.ok, "made the account ada, owner of the server\n", ""]);
    expect(await add("bob")).toEqual([EXIT.ok, "made the account bob\n", ""]);
    const [, list] = await ran((io) => account.listAccounts(flags, io));
    expect(list.replace(TIME, "TIME")).toBe("ada\towner\tTIME\t\nbob\t\tTIME\t\n");
    const [, json] = await ran((io) => account.listAccounts({ ...flags, json: true }, io));
    expect(
      json
        .trimEnd()
        .split("\n")
        .map((line): unknown => JSON.parse(line)),
    ).toMatchObject([{ account: "ada", role: "owner" }, { account: "bob" }]);
    const [, facts] = await ran((io) => account.showAccount({ ...flags, name: "ADA" }, io));
    expect(facts).toContain("account\tada\nrole\towner\n");
    expect(await ran((io) => account.removeAccount({ ...flags, name: "bob" }, io))).toEqual([
      EXIT.ok,
      "removed the account bob\n",
      "",
    ]);
    expect(await ran((io) => account.showAccount({ ...flags, name: "bob" }, io))).toEqual([
      EXIT.data,
      "",
      "parley: There is no account of that name.\n",
    ]);
  });

  it("are a table on a terminal", async () => {
    await add("ada", "owner");
    const io = fakeTerminal();
    await account.listAccounts(flags, io);
    expect(io.out().replace(TIME, "TIME")).toBe("account  role   made                  now\nada      owner  TIME\n");
    expect(io.err()).toBe("");
  });

  it("get a password from a person who is asked twice", async () => {
    const io = fakeTerminal();
    const adding = account.addAccount({ ...flags, name: "ada", isPasswordSaid: false }, io);
    const at = await shown(io, "New password of ada: ");
    io.stdin.write("sesame\r");
    await shown(io, "again: ", at);
    io.stdin.write("sesame\r");
    expect(await adding).toBe(EXIT.ok);
    expect(io.out()).not.toContain("sesame");
  });

  it("take no password that everybody can read, and say nothing of what it was", async () => {
    for (const verb of [account.addAccount, account.setPassword]) {
      const [status, out, err] = await ran((io) => verb({ ...flags, name: "ada", isPasswordSaid: true }, io), "x\n");
      expect([status, out]).toEqual([EXIT.usage, ""]);
      expect(err).toMatch(/^parley: a password is no argument/);
    }
    expect(server.world.hub.state.accounts.size).toBe(0);
  });

  it("get another password and another role", async () => {
    await add("ada");
    expect(
      await ran((io) => account.setPassword({ ...flags, name: "ada", isPasswordSaid: false }, io), "open sesame\n"),
    ).toEqual([EXIT.ok, "ada has another password, and is signed out everywhere\n", ""]);
    expect(
      await ran((io) => account.setPassword({ ...flags, name: "ada", isPasswordSaid: false }, io), "x\n"),
    ).toMatchObject([EXIT.data, "", expect.stringContaining("A password has")]);
    const role = (to?: "admin"): ReturnType<typeof ran> =>
      ran((io) => account.setRole({ ...flags, name: "ada", ...(to && { role: to }) }, io));
    expect(await role("admin")).toEqual([EXIT.ok, "ada is admin of the server\n", ""]);
    expect(await role()).toEqual([EXIT.ok, "ada has no role on the server\n", ""]);
    const [, out] = await ran((io) => showModeration(flags, io));
    expect(out.replace(TIME, "TIME").split("\n")).toEqual([
      "TIME\t(server)\tregister\tada\t\t\t\t",
      "TIME\t(server)\tpasswd\tada\t\t\t\t",
      "TIME\t(server)\trole\tada\t\t\tadmin\t",
      "TIME\t(server)\trole\tada\t\t\tnone\t",
      "",
    ]);
    const [, last] = await ran((io) => showModeration({ ...flags, limit: 1 }, io));
    expect(last).toMatch(/^\S+\t\(server\)\trole\tada\t\t\tnone\t\n$/);
  });

  it("are asked for a device that they have", async () => {
    await add("ada");
    const signOut = (device?: string): ReturnType<typeof ran> =>
      ran((io) => account.signOut({ ...flags, name: "ada", ...(device !== undefined && { device }) }, io));
    expect(await signOut()).toEqual([EXIT.ok, "forgot 0 devices of ada\n", ""]);
    expect(await signOut("phone")).toEqual([
      EXIT.data,
      "",
      "parley: ada has no such device: parley account show ada lists them.\n",
    ]);
  });
});

describe("invite links", () => {
  it("are made, listed and removed", async () => {
    const [status, link, err] = await ran((io) => makeInvite({ ...flags, uses: 3, role: "admin", channel: "tea" }, io));
    expect([status, err]).toEqual([EXIT.ok, ""]);
    expect(link).toMatch(/^http:\/\/localhost:5050\/invite\/[\w-]{27}\n$/);
    const [, list] = await ran((io) => listInvites(flags, io));
    const [id = "", ...cells] = list.trimEnd().split("\t");
    expect(cells.join("|").replace(TIME, "TIME")).toBe("3|0|TIME|admin|#tea||TIME");
    expect(list).not.toContain(link.trim().split("/").at(-1));
    const remove = (): ReturnType<typeof ran> => ran((io) => removeInvite({ ...flags, id }, io));
    expect(await remove()).toEqual([EXIT.ok, `the invite link ${id} is good no more\n`, ""]);
    expect(await remove()).toEqual([EXIT.data, "", "parley: There is no invite link of that id.\n"]);
    expect(await ran((io) => listInvites(flags, io))).toEqual([EXIT.ok, "", ""]);
  });

  it("are good for a week, for as long as is said, or for good", async () => {
    const from = Date.now();
    const until = async (expires?: number | "none"): Promise<unknown> => {
      const wanted = { ...flags, json: true, ...(expires !== undefined && { expires }) };
      const [, out] = await ran((io) => makeInvite(wanted, io, () => from));
      const answer: unknown = JSON.parse(out);
      return typeof answer === "object" && answer && "until" in answer ? answer.until : undefined;
    };
    expect(await until()).toBe(from + 7 * 86_400_000);
    expect(await until(3_600_000)).toBe(from + 3_600_000);
    expect(await until("none")).toBeUndefined();
  });

  it("begin with what is said, on a server that runs", async () => {
    for (const url of ["https://chat.example", "https://chat.example:5050"]) {
      const [, out] = await ran((io) => makeInvite({ ...flags, url }, io));
      expect(out).toMatch(new RegExp(`^${url}/invite/[\\w-]{27}\n$`));
    }
    server.base = undefined;
    expect((await ran((io) => makeInvite({ ...flags, url: "https://chat.example" }, io)))[1]).toMatch(/^https:/);
  });

  it("are said to be a guess where the server does not run and nobody says how it does", async () => {
    const folder = mkdtempSync(join(tmpdir(), "parley-stopped-"));
    const config = join(folder, "parley.toml");
    writeFileSync(config, "port = 6000\n");
    const stopped = { data: join(folder, "data"), environment: {} };
    const made = (more: object): ReturnType<typeof ran> => ran((io) => makeInvite({ ...stopped, ...more }, io));
    expect(await made({})).toEqual([
      EXIT.ok,
      expect.stringContaining("http://localhost:5050/invite/"),
      expect.stringMatching(/^parley: the server does not run, .*a guess.* --url, or .* --config\.\n$/),
    ]);
    expect(await made({ config })).toEqual([EXIT.ok, expect.stringContaining("http://localhost:6000/invite/"), ""]);
    const url = "https://chat.example";
    expect(await made({ url })).toEqual([EXIT.ok, expect.stringContaining(`${url}/invite/`), ""]);
    expect(await made({ environment: { PARLEY_URL: url } })).toMatchObject([EXIT.ok, expect.anything(), ""]);
    rmSync(folder, { recursive: true });
  });

  it("are shown with a QR code and how to take them back on a terminal", async () => {
    const io = fakeTerminal();
    await makeInvite(flags, io);
    expect(io.out()).toMatch(
      /^Good for 1 account, until \S+Z\. To take it back: parley invite remove \w{8}\n\n {2}http:\/\/localhost:5050\/invite\/\S+\n\n/,
    );
    expect(io.out()).toContain("▀");
  });

  it("are only codes as long as nobody knows what the server is called", async () => {
    server.base = undefined;
    const [, out, err] = await ran((io) => makeInvite(flags, io));
    expect(out).toMatch(/^[\w-]{27}\n$/);
    expect(err).toContain("https://HOST:PORT/invite/");
  });
});

describe("bans", () => {
  it.each(["10.0.0", "300.1.1.1", "nope"])("take no typing error for an account: %s", async (target) => {
    expect(await ran((io) => addBan({ ...flags, target }, io))).toEqual([
      EXIT.data,
      "",
      expect.stringMatching(
        /^parley: There is no account of that name\. .* mask such as .* range such as 10\.0\.0\.0\/8\.\n$/,
      ),
    ]);
    expect(server.world.hub.state.bans.size).toBe(0);
  });

  it.each([
    ["*", "the mask *!*@*"],
    ["*!*@*", "the mask *!*@*"],
    ["0.0.0.0/0", "the range 0.0.0.0/0"],
    ["::/0", "the range ::/0"],
  ])("of everybody are set only by force: %s", async (target, whom) => {
    expect(await ran((io) => addBan({ ...flags, target }, io))).toEqual([
      EXIT.usage,
      "",
      `parley: ${whom.split(" ")[2]} matches everybody: with --force they are banned all the same.\n`,
    ]);
    expect(server.world.hub.state.bans.size).toBe(0);
    expect(await ran((io) => addBan({ ...flags, target, force: true }, io))).toEqual([EXIT.ok, `banned ${whom}\n`, ""]);
  });

  it("are lifted as they were written, and told as they are listed", async () => {
    await ran((io) => addBan({ ...flags, target: "*.example" }, io));
    expect(await ran((io) => removeBan({ ...flags, target: "*.example" }, io))).toEqual([
      EXIT.ok,
      "lifted the ban on *!*@*.example\n",
      "",
    ]);
  });

  it("are set, listed and lifted, of whatever kind they are", async () => {
    const from = Date.now();
    const ban = (target: string, more: object = {}): ReturnType<typeof ran> =>
      ran((io) => addBan({ ...flags, target, ...more }, io, () => from));
    expect(await ban("10.1.2.3/8", { expires: 3_600_000, reason: "noise" })).toEqual([
      EXIT.ok,
      "banned the range 10.0.0.0/8\n",
      "",
    ]);
    expect((await ban("2001:db8::7"))[1]).toBe("banned the range 2001:db8::/64\n");
    expect((await ran((io) => removeBan({ ...flags, target: "2001:db8::9" }, io)))[0]).toBe(EXIT.ok);
    expect(await ban("192.0.2.7")).toEqual([EXIT.ok, "banned the range 192.0.2.7/32\n", ""]);
    expect(await ban("*.example", { mute: true })).toEqual([EXIT.ok, "muted the mask *!*@*.example\n", ""]);
    await add("eve");
    expect(await ban("eve")).toEqual([EXIT.ok, "banned the account eve\n", ""]);
    expect(await ban("10.0.0.0/99")).toMatchObject([EXIT.data, "", expect.stringMatching(/^parley: A ban is about/)]);
    const [, list] = await ran((io) => listBans(flags, io));
    const until = new Date(from + 3_600_000).toISOString().slice(0, 19);
    expect(list.split("\n").map((line) => line.split("\t").filter((_, i) => i !== 4))).toEqual([
      ["10.0.0.0/8", "the range", "ban", `${until}Z`, "", "noise"],
      ["192.0.2.7/32", "the range", "ban", "for good", "", ""],
      ["eve", "the account", "ban", "for good", "", ""],
      ["*!*@*.example", "the mask", "mute", "for good", "", ""],
      [""],
    ]);
    expect(await ran((io) => removeBan({ ...flags, target: "10.0.0.0/8" }, io))).toEqual([
      EXIT.ok,
      "lifted the ban on 10.0.0.0/8\n",
      "",
    ]);
    const lift = async (mute: boolean): Promise<number> =>
      (await ran((io) => removeBan({ ...flags, target: "*!*@*.example", mute }, io)))[0];
    expect([await lift(false), await lift(true)]).toEqual([EXIT.data, EXIT.ok]);
  });
});

it("says what is wrong with a configuration", async () => {
  const config = join(data, "parley.toml");
  writeFileSync(config, "nonsense = 1\n");
  const [status, out, err] = await ran((io) => account.listAccounts({ ...flags, config }, io));
  expect([status, out]).toEqual([EXIT.config, ""]);
  expect(err).toBe(`parley: ${config}: there is no option "nonsense".\n`);
});
