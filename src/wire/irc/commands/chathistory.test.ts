import { describe, expect, it, vi } from "vitest";
import { LIMITS } from "../../../core/limits.ts";
import { codes, createIrcWorld, type IrcWorld, type TestClient, untagged } from "../testing.ts";
import { ask, FULL, textsIn } from "./chathistory-testing.ts";

interface Said {
  readonly irc: IrcWorld;
  readonly alice: TestClient;
  readonly ids: readonly string[];
  readonly times: readonly string[];
  /** Asks alice's server, and gives the texts that are shown. */
  read(command: string): Promise<string>;
}

/** Alice has said 0 … 9 in #tea, ten milliseconds apart. */
function tenSaid(caps = FULL): Said {
  const irc = createIrcWorld();
  const alice = irc.join("alice", caps);
  alice.send("JOIN #tea");
  const echoes = Array.from({ length: 10 }, (_, i) => {
    irc.world.clock.advance(10);
    return alice.send(`PRIVMSG #tea ${i}`).join("");
  });
  const read = async (command: string): Promise<string> => textsIn(await ask(irc, alice, `CHATHISTORY ${command}`));
  const of = (tag: string): string[] => echoes.map((line) => new RegExp(`${tag}=([^; ]+)`).exec(line)?.[1] ?? "");
  return { irc, alice, ids: of("msgid"), times: of("time"), read };
}

