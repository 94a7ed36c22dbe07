import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { createIrcWorld } from "./testing.ts";

function codes(lines: readonly string[]): string[] {
  return lines.map((line) => line.split(" ")[1] ?? "");
}

describe("registration", () => {
  it("greets with 001 to 005, counts and a message of the day", () => {
    const { connect } = createIrcWorld();
    const lines = connect().send("NICK alice", "USER al 0 * :Alice A");
    const seen = codes(lines).filter((code, i, all) => code !== all[i - 1] || code === "372");
    expect(seen).toEqual("001 002 003 004 005 251 252 253 254 255 265 266 375 372 372 376".split(" "));
    expect(lines[0]).toBe(":parley.test 001 alice :Welcome to Parley, alice!~al@cloaked.test");
    expect(lines).toContain(":parley.test 251 alice :There are 1 users and 0 invisible on 1 servers");
    expect(lines).toContain(":parley.test 253 alice 0 :unknown connection(s)");
  });

  it("shows the message of the day that it is given, whatever the length of its lines", () => {
    const word = "x".repeat(299);
    const { connect } = createIrcWorld("#lobby", { motd: ["Welcome", "", `${word} ${word}`] });
    const lines = connect().send("NICK alice", "USER al 0 * :Alice A");
    expect(lines.filter((line) => line.includes(" 372 "))).toEqual([
      ":parley.test 372 alice :- Welcome",
      ":parley.test 372 alice :-  ",
      `:parley.test 372 alice :- ${word} `,
      `:parley.test 372 alice :- ${word}`,
    ]);
  });

  it("calls the network by the name that it is given", () => {
    const { connect } = createIrcWorld("#lobby", { network: "Tea" });
    const lines = connect().send("NICK alice", "USER al 0 * :Alice A");
    expect(lines[0]).toBe(":parley.test 001 alice :Welcome to Tea, alice!~al@cloaked.test");
    expect(lines.join("\n")).toContain(" NETWORK=Tea ");
  });

  it("takes USER before NICK, and any way of ending lines", () => {
    const { connect, world } = createIrcWorld();
    const client = connect();
    for (const byte of "user al 0 * :A\n\r\n\nnick alice\n") client.connection.send(byte);
    world.commit();
    expect(client.lines()[0]).toContain(" 001 alice ");
  });

  it("makes usernames and real names harmless", () => {
    const { connect } = createIrcWorld();
    const [first] = connect().send("NICK alice", `USER a@l!${"x".repeat(40)} 0 * :A`);
    expect(first).toContain(` alice!~al${"x".repeat(13)}@`);
  });

  it("lets a client try another nick", () => {
    const { connect, join } = createIrcWorld();
    join("alice");
    const client = connect();
    expect(client.send("NICK Alice", "USER b 0 * :B")).toEqual([":parley.test 433 * Alice :That nick is in use"]);
    expect(client.send("NICK")).toEqual([":parley.test 431 * :No nickname given"]);
    expect(codes(client.send("NICK 1b"))).toEqual(["432"]);
    expect(codes(client.send("NICK bob"))).toContain("001");
  });

  it("gives a nick that two want at once to one of them, and lets the other try again", () => {
    const { connect, world } = createIrcWorld();
    const [one, two] = [connect(), connect()];
    one.connection.send("NICK alice\r\nUSER a 0 * :A\r\n");
    two.connection.send("NICK alice\r\nUSER b 0 * :B\r\nNICK bob\r\nJOIN #a\r\nPING x\r\n");
    world.commit();
    expect(codes(one.lines())).toContain("001");
    const lines = codes(two.lines());
    expect(lines).toContain("433");
    expect(lines).toContain("001");
  });

  it("takes commands that come along with the registration", () => {
    const { connect } = createIrcWorld();
    const lines = connect().send("NICK alice", "USER a 0 * :A", "JOIN #a", "PRIVMSG #a :hi", "PING done");
    expect(codes(lines).slice(-5)).toEqual(["376", "JOIN", "353", "366", "PONG"]);
  });

  it("is held up by CAP until CAP END, whatever the order", () => {
    const { connect } = createIrcWorld();
    const client = connect();
    expect(client.send("CAP LS 302", "NICK alice", "USER a 0 * :A")[0]).toMatch(
      /^:parley\.test CAP \* LS (?:\* )?:.*message-tags.*batch/,
    );
    expect(client.send("CAP REQ :echo-message nonsense")).toEqual([":parley.test CAP * NAK :echo-message nonsense"]);
    expect(client.send("CAP REQ :echo-message server-time")).toEqual([
      ":parley.test CAP * ACK :echo-message server-time",
    ]);
    expect(client.send("CAP LIST")).toEqual([":parley.test CAP * LIST :server-time echo-message cap-notify"]);
    expect(client.send("CAP REQ :-server-time", "CAP LIST").at(-1)).toBe(
      ":parley.test CAP * LIST :echo-message cap-notify",
    );
    expect(client.send("CAP NONSENSE")).toEqual([":parley.test 410 * NONSENSE :Invalid CAP command"]);
    expect(codes(client.send("CAP END"))).toContain("001");
  });

  it("answers PING, and refuses what is for users", () => {
    const { connect } = createIrcWorld();
    expect(connect().send("PING x", "JOIN #a", "NONSENSE", "USER a 0 * :")).toEqual([
      ":parley.test PONG parley.test :x",
      ":parley.test 451 * :You have not registered: send NICK and USER first",
      ":parley.test 451 * :You have not registered: send NICK and USER first",
      ":parley.test 461 * USER :Not enough parameters",
    ]);
  });

  it("may begin with being away, for who asked for that", () => {
    const { connect, join } = createIrcWorld();
    const client = connect();
    expect(codes(client.send("AWAY :tea"))).toEqual(["451"]);
    expect(client.send("CAP REQ draft/pre-away", "AWAY :lunch", "AWAY", "AWAY *").slice(1)).toEqual([
      ":parley.test 306 * :You have been marked as being away",
      ":parley.test 305 * :You are no longer marked as being away",
      ":parley.test 306 * :You have been marked as being away",
    ]);
    client.send("NICK alice", "USER a 0 * :A", "CAP END", "JOIN #a");
    const bob = join("bob");
    bob.lines();
    expect(bob.send("PRIVMSG alice :hi")).toEqual([":parley.test 301 bob alice :*"]);
    client.send("AWAY");
    expect(bob.send("PRIVMSG alice :hi")).toEqual([]);
  });

  it("happens once", () => {
    const { join } = createIrcWorld();
    expect(join("alice").send("USER a 0 * :A", "PASS x")).toEqual([
      ":parley.test 462 alice :You are registered already",
      ":parley.test 462 alice :You are registered already",
    ]);
  });

  describe("with a password", () => {
    const settings = { options: { password: "sesame" } };

    it("takes whoever gives it, the last one being what counts", () => {
      const { connect } = createIrcWorld("#lobby", settings);
      expect(codes(connect().send("PASS no", "PASS :sesame", "NICK alice", "USER a 0 * :A"))).toContain("001");
      expect(codes(connect().send("CAP LS 302", "NICK bob", "USER b 0 * :B", "PASS sesame", "CAP END"))).toContain(
        "001",
      );
    });

    it.each([[["PASS Sesame"]], [["PASS sesame", "PASS no"]], [["PASS :"]], [[]]])(
      "sends whoever says %j away",
      (passes) => {
        const { connect, join, world } = createIrcWorld("#lobby", settings);
        const client = connect();
        expect(client.send(...passes, "NICK alice", "USER a 0 * :A", "PING x")).toEqual([
          ":parley.test 464 * :Password incorrect",
          "ERROR :Password incorrect",
        ]);
        expect(client.connection.closed).toBe(true);
        world.commit();
        expect(join("alice").connection.closed).toBe(true);
      },
    );
  });

  it("has to be over in time", () => {
    const { connect, join, world } = createIrcWorld();
    const [idle, user] = [connect(), join("alice")];
    idle.send("NICK bob");
    user.lines();
    world.clock.advance(LIMITS.registrationMs);
    expect(idle.lines()).toEqual(["ERROR :You did not register in time."]);
    expect(idle.connection.closed).toBe(true);
    expect(user.connection.closed).toBe(false);
  });

  it("counts who is connected", () => {
    const { connect, join, world } = createIrcWorld();
    const [idle, user] = [connect(), join("alice")];
    connect().connection.drop();
    world.commit();
    user.lines();
    expect(user.send("LUSERS")).toContain(":parley.test 253 alice 1 :unknown connection(s)");
    idle.send("QUIT");
    expect(user.send("LUSERS")).toContain(":parley.test 253 alice 0 :unknown connection(s)");
  });
});
