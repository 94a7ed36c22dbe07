import { describe, expect, it } from "vitest";
import { Ii, IRSSI, WEECHAT } from "./irc-clients.ts";
import { CHANNEL, garden, READY, sees, types } from "./irc-garden.ts";
import type { JsonPeer } from "./json-peer.ts";
import { join, scene } from "./scene.ts";

/** Waits until somebody comes in. @returns the channel */
async function entrance(script: JsonPeer, nick: string): Promise<string> {
  for (;;) {
    const { from, channel } = await script.next("join");
    if (from.nick === nick) return channel;
  }
}

/** What arrives of a text that may come in parts, which begin and end at its spaces. */
async function arrives(script: JsonPeer, text: string): Promise<string> {
  let whole = "";
  while (letters(whole).length < letters(text).length) whole += (await script.next("message")).text;
  return letters(whole);
}

function letters(text: string): string {
  return text.replaceAll(" ", "");
}

/** A text of that many characters, no part of which is like another. */
function long(characters: number, word: string): string {
  let text = "";
  for (let i = 0; text.length < characters; i++) text += `${word}${i} `;
  return text.slice(0, characters).trimEnd();
}

describe.each([IRSSI, WEECHAT])("$name", (face) => {
  it("sees the topic, who is there and what there is, and talks with other dialects", async () => {
    const { client, script } = await garden(face);
    await sees(client, ...face.topic("What grows"));
    await types(client, `/names ${CHANNEL}`, face.names);
    await types(client, "/list", face.listed(2, "What grows"));
    await types(client, "/whois script", ...face.whois);
    client.type("good morning, grüß Gott, 🌱");
    expect(await script.next("message")).toMatchObject({ form: "message", text: "good morning, grüß Gott, 🌱" });
    client.type("/me waves");
    expect(await script.next("message")).toMatchObject({ form: "action", text: "waves" });
    client.type("/msg script a word in private");
    expect(await script.next("message")).toMatchObject({ to: "script", text: "a word in private" });
    await script.say("hello 🌻", CHANNEL);
    await sees(client, face.said("@", "hello 🌻"));
    await script.ask({ type: "part", channel: CHANNEL, reason: "tea time" });
    await sees(client, face.left("tea time"));
  });

  it("changes its nick, is away and back, and leaves", async () => {
    const { client, script } = await garden(face);
    await types(client, "/nick script", face.nickTaken);
    await types(client, "/nick eva", face.nick("eva"));
    expect(await script.next("nick")).toMatchObject({ from: { nick: "ada" }, nick: "eva" });
    await types(client, "/away gone fishing", "You have been marked as being away");
    expect(await script.next("away")).toMatchObject({ text: "gone fishing" });
    await types(client, "/whois eva", face.away);
    await types(client, "/away", "You are no longer marked as being away");
    await script.ask({ type: "nick", nick: "scripted" });
    await sees(client, face.othersNick("script", "scripted"));
    client.type("/quote JOIN #one,#two");
    // WeeChat parts only from channels of which it has the names.
    await client.until(/#two: (Total of )?\d nick/);
    await script.ask({ type: "join", channel: "#two" });
    client.type("/part #two so much to do");
    expect(await script.next("part")).toMatchObject({ channel: "#two", reason: "so much to do" });
    client.type("/quit so long");
    expect(await script.next("quit")).toMatchObject({ from: { nick: "eva" }, reason: "Quit: so long" });
  });

  it("operates a channel, is kicked, and is told what it may not do", async () => {
    const { client, script } = await garden(face);
    await types(client, `/topic ${CHANNEL} Mine`, "Only an operator of the channel may do that.");
    await script.ask({ type: "mode", channel: CHANNEL, changes: [{ set: true, mode: "o", parameter: "ada" }] });
    await sees(client, face.mode("+o ada", "script"));
    await types(client, `/mode ${CHANNEL} +m`, face.mode("+m", "ada"));
    await types(client, `/mode ${CHANNEL}`, face.modes);
    await types(client, `/mode ${CHANNEL} +b *!*@evil.example`, face.mode("+b *!*@evil.example", "ada"));
    await types(client, `/mode ${CHANNEL} +b`, face.ban("*!*@evil.example", "ada"));
    client.type(`/topic ${CHANNEL} Weeds`);
    expect(await script.next("topic")).toMatchObject({ topic: "Weeds", from: { nick: "ada" } });
    await types(client, `/kick ${CHANNEL} script enough`, face.kick("script", "ada", "enough"));
    expect(await script.next("kick")).toMatchObject({ nick: "script", reason: "enough" });
    client.type(`/invite script ${CHANNEL}`);
    expect(await script.next("invite")).toMatchObject({ channel: CHANNEL });
    await script.ask({ type: "join", channel: CHANNEL });
    await types(client, `/mode ${CHANNEL} +o script`, face.mode("+o script", "ada"));
    await script.ask({ type: "kick", channel: CHANNEL, nick: "ada", reason: "my turn" });
    await sees(client, face.kick("ada", "script", "my turn"));
    client.type(`/join ${CHANNEL}`);
    await script.arrival("ada");
    await script.ask({ type: "mode", channel: CHANNEL, changes: [{ set: true, mode: "v", parameter: "ada" }] });
    await sees(client, face.mode("+v ada", "script"));
    client.type("here again");
    expect(await script.next("message")).toMatchObject({ to: CHANNEL, text: "here again" });
  });

  it("is asked in, and kept out by keys and bans", async () => {
    const { client, script } = await garden(face);
    for (const channel of ["#locked", "#closed"]) await script.ask({ type: "join", channel });
    await script.ask({ type: "mode", channel: "#locked", changes: [{ set: true, mode: "k", parameter: "key" }] });
    await script.ask({ type: "mode", channel: "#closed", changes: [{ set: true, mode: "b", parameter: "ada" }] });
    await script.ask({ type: "invite", channel: "#closed", nick: "ada" });
    await sees(client, face.invited("#closed"));
    await types(client, "/quote JOIN #locked", face.badKey);
    client.type("/quote JOIN #locked,#closed key");
    expect([await entrance(script, "ada"), await entrance(script, "ada")]).toEqual(["#locked", "#closed"]);
    client.type("/quote PART #closed");
    await script.next("part");
    await types(client, "/quote JOIN #closed", face.banned);
  });

  it("has long lines arrive whole, whether or not it knows how long its name is to others", async () => {
    const server = await scene();
    const script = await join(server, "script", CHANNEL);
    const client = face.start(server.port, "ada");
    await client.until(READY);
    const texts = [long(2_000, "word"), long(2_000, "žluťoučký")];
    for (const text of texts) {
      client.type(`/msg script ${text}`);
      expect(await arrives(script, text)).toBe(letters(text));
    }
    face.enter(client, CHANNEL);
    await client.until(face.joined("ada"));
    for (const text of texts) {
      client.type(text);
      expect(await arrives(script, text)).toBe(letters(text));
    }
    const [text = ""] = texts;
    client.type(`/me says ${text}`);
    expect(await arrives(script, `says ${text}`)).toBe(letters(`says ${text}`));
    await script.say(`${text} and so on`, CHANNEL);
    await sees(client, "and so on");
  });

  it("gives way to whoever has its nick", async () => {
    const server = await scene();
    const script = await join(server, "ada", CHANNEL);
    const client = face.start(server.port, "ada", "ada_");
    await client.until(READY);
    face.enter(client, CHANNEL);
    expect(await script.arrival("ada_")).toBe("ada_");
  });
});

describe("irssi and WeeChat", () => {
  it("ask each other for their versions, and keep colours and actions", async () => {
    const { client: irssi, script, port } = await garden(IRSSI);
    const weechat = WEECHAT.start(port, "wilma");
    await weechat.until(READY);
    WEECHAT.enter(weechat, CHANNEL);
    await script.arrival("wilma");
    await types(irssi, "/ctcp wilma version", "CTCP VERSION reply from wilma: WeeChat");
    weechat.type("/ctcp ada version");
    // irssi answers some seconds later, as its protection against floods has it.
    await irssi.until("wilma [~wilma@127.0.0.1] requested CTCP VERSION from ada");
    irssi.press("C-c");
    irssi.type("4a rose is red");
    await weechat.until("ada a rose is red");
    expect(await script.next("message")).toMatchObject({ text: "\x034a rose is red" });
    await types(irssi, "/me bows", "ada bows");
    await weechat.until("* ada bows");
    weechat.type("/notice ada psst");
    await irssi.until("-wilma(~wilma@127.0.0.1)- psst");
  });
});

describe("ii", () => {
  it("joins, talks, changes things, and leaves", async () => {
    const server = await scene();
    const script = await join(server, "script");
    const ii = new Ii(server.port, "iris");
    await ii.until("", READY);
    ii.type("", `/j ${CHANNEL}`);
    await ii.until(CHANNEL, "iris(~iris@127.0.0.1) has joined #garden");
    await script.ask({ type: "join", channel: CHANNEL });
    await ii.until(CHANNEL, "script(json@127.0.0.1) has joined #garden");
    ii.type(CHANNEL, "hello from a file");
    expect(await script.next("message")).toMatchObject({ to: CHANNEL, text: "hello from a file" });
    await script.say("hello to a file", CHANNEL);
    await ii.until(CHANNEL, "<script> hello to a file");
    ii.type(CHANNEL, "/t Files");
    await ii.until(CHANNEL, 'iris changed topic to "Files"');
    ii.type("", "/LIST");
    await ii.until("", "#garden 2 Files");
    ii.type("", "/NAMES #garden");
    await ii.until("", "= #garden @iris script");
    ii.type("", "/WHOIS script");
    await ii.until("", "script is connected by way of json");
    ii.type("", "/n isis");
    await ii.until("", 'changed nick to "isis"');
    await script.ask({ type: "say", to: "isis", text: "in private" });
    await ii.until("script", "<script> in private");
    ii.type("script", "/a gone");
    await ii.until("", "You have been marked as being away");
    ii.type(CHANNEL, "/MODE #garden +o script");
    await ii.until(CHANNEL, "isis changed mode/#garden -> +o script");
    await script.next("mode");
    ii.type(CHANNEL, "/KICK #garden script :enough");
    await ii.until(CHANNEL, 'isis kicked script  ("enough")');
    await script.ask({ type: "join", channel: CHANNEL });
    ii.type(CHANNEL, "/MODE #garden +o script");
    await script.next("mode");
    await script.ask({ type: "kick", channel: CHANNEL, nick: "isis", reason: "my turn" });
    await ii.until(CHANNEL, 'script kicked isis  ("my turn")');
    ii.type("", `/j ${CHANNEL}`);
    await script.arrival("isis");
    ii.type(CHANNEL, "/l bye");
    expect(await script.next("part")).toMatchObject({ reason: "bye" });
    ii.type("", `/j ${CHANNEL}`);
    await script.arrival("isis");
    ii.type("", "/q so long");
    expect(await script.next("quit")).toMatchObject({ from: { nick: "isis" }, reason: "Quit: so long" });
  });

  it("is told when a line is too long with its name in front, with which it does not reckon", async () => {
    const server = await scene();
    const script = await join(server, "script", CHANNEL);
    const ii = new Ii(server.port, "iris");
    await ii.until("", READY);
    ii.type("", `/j ${CHANNEL}`);
    await script.arrival("iris");
    await ii.until(CHANNEL, "has joined");
    ii.type(CHANNEL, long(490, "word"));
    await ii.until("", "Nothing was sent: with your name in front that line is");
    const text = long(400, "word");
    ii.type(CHANNEL, text);
    expect(await script.next("message")).toMatchObject({ text });
  });
});
