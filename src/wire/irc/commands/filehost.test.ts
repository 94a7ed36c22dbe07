import { describe, expect, it } from "vitest";
import { irc } from "../irc.ts";
import { createIrcWorld } from "../testing.ts";

describe("FILEHOST", () => {
  it("gives a token for HTTP, new ones as often as it is asked", () => {
    const alice = createIrcWorld().join("alice");
    const { id } = alice.connection.session;
    alice.lines();
    expect(alice.send("FILEHOST TOKEN", "filehost token")).toEqual([
      `:parley.test FILEHOST TOKEN :ticket of ${id}`,
      `:parley.test FILEHOST TOKEN :ticket of ${id}`,
    ]);
  });

  it("answers with the label of who asks", () => {
    const alice = createIrcWorld().join("alice", "labeled-response");
    alice.lines();
    expect(alice.send("@label=x FILEHOST TOKEN")).toEqual([
      expect.stringMatching(/^@label=x :parley\.test FILEHOST TOKEN /),
    ]);
  });

  it("fails on a server without files", () => {
    const { world } = createIrcWorld();
    const connection = world.connect(world.listen(irc), { takesNoFiles: true });
    connection.send("NICK alice\r\nUSER a 0 * :A\r\n");
    world.commit();
    connection.take();
    connection.send("FILEHOST TOKEN\r\n");
    world.commit();
    expect(connection.take()).toBe(":parley.test FAIL FILEHOST UNAVAILABLE :This server has no files\r\n");
  });

  it("fails with anything else, and needs who asks to be somebody", () => {
    const { connect, join } = createIrcWorld();
    const alice = join("alice");
    alice.lines();
    expect(alice.send("FILEHOST UPLOAD")).toEqual([
      expect.stringMatching(/^:parley\.test FAIL FILEHOST INVALID_PARAMS UPLOAD :/),
    ]);
    expect(alice.send("FILEHOST")).toEqual([expect.stringContaining(" 461 ")]);
    expect(connect().send("FILEHOST TOKEN")).toEqual([expect.stringContaining(" 451 ")]);
  });
});
