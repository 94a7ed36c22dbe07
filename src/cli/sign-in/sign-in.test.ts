import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { EXIT } from "../exit.ts";
import { type FakeIo, fakeIo, fakeServer, fakeTerminal, shown } from "../fake-io.fixture.ts";
import { type Came, FakeParley } from "../fake-parley.fixture.ts";
import { runJoin } from "../join/join.ts";
import { runSend } from "../send.ts";
import { Devices } from "../trust/devices.ts";
import { fakeTlsServer, selfSigned } from "../trust/tls-server.fixture.ts";
import { targetOf, tempFolder } from "../trust/trust.fixture.ts";
import { deviceName, openWarning, readyCredentials } from "./sign-in.ts";

const pair = await selfSigned();
const NEEDED = { type: "refused", code: "account-needed", text: "Here one needs an account: sign in first." };
const WRONG = { type: "refused", code: "wrong-password", text: "They do not belong together." };

/** A server that lets in only who signs in to ada, with her password or a token, and gives a device of hers a token. */
function guarded(): FakeParley {
  return new FakeParley(({ type, account, password, token, device }) => {
    if (type !== "hello") return {};
    if (token !== undefined) return token === "t-ada" ? {} : WRONG;
    if (account === undefined) return NEEDED;
    if (account !== "ada" || password !== "sesame") return WRONG;
    return device === undefined ? {} : { token: "t-ada" };
  });
}

/** Answers questions one after the other, each when it is asked. */
async function answer(io: FakeIo, ...answers: readonly (readonly [shown: string, answer?: string])[]): Promise<void> {
  let at = 0;
  for (const [question, text] of answers) {
    at = await shown(io, question, at);
    if (text !== undefined) io.stdin.write(`${text}\r`);
  }
}

function proofs(parley: FakeParley): readonly Came[] {
  return parley
    .of("hello")
    .map(({ account, password, token }) => JSON.parse(JSON.stringify({ account, password, token })));
}

describe("signing in, without a person to ask", () => {
  it("shows account and password, or a token, on each connection", async () => {
    let breaks = 1;
    const parley = new FakeParley();
    await using server = await fakeTlsServer(pair, (socket) => {
      parley.serve(socket);
      socket.on("data", (text) => {
        if (String(text).includes('"say"') && breaks-- > 0) socket.destroy();
      });
    });
    const url = `https://localhost:${server.port}`;
    const who = { url, to: "lobby", text: "x", configFolder: tempFolder() };
    const ada = { account: "ada", password: "sesame" };
    expect(await runSend({ ...who, ...ada, login: "root" }, fakeIo())).toBe(EXIT.ok);
    expect(await runSend({ ...who, token: "t-1", login: "root" }, fakeIo())).toBe(EXIT.ok);
    expect(proofs(parley)).toEqual([ada, ada, { token: "t-1" }]);
    expect(parley.of("hello").map(({ nick }) => nick)).toEqual(["ada", "bob", undefined]);
  });

  it("says what is missing, and keeps nothing of what a program says", async () => {
    const parley = guarded();
    await using server = await fakeServer(parley.serve);
    const configFolder = tempFolder();
    const url = `localhost:${server.port}`;
    const io = fakeIo("");
    expect(await runJoin({ url, configFolder }, io)).toBe(EXIT.noPermission);
    expect(await runSend({ url, to: "lobby", text: "x", configFolder }, fakeIo())).toBe(EXIT.noPermission);
    expect(io.err()).toBe(
      `parley: ${url} wants you to be signed in: name your account with --account, and put its password into ` +
        "PARLEY_PASSWORD; or come with an invite link.\n",
    );
    const nameless = fakeIo("");
    expect(await runJoin({ url, configFolder, account: "ada" }, nameless)).toBe(EXIT.usage);
    expect(nameless.err()).toContain("the password of ada goes into PARLEY_PASSWORD");
    const wrong = fakeIo("");
    expect(await runJoin({ url, configFolder, account: "ada", password: "guess" }, wrong)).toBe(EXIT.noPermission);
    expect(wrong.err()).toBe(`parley: ${WRONG.text}\n`);
    expect(await runJoin({ url, configFolder, account: "ada", password: "sesame" }, fakeIo(""))).toBe(EXIT.ok);
    expect(existsSync(join(configFolder, "devices.json"))).toBe(false);
    expect(parley.of("hello").every(({ device }) => device === undefined)).toBe(true);
  });

  it("goes by what is kept for the server, unless that is for another account", async () => {
    const parley = guarded();
    await using server = await fakeTlsServer(pair, parley.serve);
    const configFolder = tempFolder();
    const url = `https://localhost:${server.port}`;
    new Devices(configFolder).keep(targetOf(url), { account: "ada", token: "t-ada", tls: true });
    expect(await runJoin({ url, configFolder, login: "root" }, fakeIo(""))).toBe(EXIT.ok);
    expect(parley.of("hello")).toMatchObject([{ token: "t-ada", nick: "ada" }]);
    expect(await runJoin({ url, configFolder, account: "bob" }, fakeIo(""))).toBe(EXIT.usage);
  });

  it("forgets what is kept when the server does not take it any more, and says so", async () => {
    const parley = guarded();
    await using server = await fakeTlsServer(pair, parley.serve);
    const configFolder = tempFolder();
    const url = `https://localhost:${server.port}`;
    const devices = new Devices(configFolder);
    for (const run of [
      (io: FakeIo) => runJoin({ url, configFolder }, io),
      (io: FakeIo) => runSend({ url, to: "lobby", text: "x", configFolder }, io),
    ]) {
      devices.keep(targetOf(url), { account: "ada", token: "t-old", tls: true });
      const io = fakeIo("");
      expect(await run(io)).toBe(EXIT.noPermission);
      expect(io.err()).toContain(`this machine was signed out of ada at localhost:${server.port}: sign in again.\n`);
      expect(io.err()).not.toContain(WRONG.text);
      expect(devices.find(targetOf(url))).toBeUndefined();
    }
  });

  it("says on which machine a device is, in what a server takes", () => {
    expect(deviceName("tea")).toBe("parley on tea");
    expect(deviceName(`a\u001b${"ü".repeat(64)}`)).toMatch(/^parley on a\ufffdü+$/);
    expect(Buffer.byteLength(deviceName("ü".repeat(64)))).toBeLessThanOrEqual(LIMITS.deviceNameBytes);
  });

  it("sends what came over TLS by no other way", () => {
    const devices = new Devices(tempFolder());
    const target = targetOf("parley://parley.test");
    devices.keep(target, { account: "ada", token: "t", tls: true });
    expect(readyCredentials({ target, devices }, {})).toEqual({ from: "nowhere" });
    expect(readyCredentials({ target: { ...target, tls: true }, devices }, {}).signIn).toEqual({ token: "t" });
  });

  it("is told of, when it goes to another machine without TLS", () => {
    const signIn = { token: "t" };
    const away = targetOf("parley://parley.test");
    expect(openWarning(away, { signIn, from: "environment" })).toContain("goes to parley.test without encryption");
    const quiet = [
      openWarning(away, { from: "nowhere" }),
      openWarning({ ...away, tls: true }, { signIn, from: "typed" }),
      openWarning(targetOf("parley://localhost"), { signIn, from: "typed" }),
    ];
    expect(quiet).toEqual([undefined, undefined, undefined]);
  });
});

