import { describe, expect, it } from "vitest";
import { json } from "../../json/json.ts";
import { codes, createIrcWorld, type IrcWorld, type TestClient, untagged } from "../testing.ts";
import { ask, FULL, textsIn } from "./chathistory-testing.ts";

const ALICE = ":alice!~alice@cloaked.test";
const BOB = ":bob!~bob@cloaked.test";

interface Two {
  readonly irc: IrcWorld;
  readonly alice: TestClient;
  readonly bob: TestClient;
}

/** Alice, who operates #a, and bob, who is in it too. */
function two(aliceCaps = FULL, bobCaps = FULL): Two {
  const irc = createIrcWorld();
  const alice = irc.join("alice", aliceCaps);
  const bob = irc.join("bob", bobCaps);
  for (const client of [alice, bob]) client.send("JOIN #a");
  alice.lines();
  return { irc, alice, bob };
}

/** Says something, which everybody reads, and gives back its id. */
function said({ alice, bob }: Two, client: TestClient, line: string): string {
  client.lines();
  const [echo = ""] = client.send(line);
  for (const one of [alice, bob]) one.lines();
  return /msgid=([^; ]+)/.exec(echo)?.[1] ?? "";
}

describe("EDIT", () => {
  it("is shown as a correction, which replies to the message, with an id and a time of its own", async () => {
    const both = two();
    const { irc, alice, bob } = both;
    const plain = irc.join("plain", "");
    plain.send("JOIN #a");
    const id = said(both, bob, "PRIVMSG #a :tee");
    plain.lines();
    const [answer = "", ...more] = await ask(irc, bob, `EDIT #A ${id} :tea, I mean`);
    expect(more).toEqual([]);
    expect(answer).toMatch(/^@(?=\S*\+draft\/reply=)(?=\S*msgid=)(?=\S*time=)\S+ /);
    expect(answer).toContain(`+draft/reply=${id}`);
    expect(/msgid=([^; ]+)/.exec(answer)?.[1]).not.toBe(id);
    expect(alice.lines()).toEqual([answer]);
    expect(untagged([answer])).toEqual([`${BOB} PRIVMSG #a :* tea, I mean`]);
    expect(plain.lines()).toEqual([`${BOB} PRIVMSG #a :* tea, I mean`]);
  });

  it("corrects what was said to somebody", async () => {
    const both = two();
    const id = said(both, both.alice, "PRIVMSG bob :tee");
    expect(untagged(await ask(both.irc, both.alice, `EDIT bob ${id} :tea`))).toEqual([`${ALICE} PRIVMSG bob :* tea`]);
    expect(untagged(both.bob.lines())).toEqual([`${ALICE} PRIVMSG bob :* tea`]);
  });

  it("is answered with its label", async () => {
    const both = two();
    const id = said(both, both.alice, "PRIVMSG #a :tee");
    const lines = await ask(both.irc, both.alice, `@label=l1 EDIT #a ${id} :tea`, `@label=l2 EDIT #a ${id}x :tea`);
    expect(lines).toEqual([
      expect.stringMatching(`^@label=l1;\\S+ ${ALICE} PRIVMSG #a :\\* tea$`),
      expect.stringMatching(`^@label=l2 :parley.test FAIL EDIT UNKNOWN_MSGID #a ${id}x :`),
    ]);
  });

  it("says why not, as REDACT does", async () => {
    const both = two();
    const { irc, alice, bob } = both;
    const id = said(both, bob, "PRIVMSG #a :tee");
    bob.send("JOIN #b");
    const failure = async (line: string): Promise<readonly string[]> => untagged(await ask(irc, alice, line));
    expect(await failure(`EDIT #a ${id} :mine`)).toEqual([
      `:parley.test FAIL EDIT EDIT_FORBIDDEN #a ${id} :That is not yours to change.`,
    ]);
    for (const what of ["nonsense", `${id}1`]) {
      expect(await failure(`EDIT #a ${what} :x`)).toEqual([
        expect.stringMatching(`^:parley.test FAIL EDIT UNKNOWN_MSGID #a ${what} :`),
      ]);
    }
    for (const target of ["#none", "#b", "nobody"]) {
      expect(await failure(`EDIT ${target} ${id} :x`)).toEqual([
        expect.stringMatching(`^:parley.test FAIL EDIT INVALID_TARGET ${target} :`),
      ]);
    }
    expect(codes(alice.send("EDIT", "EDIT #a", `EDIT #a ${id}`))).toEqual(["461", "461", "461"]);
    const own = said(both, alice, "PRIVMSG #a :mine");
    expect(codes(await failure(`EDIT #a ${own} :`))).toEqual(["412"]);
    alice.send("MODE #a +m");
    const his = said(both, bob, "PRIVMSG alice :x");
    expect(codes(await ask(irc, bob, `EDIT #a ${id} :tea`))).toEqual(["404"]);
    expect(codes(await ask(irc, bob, `EDIT alice ${his} :y`))).toEqual(["PRIVMSG"]);
  });

  it("corrects an action and a notice by a message, and what has no text by nothing", async () => {
    const both = two();
    const { irc, bob } = both;
    const action = said(both, bob, "PRIVMSG #a :\x01ACTION waves\x01");
    expect(untagged(await ask(irc, bob, `EDIT #a ${action} :bows`))).toEqual([`${BOB} PRIVMSG #a :* bows`]);
    const notice = said(both, bob, "NOTICE #a :tee");
    expect(untagged(await ask(irc, bob, `EDIT #a ${notice} :tea`))).toEqual([`${BOB} PRIVMSG #a :* tea`]);
    const tags = said(both, bob, "@+react=x TAGMSG #a");
    expect(untagged(await ask(irc, bob, `EDIT #a ${tags} :tea`))[0]).toMatch(/FAIL EDIT UNKNOWN_MSGID/);
    expect(textsIn(await ask(irc, bob, "CHATHISTORY LATEST #a * 9"))).toBe("\x01ACTION bows\x01 tea");
  });

  it("of several lines, from a client that can ask for that, is shown as messages of several lines are", async () => {
    const both = two(`${FULL} draft/multiline`, "");
    const { irc, alice, bob } = both;
    const carol = irc.world.connect(irc.world.listen(json));
    carol.send('{"type":"hello","nick":"carol"}\n{"type":"join","channel":"#a"}\n');
    carol.send('{"type":"say","to":"#a","text":"one"}\n');
    await irc.world.settle();
    const msgid = /"id":"([^"]+)","from":\{[^}]*\},"to"/.exec(carol.take())?.[1];
    for (const client of [alice, bob]) client.lines();
    carol.send(`${JSON.stringify({ type: "edit", to: "#a", msgid, text: "one\n\ntwo" })}\n`);
    await irc.world.settle();
    expect(untagged(bob.lines())).toEqual([
      expect.stringMatching(/^:carol!\S+ PRIVMSG #a :\* one$/),
      expect.stringMatching(/^:carol!\S+ PRIVMSG #a :two$/),
    ]);
    const lines = alice.lines();
    expect(codes(lines)).toEqual(["BATCH", "PRIVMSG", "PRIVMSG", "PRIVMSG", "BATCH"]);
    expect(lines[0]).toContain(`+draft/reply=${msgid}`);
    expect(lines.slice(1, 4).map((line) => / :(.*)$/.exec(line)?.[1])).toEqual([
      expect.stringMatching(/PRIVMSG #a :\* one$/),
      expect.stringMatching(/PRIVMSG #a :$/),
      expect.stringMatching(/PRIVMSG #a :two$/),
    ]);
  });

  it("is done in the order in which it is asked for", async () => {
    const both = two();
    const id = said(both, both.bob, "PRIVMSG #a :0");
    await ask(both.irc, both.bob, `EDIT #a ${id} :1`, `EDIT #a ${id} :2`, "PRIVMSG #a :next");
    both.alice.lines();
    expect(textsIn(await ask(both.irc, both.alice, "CHATHISTORY LATEST #a * 9"))).toBe("2 next");
  });
});

describe("CHATHISTORY, where something was changed since", () => {
  const ALL = `${FULL} draft/event-playback draft/message-redaction`;

  it("shows messages with their last texts, under their own ids, and no corrections", async () => {
    const both = two(ALL, FULL);
    const { irc, alice, bob } = both;
    const id = said(both, bob, "PRIVMSG #a :tee");
    await ask(irc, bob, `EDIT #a ${id} :tea`);
    await ask(irc, bob, `EDIT #a ${id} :Tea`);
    for (const client of [alice, bob]) {
      client.lines();
      const lines = await ask(irc, client, "CHATHISTORY LATEST #a * 9");
      expect(codes(lines).filter((code) => code === "PRIVMSG")).toHaveLength(1);
      const [line] = lines.filter((one) => one.includes("PRIVMSG"));
      expect(line).toContain(`msgid=${id};`);
      expect(line).not.toContain("+draft/reply");
      expect(line).toMatch(/ PRIVMSG #a :Tea$/);
    }
  });

  it("shows as many as were asked for, whatever is not shown", async () => {
    const both = two(ALL, `${FULL} draft/event-playback`);
    const { irc, alice, bob } = both;
    const [first, second] = ["one", "two"].map((text) => {
      irc.world.clock.advance(10);
      return said(both, bob, `PRIVMSG #a :${text}`);
    });
    for (const line of [`EDIT #a ${first} :1`, `EDIT #a ${first} :One`, `REDACT #a ${second}`, `EDIT #a ${first} :1`]) {
      irc.world.clock.advance(10);
      await ask(irc, bob, line);
    }
    alice.lines();
    expect(codes(await ask(irc, alice, "CHATHISTORY LATEST #a * 1"))).toEqual(["BATCH", "REDACT", "BATCH"]);
    expect(textsIn(await ask(irc, bob, "CHATHISTORY LATEST #a * 1"))).toBe("1");
  });

  it("finds the message by the last text too", async () => {
    const both = two(`${FULL} soju.im/search`);
    const id = said(both, both.bob, "PRIVMSG #a :green tee");
    await ask(both.irc, both.bob, `EDIT #a ${id} :green tea`);
    both.alice.lines();
    expect(textsIn(await ask(both.irc, both.alice, "SEARCH text=tea"))).toBe("green tea");
    expect(textsIn(await ask(both.irc, both.alice, "SEARCH text=tee"))).toBe("");
  });

  it("shows who took back what, took another nick and is gone to who asked for all that happened", async () => {
    const both = two(ALL, FULL);
    const { irc, alice, bob } = both;
    const first = said(both, bob, "PRIVMSG #a :one");
    await ask(irc, bob, `REDACT #a ${first} :oops`);
    for (const line of ["NICK robert", "QUIT :home"]) {
      irc.world.clock.advance(10);
      bob.send(line);
    }
    await irc.world.settle();
    alice.lines();
    const lines = await ask(irc, alice, "CHATHISTORY LATEST #a * 9");
    expect(untagged(lines).slice(1, -1)).toEqual([
      `${ALICE} JOIN #a`,
      `${BOB} JOIN #a`,
      `${BOB} REDACT #a ${first} :oops`,
      `${BOB} NICK :robert`,
      ":robert!~bob@cloaked.test QUIT :Quit: home",
    ]);
    for (const line of lines.slice(1, -1)) expect(line).toMatch(/^@batch=b1;msgid=/);
    const page = await ask(irc, alice, "CHATHISTORY LATEST #a * 1");
    expect(codes(page)).toEqual(["BATCH", "QUIT", "BATCH"]);
  });

  it("shows none of that to who did not, and no redaction to who knows of none", async () => {
    const both = two(`${FULL} draft/event-playback`, FULL);
    const { irc, alice, bob } = both;
    const first = said(both, alice, "PRIVMSG #a :one");
    await ask(irc, alice, `REDACT #a ${first}`);
    bob.lines();
    expect(codes(await ask(irc, bob, "CHATHISTORY LATEST #a * 9"))).toEqual(["BATCH", "BATCH"]);
    expect(codes(await ask(irc, alice, "CHATHISTORY LATEST #a * 9"))).toEqual(["BATCH", "JOIN", "JOIN", "BATCH"]);
  });
});
