import { describe, expect, it } from "vitest";
import { timeOfDay } from "../src/wire/local-time.ts";
import { classroomClient, connection, join, scene } from "./scene.ts";

/** The classroom's clients, unchanged, against Parley. What Parley's client does with their servers: classroom-join. */

const WHEN = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}`;

describe("a framed client", () => {
  it("is heard on the automatic port, is acknowledged, and is not spoken to", async () => {
    const server = await scene();
    const alice = await join(server, "alice");
    const client = classroomClient("framed_client", server.port);
    client.type("hello");
    const nick = await alice.arrival("framed-");
    expect(await alice.next("message")).toMatchObject({ from: { nick }, to: "#lobby", text: "hello" });
    await client.until("Msg received\n");
    await alice.say("can you hear me?");
    client.type("");
    client.type("naïve café ☕");
    client.closeInput();
    expect(await client.untilOver()).toBe("Msg received\nMsg received\nMsg received\n");
    expect(await client.exit).toBe(0);
    expect(await alice.untilQuit(nick)).toEqual([
      "alice: can you hear me?",
      `${nick}: naïve café ☕`,
      `${nick} left: Client quit`,
    ]);
  });

  it.each(["!DISCONNECT", "DISCONNECT!", "DISCONNECT"])("says goodbye with %s", async (goodbye) => {
    const server = await scene("--listen", "framed://127.0.0.1:0/lobby");
    const alice = await join(server, "alice");
    const client = classroomClient("framed_client", server.ports["framed"] ?? 0, "--goodbye", goodbye);
    client.type("first");
    client.closeInput();
    expect(await client.untilOver()).toBe("Msg received\nMsg received\n");
    expect(await client.exit).toBe(0);
    const nick = await alice.arrival("framed-");
    expect(await alice.untilQuit(nick)).toEqual([`${nick}: first`, `${nick} left: Client quit`]);
  });

  it("gets the acknowledgement that the listener was told", async () => {
    const server = await scene("--listen", "framed://127.0.0.1:0/lobby?ack=Message%20received");
    const client = classroomClient("framed_client", server.ports["framed"] ?? 0, "--goodbye", "DISCONNECT!");
    client.type("apple");
    client.closeInput();
    expect(await client.untilOver()).toBe("Message received\nMessage received\n");
  });

  it("is shown on the console: where, how many, what, and that it has left", async () => {
    const server = await scene("--log-messages");
    const alice = await join(server, "alice");
    const client = classroomClient("framed_client", server.port);
    client.type("hello");
    client.closeInput();
    await client.exit;
    const nick = await alice.arrival("framed-");
    await alice.untilQuit(nick);
    const peer = `127.0.0.1:${nick.slice("framed-".length)}`;
    const facts = (): unknown[] =>
      server
        .log()
        .trimEnd()
        .split("\n")
        .map((line): unknown => JSON.parse(line));
    for (const fact of [
      { listeners: [`auto://127.0.0.1:${server.port}/lobby`], msg: "listening" },
      { peer, dialect: "framed", active: 2, msg: "connected" },
      { peer, nick, to: "#lobby", text: "hello", msg: "message" },
      { peer, active: 1, msg: "disconnected" },
    ]) {
      await expect.poll(facts).toContainEqual(expect.objectContaining(fact));
    }
  });
});

