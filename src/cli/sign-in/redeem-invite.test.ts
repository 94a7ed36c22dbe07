import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { EXIT } from "../exit.ts";
import { fakeIo, fakeTerminal, shown } from "../fake-io.fixture.ts";
import { FakeParley } from "../fake-parley.fixture.ts";
import { runJoin } from "../join/join.ts";
import { Devices } from "../trust/devices.ts";
import { fakeTlsServer, selfSigned } from "../trust/tls-server.fixture.ts";
import { targetOf, tempFolder } from "../trust/trust.fixture.ts";

const [pair, other] = await Promise.all([selfSigned(), selfSigned()]);

/** A server where `c-1` makes accounts, but none that is called `taken`. @param link what the link gives */
function inviting(link: object = {}): FakeParley {
  return new FakeParley(({ type, account, password, invite, token, device }) => {
    if (type === "hello") {
      return token === "t-1" ? {} : { type: "refused", code: "account-needed", text: "Sign in first." };
    }
    if (type !== "register") return {};
    if (invite !== "c-1") return { type: "refused", code: "bad-invite", text: "That link is not good any more." };
    if (account === "taken") return { type: "refused", code: "account-exists", text: "That account is there already." };
    if (password === "ab")
      return { type: "refused", code: "bad-password", text: "A password has at least 3 characters." };
    return device === undefined ? {} : { token: "t-1", ...link };
  });
}

describe("an invite link", () => {
  it("makes an account by what a person says, who is signed in from then on", async () => {
    const parley = inviting();
    await using server = await fakeTlsServer(pair, parley.serve);
    const configFolder = tempFolder();
    const io = fakeTerminal();
    const url = `https://localhost:${server.port}/invite/c-1`;
    const status = runJoin({ url, configFolder, login: "root" }, io);
    let at = 0;
    for (const [question, text] of [
      ["Name of your account: ", "taken"],
      ["Password: ", "sesame"],
      ["again: ", "sesame"],
      ["That account is there already.", undefined],
      ["Name of your account: ", "ada"],
      ["Password: ", "sesame"],
      ["again: ", "simsala"],
      ["two different ones", undefined],
      ["Password: ", "ab"],
      ["again: ", "ab"],
      ["A password has at least 3 characters.", undefined],
      ["Password: ", "sesame"],
      ["again: ", "sesame"],
      ["-- the account ada is yours.\n", undefined],
      ["-- this machine is signed in to it from now on.\n", undefined],
      ["#lobby> ", "/quit"],
    ] as const) {
      at = await shown(io, question, at);
      if (text !== undefined) io.stdin.write(`${text}\r`);
    }
    expect(await status).toBe(EXIT.ok);
    expect(io.out()).not.toMatch(/sesame|simsala/);
    expect(parley.of("register")).toMatchObject([
      { account: "taken", password: "sesame", invite: "c-1" },
      { account: "ada", password: "ab", invite: "c-1" },
      { account: "ada", password: "sesame", invite: "c-1" },
    ]);
    expect(parley.of("hello")).toMatchObject([{ token: "t-1", nick: "ada" }]);
    expect(new Devices(configFolder).find(targetOf(url))).toEqual({ account: "ada", token: "t-1", tls: true });
    const again = fakeIo("");
    expect(await runJoin({ url, configFolder }, again)).toBe(EXIT.ok);
    expect(again.err()).toContain("you are signed in to ada there already; the link was not used.");
    expect(parley.of("register")).toHaveLength(3);
  });

  it("leads to its channel, unless another is named, and tells who has a role by it", async () => {
    const parley = inviting({ channel: "#tea", role: "owner" });
    await using server = await fakeTlsServer(pair, parley.serve);
    const url = `https://localhost:${server.port}/invite/c-1`;
    const ada = { account: "ada", password: "sesame" };
    const io = fakeIo("");
    expect(await runJoin({ url, configFolder: tempFolder(), ...ada }, io)).toBe(EXIT.ok);
    expect(io.err()).toContain("parley: the account ada is yours, and you are owner of the server.\n");
    expect(io.err()).toContain("parley: this machine is signed in to it from now on.\n");
    expect(await runJoin({ url, configFolder: tempFolder(), ...ada, channel: "milk" }, fakeIo(""))).toBe(EXIT.ok);
    expect(parley.of("join").map(({ channel }) => channel)).toEqual(["#tea", "#milk"]);
  });

  it("makes one for a program that brings name and password, and only then", async () => {
    const parley = inviting();
    await using server = await fakeTlsServer(pair, parley.serve);
    const configFolder = tempFolder();
    const url = `https://localhost:${server.port}/invite/c-1`;
    const io = fakeIo("");
    expect(await runJoin({ url, configFolder }, io)).toBe(EXIT.usage);
    expect(io.err()).toContain("--account NAME, and its password in PARLEY_PASSWORD");
    const ada = { account: "ada", password: "sesame" };
    expect(await runJoin({ url, configFolder, ...ada }, fakeIo(""))).toBe(EXIT.ok);
    expect(parley.of("register")).toMatchObject([{ ...ada, invite: "c-1" }]);
    expect(parley.of("hello")).toMatchObject([{ token: "t-1" }]);
  });

  it("that is not good any more is told, and so is a name that is taken", async () => {
    const parley = inviting();
    await using server = await fakeTlsServer(pair, parley.serve);
    const configFolder = tempFolder();
    const base = `https://localhost:${server.port}/invite`;
    const io = fakeIo("");
    const ada = { account: "ada", password: "sesame" };
    expect(await runJoin({ url: `${base}/c-2`, configFolder, ...ada }, io)).toBe(EXIT.noPermission);
    expect(await runJoin({ url: `${base}/c-1`, configFolder, ...ada, account: "taken" }, io)).toBe(EXIT.data);
    expect(io.err()).toContain("parley: That link is not good any more.\nparley: That account is there already.\n");
    expect(existsSync(new Devices(configFolder).path)).toBe(false);
  });

  it("asks nothing and sends nothing if the certificate is not the one of the link", async () => {
    await using server = await fakeTlsServer(pair, inviting().serve);
    const io = fakeTerminal();
    const url = `https://localhost:${server.port}/invite/c-1#sha256=${other.fingerprint}`;
    expect(await runJoin({ url, configFolder: tempFolder() }, io)).toBe(EXIT.noPermission);
    expect(io.err()).toContain("another certificate than the one you named");
    expect([io.out(), server.came()]).toEqual(["", ""]);
  });
});
