import { expect, test } from "vitest";
import { goodbye } from "../../core/answers.ts";
import type { FileRef, OwnedFile } from "../../core/files.ts";
import { LIMITS } from "../../core/limits.ts";
import { channelByName } from "../../core/state.ts";
import { relay } from "../relay/relay.ts";
import { type Connection, createWorld, type World } from "../testing.ts";
import { ack } from "./ack.ts";

/** Puts files into the lobby, in that order. What is in one is its own name. */
function share(world: World, ...names: readonly string[]): void {
  const place = channelByName(world.hub.state, "#lobby")?.id ?? "";
  for (const name of names) {
    const seq = 1_000 + world.files.all.length;
    const id = String(seq).padStart(26, "a");
    const file: OwnedFile = { id, name, type: "text/plain", size: name.length, hash: "", owner: "~1", room: "~1" };
    world.files.all.push(file);
    world.files.shared.push({ id, place, seq });
  }
}

function enter(world: World): Connection {
  const client = world.connect(world.listen(ack, { limit: "0" }));
  world.commit();
  client.take();
  return client;
}

/** Sends pieces, each a read of its own, and gives back what came when nothing happens any more. */
async function ask(world: World, client: Connection, ...pieces: readonly string[]): Promise<string> {
  for (const piece of pieces) client.send(piece);
  await world.settle();
  return client.take();
}

/** Has files read as the test wants it, and tells which are open. */
function readAs(world: World, read: (file: FileRef) => AsyncIterable<Uint8Array>): { readonly open: Set<string> } {
  const open = new Set<string>();
  world.files.read = async function* (file) {
    open.add(file.name);
    try {
      yield* read(file);
    } finally {
      open.delete(file.name);
    }
  };
  return { open };
}

test("list names the channel's files, a line each, the newest first", async () => {
  const world = createWorld();
  const client = enter(world);
  expect(await ask(world, client, "list")).toBe("There are no files.\n");
  share(world, "notes.txt", "photo of tea.png", "notes.txt");
  expect(await ask(world, client, "list\n")).toBe("notes.txt\nphoto of tea.png\n");
});

test("list names as many files as it may, and get finds those that it does not name", async () => {
  const world = createWorld();
  const client = enter(world);
  share(world, ...Array.from({ length: LIMITS.filesListed + 1 }, (_, i) => `${i}.txt`));
  const names = (await ask(world, client, "list")).split("\n");
  expect([names.length, names[0]]).toEqual([LIMITS.filesListed + 1, "500.txt"]);
  expect(await ask(world, client, "get 0.txt")).toBe("0.txt 5\n0.txt");
});

test("get is answered with a line that has the name and the bytes, and then with just those bytes", async () => {
  const world = createWorld();
  const client = enter(world);
  share(world, "photo of tea.png", "empty");
  const empty = world.files.all[1];
  if (empty) world.files.all[1] = { ...empty, size: 0 };
  expect(await ask(world, client, "get photo of tea.png")).toBe("photo of tea.png 16\nphoto of tea.png");
  readAs(world, async function* () {});
  expect(await ask(world, client, "get  empty", "hi")).toBe("empty 0\nhiACK");
});

test("a name that is typed in other bytes than it is kept in is found, and answered as it was typed", async () => {
  const world = createWorld();
  const client = enter(world);
  share(world, "caf\u00e9");
  expect(await ask(world, client, "get cafe\u0301")).toMatch(/^cafe\u0301 4\n/);
});

test("an unknown file gets a line that says so, and is named harmlessly", async () => {
  const world = createWorld();
  const client = enter(world);
  expect(await ask(world, client, "get notes.pdf")).toBe("There is no file named notes.pdf.\n");
  expect(await ask(world, client, "get a\u001b[2Jb")).toBe("There is no file named a\ufffd[2Jb.\n");
});

test("what is shared elsewhere is not there", async () => {
  const world = createWorld();
  const client = enter(world);
  share(world, "secret.txt");
  world.files.shared[0] = { id: world.files.all[0]?.id ?? "", place: "elsewhere", seq: 1 };
  expect(await ask(world, client, "list", "get secret.txt")).toBe(
    "There are no files.\nThere is no file named secret.txt.\n",
  );
});