describe("an ack client", () => {
  const LISTEN = ["--listen", "ack://127.0.0.1:0/lobby?limit=3"];

  it("is named, gets its own words back with ACK, and none of others'", async () => {
    const server = await scene(...LISTEN);
    const alice = await join(server, "alice");
    const client = classroomClient("ack_client", server.ports["ack"] ?? 0);
    expect(await client.until("\n")).toBe("Connected as Client01\n");
    await alice.arrival("Client01");
    await alice.say("hello, Client01");
    client.type("hello world");
    expect(await client.until("\n")).toBe("hello worldACK\n");
    client.type("naïve café ☕");
    expect(await client.until("\n")).toBe("naïve café ☕ACK\n");
    client.closeInput();
    expect(await client.untilOver()).toBe("Disconnected\n");
    expect(await client.exit).toBe(0);
    expect(await alice.untilQuit("Client01")).toEqual([
      "alice: hello, Client01",
      "Client01: hello world",
      "Client01: naïve café ☕",
      "Client01 left: Client quit",
    ]);
  });

  it("is told who is connected and, asked for all, who has left", async () => {
    const server = await scene(...LISTEN);
    const first = classroomClient("ack_client", server.ports["ack"] ?? 0);
    await first.until("Connected as Client01\n");
    const second = classroomClient("ack_client", server.ports["ack"] ?? 0);
    await second.until("Connected as Client02\n");
    second.type("status");
    expect(await second.until(/Client02 connected.*\n/)).toMatch(
      new RegExp(`^Client01 connected at ${WHEN}\nClient02 connected at ${WHEN}\n$`),
    );
    first.type("exit");
    expect(await first.untilOver()).toBe("Disconnected\n");
    expect(await first.exit).toBe(0);
    second.type("status");
    expect(await second.until("\n")).toMatch(new RegExp(`^Client02 connected at ${WHEN}\n$`));
    second.type("status all");
    expect(await second.until(/disconnected.*\n/)).toMatch(
      new RegExp(`^Client02 connected at ${WHEN}\nClient01 disconnected at ${WHEN}\n$`),
    );
    await expect.poll(() => server.log()).toMatch(new RegExp(`"Client01 disconnected at ${WHEN}"`));
  });

  it("is turned away as the fourth, which the three don't notice, and let in when one has left", async () => {
    const server = await scene(...LISTEN);
    const port = server.ports["ack"] ?? 0;
    const three = [];
    for (const name of ["Client01", "Client02", "Client03"]) {
      const client = classroomClient("ack_client", port);
      expect(await client.until("\n")).toBe(`Connected as ${name}\n`);
      three.push(client);
    }
    const fourth = classroomClient("ack_client", port);
    expect(await fourth.untilOver()).toBe("The server is full: 3 clients at most.\n");
    expect(await fourth.exit).toBe(1);
    // Whoever speaks first and listens then is told so too.
    const hasty = await connection(port);
    hasty.send("hello");
    expect(await hasty.untilOver()).toBe("The server is full: 3 clients at most.\n");
    for (const client of three) {
      client.type("still here");
      expect(await client.until("\n")).toBe("still hereACK\n");
    }
    three[1]?.type("exit");
    expect(await three[1]?.untilOver()).toBe("Disconnected\n");
    const next = classroomClient("ack_client", port);
    expect(await next.until("\n")).toBe("Connected as Client04\n");
  });

  it("is told that there are no files", async () => {
    const server = await scene(...LISTEN);
    const client = classroomClient("ack_client", server.ports["ack"] ?? 0);
    client.type("list");
    client.type("get notes.txt");
    client.closeInput();
    expect(await client.untilOver()).toBe(
      "Connected as Client01\nThere are no files.\nThere is no file named notes.txt.\nDisconnected\n",
    );
  });
});

