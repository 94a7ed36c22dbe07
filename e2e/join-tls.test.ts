import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join as inFolder } from "node:path";
import process from "node:process";
import { describe, expect, it, onTestFinished } from "vitest";
import { vouchedFor } from "../src/cli/trust/tls-server.fixture.ts";
import { environmentWith } from "./environment.ts";
import { PARLEY, Program } from "./harness.ts";
import { again, folder, join, lastingScene, scene } from "./scene.ts";
import { Terminal } from "./tmux.ts";

/** Parley's own clients and a server over TLS: whom they trust, and how they sign in. */

/** One person's clients, who know what they were told before. */
class Person {
  readonly config: string = folder();
  readonly #variables: Readonly<Record<string, string>>;

  constructor(variables: Readonly<Record<string, string>> = {}) {
    this.#variables = variables;
  }

  /** Runs a client to its end, with this piped in. */
  async run(args: readonly string[], input = "", variables: Readonly<Record<string, string>> = {}) {
    const env = environmentWith({ ...this.#variables, ...variables, XDG_CONFIG_HOME: this.config });
    const program = new Program(process.execPath, [PARLEY, ...args], { cwd: this.config, env });
    onTestFinished(() => program.kill());
    program.process.stdin.end(input);
    const out = await program.untilOver();
    return { status: await program.exit, out, err: program.errors };
  }

  /** Runs a client at a terminal. */
  atTerminal(...args: readonly string[]): Terminal {
    const shell = ["sh", "-c", '"$@"; echo "left with $?"; exec cat', "sh"];
    const config = `XDG_CONFIG_HOME=${this.config}`;
    const terminal = new Terminal(["env", config, ...shell, process.execPath, PARLEY, ...args], 140);
    onTestFinished(() => terminal.close());
    return terminal;
  }

  read(name: string): string {
    return readFileSync(inFolder(this.config, "parley", name), "utf8");
  }
}

/** The command lines of all processes. */
function commandLines(): string {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8");
      } catch {
        // It has ended meanwhile.
        return "";
      }
    })
    .join("\n");
}

