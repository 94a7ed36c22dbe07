import { expect, test } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { accountByName } from "../../core/state.ts";
import type { Status } from "../status.ts";
import { type Connection, createWorld, type World } from "../testing.ts";
import { testVerifier } from "../testing-passwords.ts";
import { COMMANDS } from "./commands.ts";
import { relay } from "./relay.ts";

function people(): { world: World; one: Connection; two: Connection } {
  const world = createWorld();
  const listener = world.listen(relay);
  const one = world.connect(listener);
  const two = world.connect(listener);
  one.send("/nick alice\n");
  two.send("/nick bob\n");
  world.commit();
  one.take();
  two.take();
  return { world, one, two };
}

/** What the server answers to these lines. */
async function ask(world: World, client: Connection, ...lines: string[]): Promise<string> {
  client.send(lines.map((line) => `${line}\n`).join(""));
  await world.settle();
  return client.take();
}

test("/help names every command with what it does", async () => {
  const { world, one } = people();
  const help = (await ask(world, one, "/help")).trimEnd().split("\n");
  expect(help.map((line) => line.split(" ")[0])).toEqual([...COMMANDS.keys()].map((name) => `/${name}`));
  expect(help).toContainEqual(expect.stringMatching(/^\/msg NICK TEXT +say something to one person$/));
});

test("an unknown command is answered in one line and not said", async () => {
  const { world, one, two } = people();
  expect(await ask(world, one, "/constructor")).toBe(
    "There is no command /constructor; /help lists those there are.\n",
  );
  expect(two.take()).toBe("");
});

test("a refusal is said in its sentence", async () => {
  const { world, one } = people();
  expect(await ask(world, one, "/nick bob")).toBe("Somebody else has that nick.\n");
});

test("/join goes to another channel and leaves the first; lines right behind it are said there", async () => {
  const { world, one, two } = people();
  expect(await ask(world, one, "/join #tea", "anybody?", "/who")).toBe("You are in #tea now.\nIn #tea: alice\n");
  expect(await ask(world, two, "/who", "/join tea", "/who")).toBe(
    "In #lobby: bob\nYou are in #tea now.\nIn #tea: alice, bob\n",
  );
});