describe("a relay client", () => {
  const LISTEN = ["--listen", "relay://127.0.0.1:0/lobby"];
  const relayClient = async (port: number, ...options: string[]) => {
    const program = classroomClient("relay_client", port, ...options);
    const address = /'127\.0\.0\.1', (\d+)/.exec(await program.until("\n"))?.[1] ?? "";
    return { program, address: Number(address) };
  };

  it("is relayed to everybody but itself, and hears everybody", async () => {
    const server = await scene(...LISTEN);
    const port = server.ports["relay"] ?? 0;
    const alice = await join(server, "alice");
    const one = await relayClient(port);
    await alice.arrival(`relay-${one.address}`);
    const two = await relayClient(port);
    await alice.arrival(`relay-${two.address}`);
    const three = await relayClient(port);
    await alice.arrival(`relay-${three.address}`);

    two.program.type("Hey am client2");
    const said = await alice.next("message");
    expect(said).toMatchObject({ from: { nick: `relay-${two.address}` }, to: "#lobby", text: "Hey am client2" });
    await alice.say("naïve café ☕");
    const answered = await alice.next("message");

    const heard = `alice at ${timeOfDay(answered.at)}: naïve café ☕\n`;
    const relayed = `('127.0.0.1', ${two.address}) at ${timeOfDay(said.at)}: Hey am client2\n`;
    const online = (address: number): string => `[127.0.0.1:${address}] is Online\n`;
    expect(await one.program.until(heard)).toBe(online(two.address) + online(three.address) + relayed + heard);
    expect(await two.program.until(heard)).toBe(online(three.address) + heard);
    expect(await three.program.until(heard)).toBe(relayed + heard);

    for (const { program } of [one, two, three]) program.closeInput();
    for (const { program } of [one, two, three]) {
      expect(await program.untilOver()).toBe("The server closed the connection.\n");
      expect(await program.exit).toBe(0);
    }
  });

  it("comes in by the automatic port with Enter, and is told of /help", async () => {
    const server = await scene();
    const alice = await join(server, "alice");
    const { program, address } = await relayClient(server.port);
    program.type("");
    expect(await program.until("\n")).toMatch(new RegExp(`relay-${address} .*#lobby.*/help`));
    program.type("hello");
    expect(await alice.next("message")).toMatchObject({ from: { nick: `relay-${address}` }, text: "hello" });
  });

  it("is seen by its nick where addresses are cloaked", async () => {
    const server = await scene("--listen", "relay://127.0.0.1:0/lobby?cloak=on");
    const alice = await join(server, "alice");
    const one = await relayClient(server.ports["relay"] ?? 0);
    await alice.arrival(`relay-${one.address}`);
    const two = await relayClient(server.ports["relay"] ?? 0);
    two.program.type("who am I?");
    const { at } = await alice.next("message");
    const said = `relay-${two.address} at ${timeOfDay(at)}: who am I?\n`;
    expect(await one.program.until(said)).toBe(`[relay-${two.address}] is Online\n${said}`);
  });

  it("is taken at its word after a moment if it sends no newline", async () => {
    const server = await scene(...LISTEN);
    const alice = await join(server, "alice");
    const { program } = await relayClient(server.ports["relay"] ?? 0, "--bare");
    program.type("no newline here");
    expect(await alice.next("message")).toMatchObject({ text: "no newline here" });
  });

  it("keeps its screen, whatever others say", async () => {
    const server = await scene(...LISTEN);
    const alice = await join(server, "alice");
    const { program, address } = await relayClient(server.ports["relay"] ?? 0);
    await alice.arrival(`relay-${address}`);
    await alice.say("\u001b[2J\u0007red\tand\u009b31m \u202egreen");
    expect(await program.until("\n")).toMatch(/^alice at \d\d:\d\d:\d\d: �\[2J�red\tand�31m �green\n$/);
    await alice.say("two\nlines");
    expect(await program.until("lines\n")).toMatch(/^alice at (\d\d:\d\d:\d\d): two\nalice at \1: lines\n$/);
  });
});

describe("a turns client", () => {
  const LISTEN = ["--listen", "turns://127.0.0.1:0/lobby"];

  it("is greeted, answers, and waits for its turn until somebody speaks", async () => {
    const server = await scene(...LISTEN);
    const alice = await join(server, "alice");
    const client = classroomClient("turns_client", server.ports["turns"] ?? 0);
    expect(await client.until("\n")).toBe("Server: Welcome to #lobby. Your turn.\n");
    const nick = await alice.arrival("turns-");
    client.type("hello");
    expect(await alice.next("message")).toMatchObject({ from: { nick }, to: "#lobby", text: "hello" });
    await alice.say("hello, you");
    expect(await client.until("you\n")).toBe("Server: alice: hello, you\n");
    // It is the client's turn now, so all this waits for it.
    await alice.say("one");
    await alice.say("two\nthree");
    client.type("go on");
    expect(await client.until("three\n")).toBe("Server: alice: one\nalice: two\nalice: three\n");
    client.closeInput();
    expect(await client.untilOver()).toBe("");
    expect(await client.exit).toBe(0);
    expect(await alice.untilQuit(nick)).toEqual([
      "alice: hello, you",
      "alice: one",
      "alice: two\nthree",
      `${nick}: go on`,
      `${nick} left: Client quit`,
    ]);
  });

  it("is greeted with the channel's topic if there is one", async () => {
    const server = await scene("--listen", "turns://127.0.0.1:0/lobby");
    const alice = await join(server, "alice");
    await alice.ask({ type: "topic", channel: "#lobby", topic: "Tea ☕ and talk" });
    const client = classroomClient("turns_client", server.ports["turns"] ?? 0);
    expect(await client.until("\n")).toBe("Server: Tea ☕ and talk\n");
  });

  it("hears what is too long for one turn in the next, with no character cut in two", async () => {
    const server = await scene(...LISTEN);
    const alice = await join(server, "alice");
    const client = classroomClient("turns_client", server.ports["turns"] ?? 0);
    await client.until("Your turn.\n");
    // With `alice: ` in front, the 2000th byte falls into the middle of an é.
    await alice.say("é".repeat(1500));
    client.type("go on");
    expect(await client.until("\n")).toBe(`Server: alice: ${"é".repeat(996)}\n`);
    client.type("and?");
    expect(await client.until("\n")).toBe(`Server: ${"é".repeat(504)}\n`);
    await alice.say("that was all");
    client.type("thanks");
    expect(await client.until("\n")).toBe("Server: alice: that was all\n");
  });

  it("is told goodbye when the server stops", async () => {
    const server = await scene(...LISTEN);
    const alice = await join(server, "alice");
    const client = classroomClient("turns_client", server.ports["turns"] ?? 0);
    client.type("hello");
    await alice.next("message");
    expect(await server.stop()).toBe(0);
    expect(await client.untilOver()).toBe("Server: Welcome to #lobby. Your turn.\nServer: Goodbye, Chat Room!\n");
    expect(await client.exit).toBe(0);
  });
});
