import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { PARLEY, Peer, startServer, type TestServer } from "./harness.ts";
import { JsonPeer } from "./json-peer.ts";
import { accounts, does, parley, says } from "./people.ts";
import { folder, scene } from "./scene.ts";

/** Passwords that nobody else may see, and that no other run of these tests has in its command lines. */
const [PASSWORD, ANOTHER] = [`PlantedSesame4711-${process.pid}`, `PlantedSesame0815-${process.pid}`];

/** Passwords are worked on quickly here, by servers and by commands. */
vi.stubEnv("PARLEY_PASSWORD_ITERATIONS", "4096");

const hello = (account: string, password: string): object => ({ type: "hello", account, password });

describe.each(["runs", "does not run"])("while the server %s", (how) => {
  /** A server, that runs or ran; and a way to have it run. */
  async function world(): Promise<{ readonly data: string; readonly running: () => Promise<TestServer> }> {
    if (how !== "runs") {
      const data = folder();
      const running = async (): Promise<TestServer> => {
        const server = await startServer([], data);
        onTestFinished(async () => void (await server.stop()));
        return server;
      };
      return { data, running };
    }
    const server = await scene();
    return { data: server.data, running: async () => server };
  }

  it("accounts are made, changed, listed and removed", async () => {
    const { data, running } = await world();
    expect(await does(data, ["account", "add", "ada", "--role", "owner"], PASSWORD)).toBe(
      "made the account ada, owner of the server\n",
    );
    await does(data, ["account", "add", "bob"], PASSWORD);
    await does(data, ["account", "add", "eve"], PASSWORD);
    expect(await parley(data, ["account", "add", "EVE"], PASSWORD)).toMatchObject({ status: 65, out: "" });
    await does(data, ["account", "passwd", "bob"], ANOTHER);
    await does(data, ["account", "role", "bob", "admin"]);
    await does(data, ["account", "remove", "eve"]);
    expect(await accounts(data)).toEqual(["ada owner", "bob admin"]);
    const { port } = await running();
    expect(await says(port, hello("ada", PASSWORD))).toBeUndefined();
    expect(await says(port, hello("bob", ANOTHER), { type: "accounts" })).toBeUndefined();
    expect(await says(port, hello("bob", PASSWORD))).toBeDefined();
    expect(await says(port, hello("eve", PASSWORD))).toBeDefined();
  });

  it("an invite link is good as often as it says, until it is taken back or its time is over", async () => {
    const { data, running } = await world();
    const codeOf = (link: string): string => link.trim().split("/").at(-1) ?? "";
    const once = codeOf(await does(data, ["invite", "--url", "https://parley.test"]));
    const [id = ""] = (await does(data, ["invite", "list"])).split("\t");
    const removed = codeOf(await does(data, ["invite", "--uses", "5", "--url", "https://parley.test"]));
    const second = (await does(data, ["invite", "list"])).split("\n")[1]?.split("\t")[0] ?? "";
    expect(second).not.toBe(id);
    await does(data, ["invite", "remove", second]);
    const { port } = await running();
    const register = (account: string, invite: string): Promise<string | undefined> =>
      says(port, { type: "register", account, password: PASSWORD, invite });
    expect(await register("ada", once)).toBeUndefined();
    expect(await register("bob", once)).toMatch(/not good any more/);
    expect(await register("bob", removed)).toMatch(/not good any more/);
    expect(await accounts(data)).toEqual(["ada"]);
    expect(await does(data, ["invite", "list"])).toBe("");
  });
});

it("tells nobody a password: not in its output, its log, its data or the list of processes", async () => {
  const server = await scene();
  const child = spawn(process.execPath, [PARLEY, "account", "add", "ada", "--data", server.data], { stdio: "pipe" });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => (output += String(bytes)));
  const gone = new Promise((resolve) => child.once("close", resolve));
  // It is there and waits for its input: its command line is what everybody can read.
  const lines = commandLines();
  expect(lines.some((line) => line.includes("account\0add\0ada"))).toBe(true);
  child.stdin.end(`${PASSWORD}\n`);
  expect(await Promise.race([gone, looking(gone)])).toBe(0);
  const refused = await parley(server.data, ["account", "passwd", "ada", ANOTHER]);
  expect(refused).toMatchObject({ status: 64, out: "" });
  expect(refused.err).toMatch(/^parley: a password is no argument: others on this machine can read command lines\./);
  const spelled = await parley(server.data, ["account", "add", "bob", `--password=${ANOTHER}`]);
  expect(spelled).toMatchObject({ status: 64, out: "", err: refused.err });
  expect(await says(server.port, hello("ada", PASSWORD))).toBeUndefined();
  await server.stop();
  const said = [output, refused.err, server.log(), ...readdirSync(server.data).map((name) => latin(server.data, name))];
  for (const text of [...lines, ...said]) {
    expect(text.includes(PASSWORD)).toBe(false);
    expect(text.includes(ANOTHER)).toBe(false);
  }
});

/** Looks at all command lines as long as a process is there. @returns its exit status */
async function looking(gone: Promise<unknown>): Promise<unknown> {
  let isGone = false;
  void gone.then(() => {
    isGone = true;
  });
  while (!isGone) {
    if (commandLines().some((line) => line.includes(PASSWORD))) throw new Error("a command line has the password");
    await new Promise((resolve) => setImmediate(resolve));
  }
  return gone;
}

