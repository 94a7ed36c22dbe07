import process from "node:process";
import { describe, expect, it, onTestFinished } from "vitest";
import { PARLEY } from "./harness.ts";
import { classroomServer, join, scene } from "./scene.ts";
import { Terminal } from "./tmux.ts";

/** Parley's client in front of a person: at a real terminal. */

/** What the shell says when the client has left by itself and found nothing wrong. */
const LEFT_WELL = /^left with 0$/m;

function atTerminal(...args: readonly string[]): Terminal {
  const shell = ["sh", "-c", '"$@"; echo "left with $?"; exec cat', "sh"];
  const terminal = new Terminal([...shell, process.execPath, PARLEY, "join", ...args]);
  onTestFinished(() => terminal.close());
  return terminal;
}

describe("join, in a classroom dialect", () => {
  it.each(["C-c", "C-d"])("shows the answer to its goodbye when a person leaves (%s)", async (key) => {
    const server = await scene();
    const terminal = atTerminal(`framed://localhost:${server.port}`);
    await terminal.until(/^>/m);
    terminal.type("hello");
    await terminal.until(/^> hello\nMsg received\n>/m);
    terminal.press(key);
    const screen = await terminal.until(LEFT_WELL);
    expect(screen).toMatch(/^Msg received\n>\s*\nMsg received\n/m);
    expect(screen).not.toContain("Error");
  });

  it("leaves a classroom's own server the same way", async () => {
    const server = await classroomServer("framed_server");
    const terminal = atTerminal(`framed://127.0.0.1:${server.port}`);
    await terminal.until(/^>/m);
    terminal.press("C-d");
    await terminal.until(LEFT_WELL);
    expect(await server.program.until("disconnected.\n")).toContain("!DISCONNECT");
  });
});

describe("join, natively", () => {
  it("tells who comes where they are, who else is, and how to see what was said", async () => {
    const server = await scene();
    const alice = await join(server, "alice");
    await alice.ask({ type: "topic", channel: "#lobby", topic: "tea and cake" });
    const terminal = atTerminal(`localhost:${server.port}`, "--nick", "bob");
    const screen = await terminal.until(/^-- 2 are here: \S*alice bob; \/history shows what was said before\.$/m);
    expect(screen).toContain("-- you are bob on");
    expect(screen).toContain("-- #lobby is about: tea and cake");
  });

  it("keeps a half-typed line whole below what others say, and leaves with Ctrl-D", async () => {
    const server = await scene();
    const alice = await join(server, "alice");
    const terminal = atTerminal(`localhost:${server.port}`, "--nick", "bob");
    await terminal.until(/2 are here[\s\S]*^#lobby>/m);
    terminal.press("half a li");
    await terminal.until("#lobby> half a li");
    await alice.say("one\ntwo");
    await terminal.until(/^\d\d:\d\d <alice> one\n {6}two\n#lobby> half a li$/m);
    terminal.type("ne");
    await terminal.until(/<bob> half a line\n#lobby>/);
    expect(await alice.next("message")).toBeDefined();
    terminal.press("C-d");
    expect(await terminal.until(LEFT_WELL)).not.toContain("Error");
  });

  it("leaves with Ctrl-C in the middle of a line", async () => {
    const server = await scene();
    const terminal = atTerminal(`localhost:${server.port}`);
    await terminal.until(/is here[\s\S]*^#lobby>/m);
    terminal.press("half");
    await terminal.until("#lobby> half");
    terminal.press("C-c");
    expect(await terminal.until(LEFT_WELL)).not.toContain("Error");
  });

  it("talks to one person after /query, and to the channel again after /query alone", async () => {
    const server = await scene();
    const alice = await join(server, "alice");
    const terminal = atTerminal(`localhost:${server.port}`, "--nick", "bob");
    await terminal.until(/2 are here[\s\S]*^#lobby>/m);
    terminal.type("/query alice");
    await terminal.until("alice>");
    terminal.type("psst");
    expect(await alice.next("message")).toMatchObject({ to: "alice", text: "psst" });
    terminal.type("/query");
    terminal.type("hello all");
    expect(await alice.next("message")).toMatchObject({ to: "#lobby", text: "hello all" });
  });

  it("keeps order in a channel, and shows how it stands", async () => {
    const server = await scene();
    const terminal = atTerminal(`localhost:${server.port}`, "--nick", "bob");
    await terminal.until(/is here[\s\S]*^#lobby>/m);
    terminal.type("/join #tea,#cake");
    await terminal.until(/^#cake>/m);
    await join(server, "eve", "#cake");
    terminal.type("/voice eve");
    await terminal.until("bob set +v eve on #cake");
    terminal.type("/topic");
    await terminal.until("#cake has no topic.");
    terminal.type("/ban eve");
    await terminal.until("bob set +b eve!*@* on #cake");
    terminal.type("/mode");
    await terminal.until(/^#cake has the modes \+nt\n[\s\S]*^ {2}\+b eve!\*@\* \(by bob, \d\d:\d\d\)$/m);
    terminal.type("/unban eve");
    await terminal.until("bob set -b eve!*@* on #cake");
    terminal.type("/close");
    await terminal.until(/bob left #cake[\s\S]*^#tea>/m);
  });
});