test("all that comes behind waits until the file is sent, be it in one piece or in several", async () => {
  const world = createWorld();
  const other = world.connect(world.listen(relay));
  const client = enter(world);
  share(world, "a.txt", "b.txt");
  other.take();
  const goOn = client.stall();
  expect(await ask(world, client, "one\nget a.txt\ntwo\nget b.txt\nthree", "list\nfour", "", "exit")).toBe(
    "oneACKa.txt 5\n",
  );
  expect(other.take()).toMatch(/: one\n$/);
  expect(client.closed).toBe(false);
  goOn();
  await world.settle();
  expect(client.take()).toBe("a.txttwoACKb.txt 5\nb.txtthreeACKb.txt\na.txt\nfourACK");
  expect(client.closed).toBe(true);
});

test("who has said all and still listens gets the file", async () => {
  const world = createWorld();
  const client = enter(world);
  share(world, "a.txt");
  client.send("get a.txt\nbye");
  client.end();
  await world.settle();
  expect(client.take()).toBe("a.txt 5\na.txtbyeACK");
  expect(client.closed).toBe(true);
});

test("a thousand asked for at once are sent in their order", async () => {
  const world = createWorld();
  const client = enter(world);
  share(world, "a");
  expect(await ask(world, client, "get a\nhi\n".repeat(1_000))).toBe("a 1\nahiACK".repeat(1_000));
});

test("a connection that asks on while a file is sent is not read for ever", async () => {
  const world = createWorld();
  const client = enter(world);
  share(world, "a.txt");
  client.stall();
  await ask(world, client, "get a.txt");
  expect(client.session.isBehind).toBe(false);
  for (let i = 0; i < LIMITS.backlogPerSession; i++) client.send("hi");
  expect(client.session.isBehind).toBe(true);
});

test("a client that goes away in the middle leaves nothing open", async () => {
  const world = createWorld();
  const client = enter(world);
  share(world, "a.txt");
  const { open } = readAs(world, async function* () {
    for (;;) yield new Uint8Array([120]);
  });
  client.stall();
  await ask(world, client, "get a.txt", "never said");
  expect([...open]).toEqual(["a.txt"]);
  client.drop();
  await world.settle();
  expect([...open]).toEqual([]);
});

test("a file that can't be read to its end ends the connection, since the client waits for the rest", async () => {
  const world = createWorld();
  const client = enter(world);
  share(world, "a.txt");
  readAs(world, async function* () {
    yield new Uint8Array([104, 105]);
    throw new Error("the disk is gone");
  });
  expect(await ask(world, client, "get a.txt", "list")).toBe("a.txt 5\nhi");
  expect(client.closed).toBe(true);
});

test("files that can't be looked up just now get a line that says so, and the talk goes on", async () => {
  const world = createWorld();
  const client = enter(world);
  world.files.list = () => Promise.reject(new Error("the disk is gone"));
  expect(await ask(world, client, "list\nget a.txt\nhi")).toBe(
    `${"The files could not be looked up just now.\n".repeat(2)}hiACK`,
  );
});

test("a goodbye is not put into the middle of a file: it waits, or breaks the file off", async () => {
  const world = createWorld();
  const [patient, killed] = [enter(world), enter(world)];
  share(world, "a.txt");
  const goOn = patient.stall();
  killed.stall();
  await ask(world, patient, "get a.txt");
  await ask(world, killed, "get a.txt");
  killed.session.reader.goodbye(goodbye("killed"));
  world.hub.goodbyeAll("shutdown");
  await world.settle();
  expect([killed.take(), killed.closed]).toEqual(["", true]);
  expect([patient.take(), patient.closed]).toEqual(["", false]);
  goOn();
  await world.settle();
  expect([patient.take(), patient.closed]).toEqual(["a.txtThe server is stopping. Come back in a moment.\n", true]);
});