test("who can't go to a channel stays where they are", async () => {
  const { world, one } = people();
  expect(await ask(world, one, "/join #a:b", "/who")).toMatch(/^A channel's name is .*\nIn #lobby: alice, bob\n$/);
});

test("after /part there is nowhere to speak until the next /join", async () => {
  const { world, one, two } = people();
  expect(await ask(world, one, "/part", "hello?", "/who")).toBe(
    "You have left #lobby.\nYou are in no channel; /join one.\nYou are in no channel.\n",
  );
  expect(two.take()).toBe("");
});

test("commands that come in one piece are each answered about their own moment", async () => {
  const { world, one } = people();
  expect(
    await ask(world, one, "/who", "/join #n", "/topic hi there", "/topic", "/status", "/part", "/who", "/topic"),
  ).toBe(
    "In #lobby: alice, bob\nYou are in #n now.\nThe topic is set.\nThe topic of #n: hi there\n" +
      "You are alice, in #n (1 here), connected at 2025-02-08 13:54:49.439000.\n" +
      "You have left #n.\nYou are in no channel.\nYou are in no channel.\n",
  );
});

test("/history is that of the channel that one is in when its turn comes", async () => {
  const { world, one, two } = people();
  await ask(world, two, "in the lobby");
  one.take();
  expect(await ask(world, one, "/history", "/join #n")).toMatch(/in the lobby\n$/);
  expect(await ask(world, one, "/part", "/history")).toBe("You have left #n.\nYou are in no channel; /join one.\n");
});

test("many moves in one piece end where the last that came about went", async () => {
  for (const [moves, place] of [
    [["/join #n", "/join #lobby"], "In #lobby: alice, bob"],
    [["/join #n", "/part", "/join #lobby"], "In #lobby: alice, bob"],
    [["/join #n", "/join #locked", "/join #locked wrong"], "In #n: alice"],
    [["/join #locked", "/join #locked key"], "In #locked: bob, alice"],
    [["/join #n", "/join #locked", "/part"], "In #n: alice"],
    [["/join #n", "/part"], "You are in no channel."],
  ] as const) {
    const { world, one, two } = people();
    two.send("/join #locked\n");
    await world.settle();
    two.session.submit(
      { type: "mode", channel: "#locked", changes: [{ set: true, mode: "k", parameter: "key" }] },
      () => {},
    );
    if (place.startsWith("In #lobby")) two.send("/join #lobby\n");
    await world.settle();
    await ask(world, one, ...moves);
    expect(await ask(world, one, "/who")).toBe(`${place}\n`);
    expect(one.session.user?.channels.size).toBe(place.startsWith("In") ? 1 : 0);
  }
});

test.each([
  ["/nick", "NAME"],
  ["/join", "#CHANNEL [KEY]"],
  ["/search", "WORDS"],
  ["/msg", "NICK TEXT"],
  ["/me", "TEXT"],
])("%s without what it needs is answered with how to write it", async (command, usage) => {
  const { world, one, two } = people();
  expect(await ask(world, one, command, `${command}  `)).toBe(`Write it as ${command} ${usage}.\n`.repeat(2));
  expect(two.take()).toBe("");
});

test("/names is /who, /quit is /exit, and /list names the channels", async () => {
  const { world, one, two } = people();
  expect(await ask(world, one, "/names")).toBe("In #lobby: alice, bob\n");
  await ask(world, two, "/join #tea");
  one.take();
  expect(await ask(world, one, "/list")).toBe("Channels: #lobby (1), #tea (1)\n");
  one.send("/quit\n");
  await world.settle();
  expect(one.closed).toBe(true);
});

test("/msg reaches one person, who sees that it is to them", async () => {
  const { world, one, two } = people();
  const third = world.connect(world.listen(relay));
  world.commit();
  one.take();
  two.take();
  expect(await ask(world, one, "/msg bob for you")).toBe("");
  expect(two.take()).toBe("alice (to you) at 13:54:49: for you\n");
  expect(third.take()).toBe("");
  expect(await ask(world, one, "/msg bob")).toBe("Write it as /msg NICK TEXT.\n");
  expect(await ask(world, one, "/msg nobody hello")).toBe("Nobody here has that nick.\n");
});

test("/me says what one does", async () => {
  const { world, one, two } = people();
  await ask(world, one, "/me waves");
  expect(two.take()).toBe("alice at 13:54:49: * alice waves\n");
});

test("/history shows what was said last, one's own words too, behind what was said just before it", async () => {
  const { world, one, two } = people();
  await ask(world, two, "one", "two");
  one.take();
  expect(await ask(world, one, "three", "/history 2")).toBe("bob at 13:54:49: two\nalice at 13:54:49: three\n");
  expect(await ask(world, one, "/history")).toMatch(/: one\n.*: two\n.*: three\n$/);
});

test("what was not said today has its date in /history and /search, and live lines have none", async () => {
  const { world, one, two } = people();
  await ask(world, two, "tea\nand more tea");
  world.clock.advance(24 * 3_600_000);
  one.take();
  await ask(world, two, "tea again");
  expect(one.take()).toBe("bob at 13:54:49: tea again\n");
  const lines = [
    "bob at 2025-02-08 13:54:49: tea\n",
    "bob at 2025-02-08 13:54:49: and more tea\n",
    "bob at 13:54:49: tea again\n",
  ].join("");
  expect(await ask(world, one, "/history")).toBe(lines);
  expect(await ask(world, one, "/search tea")).toBe(lines);
});

test("/search shows what was said with these words, the newest last, and says where unless that is here", async () => {
  const { world, one, two } = people();
  await ask(world, two, "tea\nand more tea", "coffee", "/me likes tea", "/msg alice tea for you");
  await ask(world, one, "/msg bob tea for bob");
  one.session.submit({ type: "join", channel: "#garden" }, () => {});
  one.session.submit({ type: "say", to: "#garden", text: "tea\nunder trees" }, () => {});
  await world.settle();
  one.take();
  expect(await ask(world, one, "/search tea")).toBe(
    [
      "bob at 13:54:49: tea\n",
      "bob at 13:54:49: and more tea\n",
      "bob at 13:54:49: * bob likes tea\n",
      "bob (to you) at 13:54:49: tea for you\n",
      "alice (to bob) at 13:54:49: tea for bob\n",
      "#garden alice at 13:54:49: tea\n",
      "#garden alice at 13:54:49: under trees\n",
    ].join(""),
  );
  expect(await ask(world, one, '/search from:bob in:#lobby "more tea"')).toBe("bob at 13:54:49: and more tea\n");
});

test("/search says when there is nothing, when there are more, and what it can't search", async () => {
  const { world, one } = people();
  expect(await ask(world, one, "/search tea", "/search in:#garden tea")).toBe(
    "One /history or /search at a time, please.\nNothing was found.\n",
  );
  expect(await ask(world, one, "/search in:#garden tea")).toMatch(/^There is no channel .*\n$/);
  expect(await ask(world, one, `/search ${"x".repeat(LIMITS.searchText + 1)}`)).toBe(
    `That is too long: ${LIMITS.searchText} characters is the most.\n`,
  );
  for (let i = 0; i < LIMITS.foundShown; i++)
    one.session.submit({ type: "say", to: "#lobby", text: `tea ${i}` }, () => {});
  await world.settle();
  const all = await ask(world, one, "/search tea");
  expect(
    all
      .trimEnd()
      .split("\n")
      .map((line) => line.split(": ")[1]),
  ).toEqual(Array.from({ length: LIMITS.foundShown }, (_, i) => `tea ${i}`));
  const more = await ask(world, one, "tea", "/search tea");
  expect(more).toMatch(/^alice at 13:54:49: tea 1\n.*: tea\nThere are more; these are the last 20\.\n$/s);
});

test("who asks for the past and leaves gets it first", async () => {
  const { world, one, two } = people();
  await ask(world, two, "one");
  one.take();
  one.send("/history\n/exit\ntoo late\n");
  await world.settle();
  expect(one.take()).toBe("bob at 13:54:49: one\n");
  expect(one.closed).toBe(true);
  expect(two.take()).toBe("");
});

test("/topic sets the topic and shows it", async () => {
  const { world, one } = people();
  expect(await ask(world, one, "/topic", "/topic Mind the gap", "/topic")).toBe(
    "#lobby has no topic.\nThe topic is set.\nThe topic of #lobby: Mind the gap\n",
  );
});

test("/status says who one is, and where", async () => {
  const { world, one } = people();
  expect(await ask(world, one, "/status")).toBe(
    "You are alice, in #lobby (2 here), connected at 2025-02-08 13:54:49.439000.\n",
  );
});

const WATCHING: Status = {
  watchesGuests: true,
  figures() {
    throw new Error("nobody asks");
  },
  follow: () => () => {},
  sessions: () => ({ sessions: [], more: false }),
  watch: () => () => {},
};

test("/wire says whether one may be watched, and by what", async () => {
  const { world, one } = people();
  const only = "Operators of the server may watch your connections only if you say /wire allow.\n";
  const may = "Operators of the server may watch your connections; you are told when one does. /wire forbid ends it.\n";
  expect(await ask(world, one, "/wire", "/wire allow")).toBe(only + may);
  expect(await ask(world, one, "/wire", "/wire forbid")).toBe(may + only);
});

test("/wire tells a guest that they may be watched anyway where guests are, and who signs in that they are asked", async () => {
  const world = createWorld();
  const guest = world.connect(world.listen(relay, { greet: "yes" }, "#lobby", { status: WATCHING }));
  const watched =
    "Operators of this server may watch what goes over the connections of guests. You are told when one does.";
  const signedIn = `${watched} Once you are signed in, they may only if you say /wire allow.\n`;
  expect(await ask(world, guest, "/wire")).toMatch(
    new RegExp(`/help lists what you can do\\.\n${watched}\n${signedIn}$`),
  );
  expect(await ask(world, guest, "/wire allow", "/wire forbid")).toBe(
    `${watched} You have allowed it besides; /wire forbid takes that back.\n${signedIn}`,
  );
  world.hub.run({ type: "register", account: "alice", verifier: testVerifier("sesame") }, () => {});
  world.commit();
  const { renewed = 0 } = accountByName(guest.session.state, "alice") ?? {};
  guest.session.submit({ type: "login", account: "alice", renewed }, () => {});
  expect(await ask(world, guest, "/wire")).toBe(
    "Operators of the server may watch your connections only if you say /wire allow.\n",
  );
});
