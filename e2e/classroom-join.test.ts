import { readFileSync, writeFileSync } from "node:fs";
import { join as inFolder } from "node:path";
import { describe, expect, it } from "vitest";
import type { Program } from "./harness.ts";
import { classroomClient, classroomServer, classroomServerAt, folder, freePort, join, parley, scene } from "./scene.ts";

/** Parley's client against the classroom's servers, unchanged. */

/** Types lines, ends the input, and waits for the end. @returns all that the program wrote */
async function typeAll(program: Program, ...lines: readonly string[]): Promise<string> {
  for (const line of lines) program.type(line);
  program.closeInput();
  const said = await program.untilOver();
  expect(program.errors).toBe("");
  expect(await program.exit).toBe(0);
  return said;
}

describe("with a framed server", () => {
  it("sends lines, shows each acknowledgement, and says goodbye", async () => {
    const server = await classroomServer("framed_server");
    const client = parley(["join", `framed://127.0.0.1:${server.port}`]);
    expect(await typeAll(client, "hello", "naïve café ☕", "x".repeat(5000))).toBe("Msg received\n".repeat(4));
    const said = await server.program.until("[ACTIVE CONNECTIONS] 0\n");
    const address = /\('127\.0\.0\.1', \d+\)/.exec(said)?.[0];
    expect(said).toBe(
      [
        `[NEW CONNECTION] ${address} connected.`,
        "[ACTIVE CONNECTIONS] 1",
        `[${address}] hello`,
        `[${address}] naïve café ☕`,
        `[${address}] ${"x".repeat(5000)}`,
        `[${address}] !DISCONNECT`,
        `[GOODBYE] ${address} disconnected.`,
        "[ACTIVE CONNECTIONS] 0\n",
      ].join("\n"),
    );
  });

  it("uses the texts in which the programs differ", async () => {
    const server = await classroomServer("framed_server", "--ack", "Message received", "--goodbye", "DISCONNECT!");
    const url = `framed://127.0.0.1:${server.port}`;
    const client = parley(["join", url, "--ack", "Message received", "--goodbye", "DISCONNECT!"]);
    expect(await typeAll(client, "apple")).toBe("Message received\nMessage received\n");
    expect(await server.program.until("disconnected.\n")).toMatch(/\] apple\n.*\] DISCONNECT!\n\[GOODBYE\]/);
  });
});

describe("with an ack server", () => {
  it("shows its name and every answer, and leaves with exit", async () => {
    const server = await classroomServer("ack_server");
    const client = parley(["join", `ack://127.0.0.1:${server.port}`]);
    expect(await typeAll(client, "hello world", "naïve café ☕", "status")).toMatch(
      /^Connected as Client01\nhello worldACK\nnaïve café ☕ACK\nClient01 connected at \d{4}-\S+ \S+\n$/,
    );
    expect(await server.program.until(/disconnected at .*\n/)).toMatch(
      /^Client01 connected at .*\nClient01: hello world\nClient01: naïve café ☕\nClient01: status\nClient01: exit\nClient01 disconnected at .*\n$/,
    );
  });

  it("leaves when exit is typed, with nothing more to say", async () => {
    const server = await classroomServer("ack_server");
    const client = parley(["join", `ack://127.0.0.1:${server.port}`]);
    client.type("hello");
    client.type("exit");
    expect(await client.untilOver()).toBe("Connected as Client01\nhelloACK\n");
    expect(await client.exit).toBe(0);
    expect(await server.program.until(/disconnected at .*\n/)).toMatch(/: hello\nClient01: exit\nClient01 disc/);
  });

  it("lists files and writes the one that it gets, whatever is in it", async () => {
    const theirs = folder();
    const ours = folder();
    const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7 + (i >> 8)) % 256);
    writeFileSync(inFolder(theirs, "photo of tea.bin"), bytes);
    writeFileSync(inFolder(theirs, "empty"), "");
    const server = await classroomServer("ack_server", "--folder", theirs);
    const client = parley(["join", `ack://127.0.0.1:${server.port}`], ours);
    expect(await typeAll(client, "list", "get photo of tea.bin", "get nothing.txt", "get empty", "still here")).toBe(
      [
        "Connected as Client01",
        "empty",
        "photo of tea.bin",
        "photo of tea.bin: 300000 bytes",
        "There is no file named nothing.txt.",
        "empty: 0 bytes",
        "still hereACK\n",
      ].join("\n"),
    );
    expect(readFileSync(inFolder(ours, "photo of tea.bin")).equals(bytes)).toBe(true);
    expect(readFileSync(inFolder(ours, "empty")).length).toBe(0);
  });

  it("shows that the server is full", async () => {
    const server = await classroomServer("ack_server", "--limit", "0");
    const client = parley(["join", `ack://127.0.0.1:${server.port}`]);
    expect(await client.untilOver()).toBe("The server is full: 0 clients at most.\n");
    expect(await client.exit).toBe(75);
  });
});