describe("CHATHISTORY of a channel", () => {
  it("shows messages as they were shown, in a batch with the channel's name", async () => {
    const { irc, alice, ids, times } = tenSaid();
    expect(await ask(irc, alice, "CHATHISTORY LATEST #TEA * 2")).toEqual([
      ":parley.test BATCH +b1 chathistory #tea",
      `@batch=b1;msgid=${ids[8]};time=${times[8]} :alice!~alice@cloaked.test PRIVMSG #tea :8`,
      `@batch=b1;msgid=${ids[9]};time=${times[9]} :alice!~alice@cloaked.test PRIVMSG #tea :9`,
      ":parley.test BATCH -b1",
    ]);
  });

  it("shows what was before, after, around and between messages or times", async () => {
    const { ids, times, read } = tenSaid();
    expect(await read("LATEST #tea * 50")).toBe("0 1 2 3 4 5 6 7 8 9");
    for (const at of [ids.map((id) => `msgid=${id}`), times.map((time) => `timestamp=${time}`)]) {
      expect(await read(`LATEST #tea ${at[4]} 50`)).toBe("5 6 7 8 9");
      expect(await read(`LATEST #tea ${at[4]} 2`)).toBe("8 9");
      expect(await read(`BEFORE #tea ${at[6]} 50`)).toBe("0 1 2 3 4 5");
      expect(await read(`BEFORE #tea ${at[6]} 2`)).toBe("4 5");
      expect(await read(`AFTER #tea ${at[3]} 50`)).toBe("4 5 6 7 8 9");
      expect(await read(`after #tea ${at[3]} 2`)).toBe("4 5");
      expect(await read(`AROUND #tea ${at[7]} 1`)).toBe("7");
      expect(await read(`AROUND #tea ${at[7]} 3`)).toBe("6 7 8");
      expect(await read(`AROUND #tea ${at[0]} 3`)).toBe("0 1 2");
      expect(await read(`AROUND #tea ${at[9]} 4`)).toBe("6 7 8 9");
      expect(await read(`BETWEEN #tea ${at[0]} ${at[9]} 50`)).toBe("1 2 3 4 5 6 7 8");
      expect(await read(`BETWEEN #tea ${at[9]} ${at[0]} 50`)).toBe("1 2 3 4 5 6 7 8");
      expect(await read(`BETWEEN #tea ${at[0]} ${at[9]} 3`)).toBe("1 2 3");
      expect(await read(`BETWEEN #tea ${at[9]} ${at[0]} 3`)).toBe("6 7 8");
    }
    expect(await read(`BETWEEN #tea msgid=${ids[2]} timestamp=${times[5]} 9`)).toBe("3 4");
    expect(await read(`BETWEEN #tea timestamp=${times[5]} msgid=${ids[2]} 1`)).toBe("4");
    expect(await read(`AFTER #tea msgid=${ids[9]} 50`)).toBe("");
  });

  it("can be paged back to the first message, however small the pages", async () => {
    const { irc, alice } = tenSaid();
    const seen: string[] = [];
    for (let reference = "*"; ; ) {
      const subcommand = reference === "*" ? "LATEST" : "BEFORE";
      const lines = await ask(irc, alice, `CHATHISTORY ${subcommand} #tea ${reference} 3`);
      if (lines.length === 2) break;
      seen.unshift(textsIn(lines));
      reference = `msgid=${/msgid=([^; ]+)/.exec(lines[1] ?? "")?.[1]}`;
    }
    expect(seen).toEqual(["0", "1 2 3", "4 5 6", "7 8 9"]);
  });

  it("has no message that was taken back", async () => {
    const { irc, alice, ids, read } = tenSaid();
    await ask(irc, alice, `REDACT #tea ${ids[8]}`);
    expect(await read("LATEST #tea * 3")).toBe("6 7 9");
    expect(await read(`BEFORE #tea msgid=${ids[8]} 2`)).toBe("6 7");
  });

  it("is bare lines for who knows of no batches, and nothing if there is nothing", async () => {
    const { irc } = tenSaid();
    const bob = irc.join("bob", "draft/chathistory");
    bob.send("JOIN #tea");
    expect(await ask(irc, bob, "CHATHISTORY LATEST #tea * 2")).toEqual([
      ":alice!~alice@cloaked.test PRIVMSG #tea :8",
      ":alice!~alice@cloaked.test PRIVMSG #tea :9",
    ]);
    expect(await ask(irc, bob, "CHATHISTORY LATEST #tea timestamp=2099-01-01T00:00:00.000Z 2")).toEqual([]);
  });

  it("carries the label of the command on its batch", async () => {
    const { irc, alice } = tenSaid();
    const lines = await ask(irc, alice, "@label=x CHATHISTORY LATEST #tea * 1");
    expect(codes(lines)).toEqual(["BATCH", "PRIVMSG", "BATCH"]);
    expect(lines[0]).toBe("@label=x :parley.test BATCH +b1 chathistory #tea");
  });

  it("comes before the answers to what was asked after it, and before the end", async () => {
    const { irc, alice } = tenSaid();
    expect(codes(await ask(irc, alice, "CHATHISTORY LATEST #tea * 1", "PING 1", "TIME"))).toEqual([
      "BATCH",
      "PRIVMSG",
      "BATCH",
      "PONG",
      "391",
    ]);
    expect(codes(await ask(irc, alice, "CHATHISTORY LATEST #tea * 1", "QUIT"))).toEqual([
      "BATCH",
      "PRIVMSG",
      "BATCH",
      "ERROR",
    ]);
  });

  it("has a message of several lines as a batch within", async () => {
    const { irc, alice } = tenSaid(`${FULL} draft/multiline`);
    const sent = ["BATCH +1 draft/multiline #tea", "@batch=1 PRIVMSG #tea :a", "@batch=1 PRIVMSG #tea :b", "BATCH -1"];
    irc.world.clock.advance(10);
    alice.send(...sent);
    const lines = await ask(irc, alice, "CHATHISTORY LATEST #tea * 1");
    const name = /BATCH \+(m\d+)/.exec(lines[1] ?? "")?.[1];
    expect(lines[1]).toMatch(/^@batch=b1;msgid=/);
    expect(untagged(lines).slice(1, -1)).toEqual([
      `:alice!~alice@cloaked.test BATCH +${name} draft/multiline #tea`,
      ":alice!~alice@cloaked.test PRIVMSG #tea :a",
      ":alice!~alice@cloaked.test PRIVMSG #tea :b",
      `:alice!~alice@cloaked.test BATCH -${name}`,
    ]);
    expect(lines[2]).toBe(`@batch=${name} :alice!~alice@cloaked.test PRIVMSG #tea :a`);
    expect(lines[4]?.startsWith("@batch=b1 ")).toBe(true);
  });

  it("is as many messages as fit in one answer, those that were wanted most", async () => {
    const irc = createIrcWorld();
    const alice = irc.join("alice", FULL);
    alice.send("JOIN #tea");
    const text = "x".repeat(300);
    for (let i = 0; i < 40; i++) {
      const lines = Array.from({ length: 99 }, () => text).join("\n");
      alice.connection.session.submit({ type: "say", to: "#tea", text: `${i}\n${lines}` }, () => {});
      irc.world.clock.advance(1);
      irc.world.commit();
    }
    const id = (i: number): string => `test-${(i + 4).toString(36)}`;
    const ends = async (command: string): Promise<unknown[]> => {
      const lines = await ask(irc, alice, `CHATHISTORY ${command} 1000`);
      expect(lines.join("\r\n").length).toBeLessThan(LIMITS.ircHistoryBytes * 1.1);
      expect(lines.join("\r\n").length).toBeGreaterThan(LIMITS.ircHistoryBytes * 0.9);
      const firsts = lines.flatMap((line) => /:(\d+)$/.exec(line)?.[1] ?? []);
      return [firsts[0], firsts.at(-1), firsts.length > 20];
    };
    expect(await ends("LATEST #tea *")).toEqual([expect.not.stringMatching(/^0$/), "39", true]);
    expect(await ends(`AFTER #tea msgid=${id(0)}`)).toEqual(["1", expect.not.stringMatching(/^39$/), true]);
    const [first, last] = await ends(`AROUND #tea msgid=${id(20)}`);
    expect(Number(first)).toBeGreaterThan(5);
    expect(Number(last)).toBeLessThan(35);
  });
});