/** What everybody on this machine can read of all processes. */
function commandLines(): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return [readFileSync(`/proc/${name}/cmdline`, "latin1")];
      } catch {
        return [];
      }
    });
}

function latin(data: string, name: string): string {
  const path = join(data, name);
  return statSync(path).isFile() ? readFileSync(path, "latin1") : "";
}

it("signs out a device, which is told, and whose token is good for nothing from then on", async () => {
  const { data, port } = await scene();
  await does(data, ["account", "add", "ada"], PASSWORD);
  const peer = JsonPeer.at(await Peer.to(port));
  onTestFinished(() => peer.peer.close());
  await peer.ask(hello("ada", PASSWORD));
  const made = await peer.ask({ type: "device-add", name: "phone" });
  const token = "token" in made ? made.token : undefined;
  const phone = JsonPeer.at(await Peer.to(port));
  await phone.ask({ type: "hello", token });
  expect(await does(data, ["account", "show", "ada"])).toMatch(/^device\t\S+ phone, last used \S+Z$/m);
  expect(await does(data, ["account", "sign-out", "ada", "phone"])).toBe("forgot 1 device of ada\n");
  expect(await phone.next("goodbye")).toMatchObject({ code: "signed-out" });
  expect(await says(port, { type: "hello", token })).toBeDefined();
  await peer.ask({ type: "ping" });
});

it("ends the connections of a range that is banned, takes none from there, and goes on when that is lifted", async () => {
  const server = await scene();
  const { data, port } = server;
  const talking = await JsonPeer.enter(port, "ada");
  const silent = await Peer.to(port);
  await does(data, ["account", "add", "root", "--role", "admin"], PASSWORD);
  const operator = JsonPeer.at(await Peer.to(port));
  onTestFinished(() => operator.peer.close());
  await operator.ask(hello("root", PASSWORD));
  expect(await does(data, ["ban", "add", "127.0.0.0/8", "--reason", "too loud"])).toBe(
    "banned the range 127.0.0.0/8\n",
  );
  expect(await talking.next("goodbye")).toMatchObject({ code: "banned", text: "too loud" });
  expect(await silent.untilOver()).toBe("");
  const comer = await Peer.to(port);
  comer.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
  expect(await comer.untilOver()).toBe("");
  await expect.poll(() => server.log()).toContain("its address is banned");
  await operator.ask({ type: "ban-remove", range: "127.0.0.0/8" });
  const back = await JsonPeer.enter(port, "ada");
  onTestFinished(() => back.peer.close());
});

describe("the control socket", () => {
  it("is taken by the next server from one that was killed, also far from a folder with a long name", async () => {
    for (const data of [folder(), join(folder(), "d".repeat(100))]) {
      mkdirSync(data, { recursive: true });
      const killed = await startServer([], data);
      await does(data, ["account", "add", "ada"], PASSWORD);
      await killed.kill();
      expect(await accounts(data)).toEqual(["ada"]);
      const server = await startServer([], data);
      onTestFinished(async () => void (await server.stop()));
      expect(await accounts(data)).toEqual(["ada"]);
      await does(data, ["backup", join(folder(), "backup.db")]);
      await does(data, ["account", "remove", "ada"]);
      await server.stop();
      expect(readdirSync(data).filter((name) => name.startsWith("control"))).toEqual([]);
    }
  });

  it("understands what anybody sends, and does what who runs the server may ask", async () => {
    const { data } = await scene();
    const text = 'nonsense\n{"type":"hello"}\n{"type":"role","account":"nobody","role":"owner"}\n{"type":"invites"}';
    const lines = (await ordersIn(data, text)).map((line): unknown => JSON.parse(line));
    expect(lines).toMatchObject([
      { type: "refused", code: "bad-command" },
      { type: "refused", code: "unknown-command" },
      { type: "refused", code: "no-such-account" },
      { type: "ok", invites: [] },
    ]);
  });
});

it("takes no invite link whose time is over", async () => {
  const { data, port } = await scene();
  const until = Date.now() + 1_500;
  const [made = "", ...others] = await orders(data, { type: "invite-add", ref: "1", until });
  expect(others).toEqual([]);
  const code = /"code":"([\w-]+)"/.exec(made)?.[1] ?? "";
  expect(code).not.toBe("");
  await expect.poll(async () => (await orders(data, { type: "invites" })).join("")).not.toContain("until");
  expect(Date.now()).toBeGreaterThanOrEqual(until);
  expect(await says(port, { type: "register", account: "ada", password: PASSWORD, invite: code })).toMatch(
    /not good any more/,
  );
});

/** Says commands to the control socket. @returns the lines of the answers */
async function orders(data: string, ...commands: readonly object[]): Promise<string[]> {
  return ordersIn(data, commands.map((command) => `${JSON.stringify(command)}\n`).join(""));
}

async function ordersIn(data: string, text: string): Promise<string[]> {
  const socket = connect(join(data, "control.sock"));
  let heard = "";
  socket.on("data", (bytes) => (heard += String(bytes)));
  socket.end(text);
  await new Promise((resolve) => socket.once("close", resolve));
  return heard.trimEnd().split("\n");
}
