import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { describe, expect, it } from "vitest";
import { Ii, IRSSI, WEECHAT } from "./irc-clients.ts";
import { CHANNEL, garden, READY, sees, types } from "./irc-garden.ts";
import type { JsonPeer } from "./json-peer.ts";
import { again, folder, join, lastingScene, scene } from "./scene.ts";

/** A configuration with an operator. */
function configuration(): string {
  const file = path.join(folder(), "parley.toml");
  writeFileSync(file, 'operators = ["root:sesame"]\n');
  return file;
}

/** The lines of what is said from here on, in one message or in several. */
async function lines(script: JsonPeer, count: number): Promise<string[]> {
  const said: string[] = [];
  while (said.length < count) said.push(...(await script.next("message")).text.split("\n"));
  return said;
}

describe.each([IRSSI, WEECHAT])("$name", (face) => {
  it("says several lines that are pasted, and shows several lines that came as one message", async () => {
    const { client, script } = await garden(face);
    client.paste("one\ntwo\nthree");
    client.press("Enter");
    expect(await lines(script, 3)).toEqual(["one", "two", "three"]);
    await script.say("eins\nzwei\ndrei", CHANNEL);
    await sees(client, face.said("@", "eins"), face.said("@", "zwei"), face.said("@", "drei"));
  });

  it("comes back by itself to a server that was away, into its channel, and talks on", async () => {
    const { client, script, server } = await garden(face);
    await face.watch(client, "mo");
    await script.say("before the night", CHANNEL);
    await sees(client, face.said("@", "before the night"));
    expect(await server.stop()).toBe(0);
    const next = await again(server);
    const scribe = await join(next, "scribe", CHANNEL);
    await scribe.company("ada", CHANNEL);
    await scribe.say("well slept?", CHANNEL);
    await client.until(/scribe>? well slept\?/);
    await scribe.next("message");
    client.type("good morning");
    expect(await scribe.next("message")).toMatchObject({ from: { nick: "ada" }, text: "good morning" });
    const { peer } = await join(next, "mo", "#elsewhere");
    await sees(client, face.came("mo"));
    peer.close();
    await sees(client, face.gone("mo"));
  });

  it("follows a channel to its new name", async () => {
    const { client, script } = await garden(face);
    await script.ask({ type: "rename", channel: CHANNEL, name: "#meadow", reason: "no more flowers" });
    await sees(client, face.joined("ada", "#meadow"));
    await script.say("here we are", "#meadow");
    await sees(client, face.said("@", "here we are"));
    await script.next("message");
    client.type("so it seems");
    expect(await script.next("message")).toMatchObject({ to: "#meadow", text: "so it seems" });
    await script.ask({ type: "kick", channel: "#meadow", nick: "ada" });
    client.type(`/join ${CHANNEL}`);
    await script.ask({ type: "join", channel: CHANNEL });
    await script.company("ada", CHANNEL);
  });

  it("sees who has joined a channel of delayed joins once they speak, and not before", async () => {
    const { client, script, server } = await garden(face);
    await script.ask({ type: "mode", channel: CHANNEL, changes: [{ set: true, mode: "D" }] });
    await sees(client, face.mode("+D", "script"));
    const mo = await join(server, "mo", CHANNEL);
    const silent = await join(server, "silent", CHANNEL);
    silent.peer.close();
    await script.say("nobody new here", CHANNEL);
    await mo.say("but me", CHANNEL);
    const screen = await client.until(/mo>? but me/);
    const [, arrival, message] = screen.slice(screen.indexOf("nobody new here")).split("\n");
    expect(arrival).toMatch(/\bmo .*json@127\.0\.0\.1.* has joined #garden$/);
    expect(message).toContain("but me");
    expect(screen).not.toContain("silent");
  });

  it("is told when somebody takes a nick that it watches for, and gives it up", async () => {
    const { client, server } = await garden(face);
    await face.watch(client, "mo");
    const mo = await join(server, "mo", "#elsewhere");
    await sees(client, face.came("mo"));
    await mo.ask({ type: "nick", nick: "molly" });
    await sees(client, face.gone("mo"));
  });

  it("knows hosts of those who were there before it, and tells its new real name", async () => {
    const { client, script } = await garden(face);
    await script.ask({ type: "mode", channel: CHANNEL, changes: [{ set: true, mode: "o", parameter: "ada" }] });
    await sees(client, face.mode("+o ada", "script"));
    await sees(client, face.knows);
    await types(client, "/ban script", face.mode(`+b ${face.mask}`, "ada"));
    client.type("/setname Ada Lovelace");
    expect(await script.next("setname")).toMatchObject({ from: { nick: "ada" }, realname: "Ada Lovelace" });
    expect(await script.ask({ type: "whois", nick: "ada" })).toMatchObject({ realname: "Ada Lovelace" });
  });

  it("becomes an operator of the server with the right password, and ends another's visit", async () => {
    const { client, script, port } = await garden(face, "ada", "--config", configuration());
    await types(client, "/oper root guess", "Name or password is wrong");
    const ii = new Ii(port, "iris");
    await ii.until("", READY);
    ii.type("", `/j ${CHANNEL}`);
    await script.arrival("iris");
    await types(client, "/kill iris spam", "Only an operator of the server may do that");
    await types(client, "/oper root sesame", "You are an operator of the server now");
    client.type("/kill iris spam");
    expect(await script.next("quit")).toMatchObject({ from: { nick: "iris" }, reason: "Killed (ada (spam))" });
    await sees(client, face.quit("iris", "Killed (ada (spam))"));
    await ii.until("", "Killed (ada (spam))");
    expect(await ii.exit).toBe(1);
  });
});

describe("WeeChat", () => {
  it("shows new real names, and asks WHO for what it wants to know", async () => {
    const { client, script } = await garden(WEECHAT);
    await script.ask({ type: "setname", realname: "Script Kid" });
    await sees(client, 'script has changed real name to "Script Kid"');
    await types(client, "/setname Ada Lovelace", 'Your real name has been set to "Ada Lovelace"');
    await types(client, `/quote WHO ${CHANNEL} %tcuhsnfdar,7`, "[7] parley.local [0] (#garden@json) script H@ (0)");
  });
});

describe("irssi", () => {
  it("comes back at once when it is told to", async () => {
    const { client, script } = await garden(IRSSI);
    client.type("/reconnect");
    expect(await script.next("quit")).toMatchObject({ from: { nick: "ada" } });
    await script.arrival("ada");
    await script.say("where were you?", CHANNEL);
    await sees(client, IRSSI.said("@", "where were you?"));
    await script.next("message");
    client.type("here I am");
    expect(await script.next("message")).toMatchObject({ text: "here I am" });
  });
});

describe("ii", () => {
  it("watches, follows a channel to its new name, shows lines that came as one, and sees who joins late", async () => {
    const server = await scene();
    const script = await join(server, "script", CHANNEL);
    const ii = new Ii(server.port, "iris");
    await ii.until("", READY);
    ii.type("", "/MONITOR + mo,script");
    await ii.until("", "script!json@127.0.0.1");
    ii.type("", `/j ${CHANNEL}`);
    await script.arrival("iris");
    await ii.until(CHANNEL, "has joined");
    await script.ask({ type: "mode", channel: CHANNEL, changes: [{ set: true, mode: "D" }] });
    const mo = await join(server, "mo", CHANNEL);
    await ii.until("", "mo!json@127.0.0.1");
    await script.say("one\ntwo", CHANNEL);
    await mo.say("me too", CHANNEL);
    await ii.until(
      CHANNEL,
      /<script> one\n\d+ <script> two\n\d+ -!- mo\(json@127\.0\.0\.1\) has joined #garden\n\d+ <mo> me too\n/,
    );
    await script.ask({ type: "rename", channel: CHANNEL, name: "#meadow" });
    await ii.until("#meadow", "iris(~iris@127.0.0.1) has joined #meadow");
    ii.type("#meadow", "/n isis");
    expect(await script.next("nick")).toMatchObject({ from: { nick: "iris" }, nick: "isis" });
    ii.type("#meadow", "one\ntwo\nthree");
    expect(await lines(script, 3)).toEqual(["one", "two", "three"]);
  });

  it("ends when the server does, and goes on in the same files when both are started again", async () => {
    const server = await lastingScene();
    const files = folder();
    const ii = new Ii(server.port, "iris", files);
    await ii.until("", READY);
    ii.type("", `/j ${CHANNEL}`);
    await ii.until(CHANNEL, "has joined");
    const script = await join(server, "script", CHANNEL);
    await script.say("before the night", CHANNEL);
    await ii.until(CHANNEL, "<script> before the night");
    await server.stop();
    expect(await ii.exit).toBe(1);
    const scribe = await join(await again(server), "scribe", CHANNEL);
    const next = new Ii(server.port, "iris", files);
    await next.until("", /This server was started[\s\S]*This server was started/);
    next.type("", `/j ${CHANNEL}`);
    await scribe.arrival("iris");
    await scribe.say("well slept?", CHANNEL);
    await next.until(CHANNEL, /<script> before the night\n(.*\n)*.* <scribe> well slept\?/);
    await scribe.next("message");
    next.type(CHANNEL, "like a log");
    expect(await scribe.next("message")).toMatchObject({ text: "like a log" });
  });
});