describe("CHATHISTORY with draft/event-playback", () => {
  it("shows what else happened in the channel, which others are not shown", async () => {
    const irc = createIrcWorld();
    const alice = irc.join("alice", `${FULL} draft/event-playback`);
    const bob = irc.join("bob", FULL);
    alice.send("JOIN #tea");
    bob.send("JOIN #tea");
    alice.send("TOPIC #tea :hot", "MODE #tea +v bob", "@+react=x TAGMSG #tea", "INVITE carol #tea", "PRIVMSG #tea :hi");
    bob.send("PART #tea :bye");
    bob.send("JOIN #tea");
    alice.send("KICK #tea bob :out");
    bob.send("JOIN #tea");
    for (const client of [alice, bob]) client.lines();
    const seen = await ask(irc, alice, "CHATHISTORY LATEST #tea * 50");
    expect(codes(seen).slice(1, -1)).toEqual([
      "JOIN",
      "JOIN",
      "TOPIC",
      "MODE",
      "TAGMSG",
      "PRIVMSG",
      "PART",
      "JOIN",
      "KICK",
      "JOIN",
    ]);
    expect(seen.slice(1, -1).every((line) => /^@batch=b\d+;msgid=[^;]+;time=/.test(line))).toBe(true);
    expect(codes(await ask(irc, bob, "CHATHISTORY LATEST #tea * 50"))).toEqual(["BATCH", "PRIVMSG", "BATCH"]);
    const topic = /msgid=([^;]+)/.exec(seen[3] ?? "")?.[1];
    expect(codes(await ask(irc, alice, `CHATHISTORY BEFORE #tea msgid=${topic} 50`))).toEqual([
      "BATCH",
      "JOIN",
      "JOIN",
      "BATCH",
    ]);
  });
});

it("says what is wrong with a CHATHISTORY", async () => {
  const { irc, alice, ids } = tenSaid();
  const bob = irc.join("bob");
  bob.send("JOIN #closed");
  alice.lines();
  const failures = async (command: string): Promise<string> => {
    const lines = await ask(irc, alice, `CHATHISTORY ${command}`);
    expect(lines).toHaveLength(1);
    return /^:parley\.test FAIL CHATHISTORY (.*) :[^:]+$/.exec(lines[0] ?? "")?.[1] ?? lines.join();
  };
  expect(await failures("OLDEST #tea * 5")).toBe("INVALID_PARAMS OLDEST");
  expect(await failures("latest #tea *")).toBe("INVALID_PARAMS latest");
  expect(await failures("LATEST #tea * 5 6")).toBe("INVALID_PARAMS LATEST");
  expect(await failures("BETWEEN #tea timestamp=2020-01-01T00:00:00.000Z 5")).toBe("INVALID_PARAMS BETWEEN");
  expect(await failures("BEFORE #tea * 5")).toBe("INVALID_PARAMS BEFORE *");
  expect(await failures("BEFORE #tea timestamp=yesterday 5")).toBe("INVALID_PARAMS BEFORE timestamp=yesterday");
  expect(await failures("BEFORE #tea seq=5 5")).toBe("INVALID_PARAMS BEFORE seq=5");
  for (const limit of ["0", "-1", "five", "1.5"]) {
    expect(await failures(`LATEST #tea * ${limit}`)).toBe(`INVALID_PARAMS LATEST ${limit}`);
  }
  expect(await failures(`TARGETS msgid=${ids[1]} timestamp=2020-01-01T00:00:00.000Z 5`)).toBe(
    `INVALID_PARAMS TARGETS msgid=${ids[1]}`,
  );
  expect(await failures("BEFORE #tea msgid=elsewhere-7 5")).toBe("MESSAGE_ERROR BEFORE #tea elsewhere-7");
  expect(await failures("LATEST #nowhere * 5")).toBe("INVALID_TARGET LATEST #nowhere");
  expect(await failures("LATEST #closed * 5")).toBe("INVALID_TARGET LATEST #closed");
  expect(await failures("LATEST nobody * 5")).toBe("INVALID_TARGET LATEST nobody");
  vi.spyOn(irc.world.hub.history, "read").mockRejectedValueOnce(new Error("the disk"));
  expect(await failures("LATEST #tea * 5")).toBe("MESSAGE_ERROR LATEST #tea");
  expect(codes(await ask(irc, alice, "CHATHISTORY"))).toEqual(["461"]);
});
