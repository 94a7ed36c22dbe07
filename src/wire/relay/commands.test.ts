import { expect, test } from "vitest";
import { type Connection, createWorld, type World } from "../testing.ts";
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