describe("with a relay server", () => {
  it("talks with the others there", async () => {
    const server = await classroomServer("relay_server");
    const other = classroomClient("relay_client", server.port);
    const address = /\(.*\)/.exec(await other.until("\n"))?.[0] ?? "";
    await server.program.until(/connected at .*\n/);
    const client = parley(["join", `relay://127.0.0.1:${server.port}`]);
    expect(await other.until("\n")).toMatch(/^\[127\.0\.0\.1:\d+\] is Online\n$/);
    // Their server says who is online before it knows them, so we wait until it hears us.
    client.type("hello");
    expect(await other.until("\n")).toMatch(/^\('127\.0\.0\.1', \d+\) at \d\d:\d\d:\d\d: hello\n$/);
    other.type("naïve café ☕");
    expect(await client.until("☕\n")).toMatch(/^\('127\.0\.0\.1', \d+\) at \d\d:\d\d:\d\d: naïve café ☕\n$/);
    expect(await typeAll(client, "bye")).toBe("");
    expect(await other.until("bye\n")).toMatch(/: bye\n$/);
    expect(await server.program.until("is gone\n")).not.toContain(`${address} is gone`);
  });
});

describe("with a turns server", () => {
  it("answers once for each turn, and says goodbye", async () => {
    const server = await classroomServer("turns_server", "--say", "one", "--say", "naïve café ☕");
    const client = parley(["join", `turns://127.0.0.1:${server.port}`]);
    expect(await typeAll(client, "a", "b")).toBe("Welcome to the Chat Room!\none\nnaïve café ☕\n");
    expect(await server.program.until("has left.\n")).toMatch(
      /connected\nClient: a\nClient: b\nClient: Client has disconnected\.\.\.\nThe client has left\.\n$/,
    );
  });

  it("shows the server's goodbye, and ends though more could be typed", async () => {
    const server = await classroomServer("turns_server", "--say", "one");
    const client = parley(["join", `turns://127.0.0.1:${server.port}`]);
    client.type("a");
    client.type("b");
    expect(await client.untilOver()).toBe("Welcome to the Chat Room!\none\nGoodbye, Chat Room!\n");
    expect(await server.program.until("goodbye.\n")).toMatch(/Client: a\nClient: b\nWe said goodbye\.\n$/);
  });
});

describe("with Parley itself", () => {
  const TALKS: Readonly<Record<string, { readonly said: string; readonly got: string }>> = {
    framed: { said: "framed-", got: "Msg received\nMsg received\n" },
    ack: { said: "Client01", got: "Connected as Client01\nhello ☕ACK\n" },
    relay: { said: "relay-", got: "" },
    turns: { said: "turns-", got: "Welcome to #lobby. Your turn.\nalice: hello to you\n" },
  };

  it.each(Object.entries(TALKS))("is heard and answered (%s)", async (dialect, { said, got }) => {
    const server = await scene("--listen", `${dialect}://127.0.0.1:0/lobby`);
    const alice = await join(server, "alice");
    const client = parley(["join", `${dialect}://127.0.0.1:${server.ports[dialect]}`]);
    client.type("hello ☕");
    const nick = await alice.arrival(said);
    expect(await alice.next("message")).toMatchObject({ from: { nick }, to: "#lobby", text: "hello ☕" });
    if (dialect === "turns") await alice.say("hello to you");
    expect(await typeAll(client)).toBe(got);
    expect((await alice.untilQuit(nick)).at(-1)).toBe(`${nick} left: Client quit`);
  });
});

describe("with nobody there", () => {
  it.each(["framed", "ack", "relay", "turns"])("says so in a sentence (%s)", async (dialect) => {
    const port = await freePort();
    const client = parley(["join", `${dialect}://127.0.0.1:${port}`]);
    expect(await client.exit).toBe(69);
    expect(client.errors).toBe(`parley: nothing listens at 127.0.0.1:${port} (connection refused).\n`);
    expect(await client.untilOver()).toBe("");
  });

  it("waits, if it is told to, until somebody is", async () => {
    const port = await freePort();
    const client = parley(["join", `framed://127.0.0.1:${port}`, "--wait"]);
    client.type("hello");
    client.closeInput();
    await client.untilComplaint("waiting");
    const server = await classroomServerAt(port, "framed_server");
    expect(await client.untilOver()).toBe("Msg received\nMsg received\n");
    expect(await client.exit).toBe(0);
    expect(await server.program.until("[GOODBYE]")).toMatch(/\] hello\n.*\] !DISCONNECT\n/);
  });
});
