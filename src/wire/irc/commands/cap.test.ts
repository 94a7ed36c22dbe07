import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../core/limits.ts";
import { createIrcWorld } from "../testing.ts";

/** The capabilities of an answer to LS or LIST, which may take several lines. */
function capsOf(lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.replace(/^:parley\.test CAP \S+ \S+ (?:\* )?:/, "").split(" "));
}

/** A server's name that leaves little room in a line. */
const LONG = `${"x".repeat(200)}.test`;

describe("CAP LS", () => {
  it("shows values only to who knows of them", () => {
    const { connect } = createIrcWorld();
    const value = `draft/multiline=max-bytes=${LIMITS.ircMultilineBytes},max-lines=${LIMITS.ircMultilineLines}`;
    expect(capsOf(connect().send("CAP LS 302"))).toContain(value);
    expect(capsOf(connect().send("CAP LS 307"))).toContain(value);
    for (const request of ["CAP LS", "CAP LS 301", "CAP LS x", "CAP LS :"]) {
      const lines = connect().send(request);
      expect(lines).toHaveLength(1);
      expect(lines[0]).not.toMatch(/ \* :|=/);
      expect(capsOf(lines)).toContain("message-tags");
    }
  });

  it("fits in its lines, of which all but the last say that there are more", () => {
    const { connect } = createIrcWorld("#lobby", { server: LONG });
    const lines = connect().send("CAP LS 302");
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(510);
    for (const line of lines.slice(0, -1)) expect(line.slice(LONG.length + 1)).toMatch(/^ CAP \* LS \* :\S/);
    expect(lines.at(-1)?.slice(LONG.length + 1)).toMatch(/^ CAP \* LS :\S/);
  });

  it("is one line for who knows nothing of several, with what fits in it", () => {
    const { connect } = createIrcWorld("#lobby", { server: LONG });
    const [list = "", ...more] = connect().send("CAP LS");
    expect(more).toEqual([]);
    expect(list.length).toBeLessThanOrEqual(510);
    expect(list.slice(LONG.length + 1)).toMatch(/^ CAP \* LS :message-tags .*[a-z]$/);
  });

  it("answers as the version asked for says, and never forgets a higher one", () => {
    const { connect } = createIrcWorld();
    const client = connect();
    client.send("CAP LS 302");
    expect(client.send("CAP LS")[0]).not.toMatch(/=/);
    expect(client.send("CAP REQ -cap-notify")).toEqual([":parley.test CAP * NAK :-cap-notify"]);
  });
});

describe("CAP LIST", () => {
  it("shows names without values, and an empty list", () => {
    const { connect } = createIrcWorld();
    const client = connect();
    expect(client.send("CAP LIST")).toEqual([":parley.test CAP * LIST :"]);
    expect(client.send("CAP REQ :draft/multiline batch", "CAP LIST").at(-1)).toBe(
      ":parley.test CAP * LIST :batch draft/multiline",
    );
  });

  it("has as many lines as it takes, for who knows of several", () => {
    const { connect } = createIrcWorld();
    const all = capsOf(connect().send("CAP LS 302")).map((cap) => cap.split("=")[0] ?? "");
    const client = connect();
    client.send("CAP LS 302", ...all.map((cap) => `CAP REQ ${cap}`));
    expect(capsOf(client.send("CAP LIST")).sort()).toEqual(all.sort());
  });
});

describe("CAP REQ", () => {
  it("bears spaces where none belong, and a list without its colon", () => {
    const { connect } = createIrcWorld();
    expect(connect().send("CAP REQ :  batch   echo-message ")).toEqual([":parley.test CAP * ACK :batch echo-message"]);
    expect(connect().send("CAP REQ batch echo-message")).toEqual([":parley.test CAP * ACK :batch echo-message"]);
    expect(connect().send("CAP REQ")).toEqual([":parley.test CAP * ACK :"]);
  });

  it("is taken as a whole or not at all", () => {
    const { connect } = createIrcWorld();
    const client = connect();
    expect(client.send("CAP REQ :batch nonsense", "CAP REQ :batch Echo-Message", "CAP LIST")).toEqual([
      ":parley.test CAP * NAK :batch nonsense",
      ":parley.test CAP * NAK :batch Echo-Message",
      ":parley.test CAP * LIST :",
    ]);
  });

  it("switches off what is on, but not what a modern client has to have", () => {
    const { connect } = createIrcWorld();
    const old = connect();
    old.send("CAP REQ :cap-notify batch");
    expect(old.send("CAP REQ :-cap-notify -echo-message", "CAP LIST")).toEqual([
      ":parley.test CAP * ACK :-cap-notify -echo-message",
      ":parley.test CAP * LIST :batch",
    ]);
    const modern = connect();
    modern.send("CAP LS 302");
    expect(modern.send("CAP REQ :-cap-notify batch", "CAP REQ cap-notify", "CAP LIST")).toEqual([
      ":parley.test CAP * NAK :-cap-notify batch",
      ":parley.test CAP * ACK :cap-notify",
      ":parley.test CAP * LIST :cap-notify",
    ]);
  });

  it("is confirmed whole, in several lines if it is too long for one", () => {
    const { connect } = createIrcWorld();
    const words = [...Array.from({ length: 27 }, () => "userhost-in-names"), "batch"];
    const lines = connect().send(`CAP REQ :${words.join(" ")}`);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.flatMap((line) => line.replace(":parley.test CAP * ACK :", "").split(" "))).toEqual(words);
  });
});

it("CAP END after registration does nothing", () => {
  const { join } = createIrcWorld();
  const alice = join("alice");
  alice.lines();
  expect(alice.send("CAP END")).toEqual([]);
});