describe("signing in, at a terminal", () => {
  it("asks when the server wants it, shows no password, and is signed in from then on", async () => {
    const parley = guarded();
    await using server = await fakeTlsServer(pair, parley.serve);
    const configFolder = tempFolder();
    const url = `https://localhost:${server.port}`;
    const io = fakeTerminal();
    const status = runJoin({ url, configFolder }, io);
    await answer(
      io,
      ["wants you to be signed in.\n"],
      ["Account: ", "ada"],
      ["Password of ada: ", "guess"],
      ["They do not belong together."],
      ["Password of ada: ", "sesame"],
      ["#lobby> ", "/quit"],
    );
    expect(await status).toBe(EXIT.ok);
    expect(io.out()).not.toMatch(/guess|sesame/);
    expect(io.out()).toMatch(/Account: .{0,8}ada/);
    const { path } = new Devices(configFolder);
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({
      [`localhost:${server.port}`]: { account: "ada", token: "t-ada", tls: true },
    });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await runJoin({ url: `localhost:${server.port}`, configFolder }, fakeIo(""))).toBe(EXIT.ok);
    expect(proofs(parley).at(-1)).toEqual({ token: "t-ada" });
  });

  it("asks for the password of an account that is named, and for no more if none is given", async () => {
    const parley = guarded();
    await using server = await fakeServer(parley.serve);
    const io = fakeTerminal();
    const status = runJoin({ url: `localhost:${server.port}`, configFolder: tempFolder(), account: "ada" }, io);
    await shown(io, "Password of ada: ");
    io.stdin.write("\u0003");
    expect(await status).toBe(EXIT.noPermission);
    expect(parley.came).toEqual([]);
  });

  it("says that this machine was signed out, and nothing of a password that nobody has said", async () => {
    const parley = guarded();
    await using server = await fakeTlsServer(pair, parley.serve);
    const configFolder = tempFolder();
    const url = `https://localhost:${server.port}`;
    new Devices(configFolder).keep(targetOf(url), { account: "ada", token: "t-old", tls: true });
    const io = fakeTerminal();
    const status = runJoin({ url, configFolder }, io);
    await answer(
      io,
      [`-- this machine was signed out of ada at localhost:${server.port}: sign in again.\n`],
      ["Password of ada: ", "sesame"],
      ["#lobby> ", "/help"],
      ["To sign in: parley join URL --account NAME"],
      ["#lobby> ", "/quit"],
    );
    expect(await status).toBe(EXIT.ok);
    expect(io.out() + io.err()).not.toContain(WRONG.text);
  });

  it("gives up after a few wrong passwords", async () => {
    const parley = guarded();
    await using server = await fakeServer(parley.serve);
    const io = fakeTerminal();
    const status = runJoin({ url: `localhost:${server.port}`, configFolder: tempFolder() }, io);
    const wrong = ["Password of ada: ", "guess"] as const;
    await answer(io, ["Account: ", "ada"], wrong, wrong, wrong);
    expect(await status).toBe(EXIT.noPermission);
    expect(io.err()).toBe(`parley: ${WRONG.text}\n`);
  });

  it("takes what is pasted ahead, without showing it", async () => {
    const parley = guarded();
    await using server = await fakeServer(parley.serve);
    const io = fakeTerminal();
    const status = runJoin({ url: `localhost:${server.port}`, configFolder: tempFolder() }, io);
    await answer(io, ["Account: ", "ada\rsesame"], ["#lobby> ", "/quit"]);
    expect(await status).toBe(EXIT.ok);
    expect(io.out()).not.toContain("sesame");
  });
});