describe("a server that signs its certificate itself", () => {
  it("is talked to over TLS, files and all, and nobody else in its place is", async () => {
    const server = await lastingScene("--tls");
    const alice = await join(server, "alice");
    const person = new Person();
    const address = `localhost:${server.port}`;
    const first = await person.run(["join", `parley+tls://${address}`, "--nick", "bob"], "hello\n");
    expect(first).toMatchObject({
      status: 0,
      err: expect.stringMatching(/^parley: the certificate of .* is taken .*\n$/),
    });
    expect(await alice.next("message")).toMatchObject({ text: "hello" });
    writeFileSync(inFolder(person.config, "notes.txt"), "some tea");
    const sent = await person.run(["send", address, "lobby", "see", "--file", "notes.txt", "--nick", "bob"]);
    expect(sent).toMatchObject({ status: 0, err: "" });
    const { text } = await alice.next("message");
    expect(text).toMatch(/^see https:\/\/localhost:\d+\/files\//);
    const got = await person.run(["join", address, "--nick", "bob"], "/get notes.txt\n");
    expect(got).toMatchObject({ status: 0, out: expect.stringContaining("notes-2.txt: 8 bytes\n") });
    expect(readFileSync(inFolder(person.config, "notes-2.txt"), "utf8")).toBe("some tea");
    const before = person.read("known-servers");

    await server.stop();
    rmSync(inFolder(server.data, "tls"), { recursive: true });
    const other = await again(server, "--tls");
    const refused = await person.run(["send", address, "lobby", "secret"]);
    expect(refused).toMatchObject({ status: 77, err: expect.stringContaining("has another certificate than before") });
    await other.stop();
    const plain = await again(server);
    const carol = await join(plain, "carol");
    for (const [url, status] of [
      [address, 69],
      [`parley://${address}`, 64],
      [`relay://${address}`, 64],
    ] as const) {
      const run = await person.run(["join", url], "secret\n");
      expect([url, run.status, run.err]).toEqual([url, status, expect.stringContaining("was reached over TLS before")]);
    }
    const { messages } = await carol.ask({ type: "history", channel: "#lobby" });
    expect(JSON.stringify(messages)).not.toContain("secret");
    expect(person.read("known-servers")).toBe(before);
  });

  it("is visited in every dialect", async () => {
    const server = await scene("--tls");
    const demo = await new Person().run(["demo", `parley+tls://localhost:${server.port}`, "--messages", "2"]);
    expect(demo).toMatchObject({ status: 0, out: expect.stringContaining("5 visitors talk") });
  });
});

it("a server that an authority vouches for is talked to without a word", async () => {
  const pair = await vouchedFor("localhost");
  const files = folder();
  const [cert, key, authority] = ["cert.pem", "key.pem", "authority.pem"].map((name) => inFolder(files, name));
  writeFileSync(cert ?? "", pair.cert);
  writeFileSync(key ?? "", pair.key, { mode: 0o600 });
  writeFileSync(authority ?? "", pair.authority);
  const server = await scene("--tls-cert", cert ?? "", "--tls-key", key ?? "");
  const person = new Person({ NODE_EXTRA_CA_CERTS: authority ?? "" });
  const url = `https://localhost:${server.port}`;
  expect(await person.run(["send", url, "lobby", "hello"])).toMatchObject({ status: 0, err: "" });
  expect(person.read("known-servers")).toBe(`localhost:${server.port} authority\n`);
});

describe("signing in", () => {
  it("is by an invite link once, by what is kept from then on, and over with --sign-out", async () => {
    const server = await scene("--host", "0.0.0.0");
    const link = readFileSync(inFolder(server.data, "owner-link"), "utf8").trim();
    const here = link.replace(/^https:\/\/[^/]*/, `https://localhost:${server.port}`);
    expect(here).toMatch(/\/invite\/[^#]+#sha256=[0-9a-f]{64}$/);
    const person = new Person();
    const terminal = person.atTerminal("join", here);
    await terminal.until("Name of your account:");
    terminal.type("ada");
    await terminal.until("Password:");
    terminal.type("open-sesame");
    await terminal.until("The same password again:");
    expect(commandLines()).not.toContain("open-sesame");
    terminal.type("open-sesame");
    await terminal.until("you are ada on");
    terminal.type("/quit");
    expect(await terminal.until("left with 0")).not.toContain("sesame");
    expect(person.read("devices.json")).not.toContain("sesame");

    const address = `localhost:${server.port}`;
    expect(await person.run(["send", address, "lobby", "it is me"])).toMatchObject({ status: 0, err: "" });
    const stranger = new Person();
    const guest = await stranger.run(["send", `https://${address}`, "lobby", "let me in"]);
    expect(guest).toMatchObject({ status: 77, err: expect.stringContaining("wants you to be signed in") });
    const secret = { PARLEY_PASSWORD: "open-sesame" };
    const known = await stranger.run(["send", address, "lobby", "by password", "--account", "ada"], "", secret);
    expect(known).toMatchObject({ status: 0, err: "" });
    expect(existsSync(inFolder(stranger.config, "parley", "devices.json"))).toBe(false);

    const [token = ""] = /parley-[\w-]+(?=")/.exec(person.read("devices.json")) ?? [];
    const out = await person.run(["join", "--sign-out", address]);
    expect(out).toMatchObject({ status: 0, out: `ada is signed out of ${address}.\n` });
    expect(person.read("devices.json")).toBe("{}\n");
    expect((await person.run(["send", address, "lobby", "x"])).status).toBe(77);
    const stolen = await person.run(["send", address, "lobby", "x"], "", { PARLEY_TOKEN: token });
    expect(stolen).toMatchObject({ status: 77, err: expect.stringContaining("do not belong together") });
  });
});
