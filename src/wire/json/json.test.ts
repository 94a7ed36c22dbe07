import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { COMMANDS } from "./commands.ts";
import { json } from "./json.ts";
import { parseCommand } from "./parse-command.ts";
import { meet, tell, took } from "./testing.ts";

const enter = (nick: string): object[] => [
  { type: "hello", nick },
  { type: "join", channel: "#lobby" },
];

describe("the native dialect", () => {
  it("acknowledges a message, and shows it, only once it is durable", () => {
    const { world, alice, bob } = meet();
    tell(alice, ...enter("alice"));
    tell(bob, ...enter("bob"));
    world.commit();
    took(alice);
    took(bob);
    tell(alice, { type: "say", to: "#lobby", text: "hello", ref: "1" });
    expect([took(alice), took(bob)]).toEqual([[], []]);
    world.commit();
    expect(took(bob)).toMatchObject([{ type: "message", from: { nick: "alice" }, text: "hello" }]);
    expect(took(alice)).toMatchObject([
      { type: "message", text: "hello" },
      { type: "ok", ref: "1" },
    ]);
  });

  it("takes half a character for U+FFFD, as it is to whoever reads UTF-8, and leaves whole ones alone", () => {
    const { world, alice } = meet();
    tell(alice, ...enter("alice"));
    world.commit();
    took(alice);
    alice.send('{"type":"say","to":"#lobby","text":"\\ud800 \\uD83D\\ude00 \\udead"}\n');
    world.commit();
    expect(took(alice)[0]).toMatchObject({ type: "message", text: "\ufffd \u{1f600} \ufffd" });
  });

  it("answers every command once, by its ref, in the order in which they were asked", async () => {
    const { world, alice } = meet();
    tell(
      alice,
      { type: "ping", ref: "a" },
      { type: "hello", nick: "alice", ref: "b" },
      { type: "join", channel: "#lobby", ref: "c" },
      { type: "names", channel: "#lobby", ref: "d" },
      { type: "say", to: "#nowhere", text: "x", ref: "e" },
      { type: "channels", ref: "f" },
      { type: "whois", nick: "ALICE", ref: "g" },
      { type: "topic", channel: "#lobby", topic: "Tea", ref: "h" },
      { type: "names", channel: "#lobby", ref: "i" },
      { type: "bye", ref: "j" },
    );
    await world.settle();
    const answers = took(alice).filter(({ type }) => type === "ok" || type === "refused");
    expect(answers.map(({ ref }) => ref).join("")).toBe("abcdefghij");
    expect(answers[3]).toMatchObject({ channel: "#lobby", members: [{ nick: "alice" }] });
    expect(answers[4]).toMatchObject({ type: "refused", code: "no-such-channel", about: "#nowhere" });
    expect(answers[8]).toMatchObject({ topic: "Tea", flags: "n" });
    expect(alice.closed).toBe(true);
  });

  it("answers a message that is sent again with the first one's seq, and shows it once", () => {
    const { world, alice, bob } = meet();
    const client = "a secret of sixteen";
    tell(alice, { type: "hello", nick: "alice", client }, { type: "join", channel: "#lobby" });
    tell(bob, ...enter("bob"));
    world.commit();
    tell(alice, { type: "say", to: "#lobby", text: "once", ref: "1" });
    world.commit();
    alice.drop();
    world.commit();
    const again = world.connect(world.listen(json));
    tell(again, { type: "hello", nick: "alice", client }, { type: "join", channel: "#lobby" });
    tell(again, { type: "say", to: "#lobby", text: "once", ref: "1" });
    world.commit();
    const said = took(bob).filter(({ type }) => type === "message");
    expect(said).toHaveLength(1);
    expect(took(again).at(-1)).toEqual({ type: "ok", ref: "1", seq: said[0]?.["seq"], repeated: true });
  });

  it("gives history to members only, with whether there is more", async () => {
    const { world, alice, bob } = meet();
    tell(alice, ...enter("alice"));
    for (const text of ["one", "two", "three"]) tell(alice, { type: "say", to: "#lobby", text });
    tell(bob, { type: "hello", nick: "bob" }, { type: "history", channel: "#lobby", ref: "no" });
    tell(alice, { type: "history", channel: "#lobby", limit: 2, ref: "yes" });
    await world.settle();
    expect(took(bob).at(-1)).toMatchObject({ type: "refused", ref: "no", code: "not-in-channel" });
    expect(took(alice).at(-1)).toMatchObject({
      ref: "yes",
      more: true,
      messages: [{ text: "two" }, { text: "three" }],
    });
  });

  it("answers what was asked before the end, however it comes", async () => {
    for (const leave of ["bye", "end"] as const) {
      const { world, alice } = meet();
      tell(alice, ...enter("alice"), { type: "history", channel: "#lobby", ref: "asked" });
      if (leave === "bye") tell(alice, { type: "bye", ref: "bye" });
      else alice.end();
      await world.settle();
      expect(took(alice).filter(({ ref }) => ref === "asked")).toMatchObject([{ type: "ok" }]);
      expect(alice.closed).toBe(true);
    }
  });

  it("does not wait for ever for a hello", () => {
    const { world, alice, bob } = meet();
    tell(alice, { type: "ping" });
    tell(bob, { type: "hello", nick: "bob" });
    world.commit();
    world.clock.advance(LIMITS.registrationMs);
    expect(took(alice).at(-1)).toMatchObject({ type: "goodbye", code: "timeout" });
    expect([alice.closed, bob.closed]).toEqual([true, false]);
  });

  it("takes the line ends of every system", () => {
    const { world, alice } = meet();
    tell(alice, ...enter("alice"), { type: "say", to: "#lobby", text: "one\r\ntwo\rthree" });
    world.commit();
    expect(took(alice).at(-2)).toMatchObject({ text: "one\ntwo\nthree" });
  });

  it.each([
    ["nonsense", "bad-command", /not JSON/],
    ["[]", "bad-command", /not a JSON object/],
    ["{}", "bad-command", /`type`/],
    ['{"type":"dance"}', "unknown-command", /no command "dance"/],
    ['{"type":"constructor"}', "unknown-command", /no command/],
    ['{"type":"join"}', "bad-command", /join needs the field "channel"/],
    ['{"type":"history","channel":"#a","limit":-1}', "bad-command", /history: the field "limit"/],
    ['{"type":"say","to":"#a","tags":{"time":"now"}}', "bad-command", /tags/],
    ['{"type":"say","to":"#lobby","text":"x"}', "not-open", /hello/],
    ["\xff", "bad-command", /not UTF-8/],
  ])("refuses %j and goes on", (line, code, sentence) => {
    const { world, alice } = meet();
    alice.send(line === "\xff" ? Uint8Array.of(0xff, 10) : `${line}\n`);
    const [answer] = took(alice);
    expect(answer).toMatchObject({ type: "refused", code });
    expect(answer?.["text"]).toMatch(sentence);
    tell(alice, { type: "hello", nick: "alice", ref: "1" });
    world.commit();
    expect(took(alice).at(-1)).toMatchObject({ type: "ok", ref: "1" });
  });

  it("hears the same however the bytes are cut", () => {
    const talk = [...enter("älice"), { type: "say", to: "#lobby", text: "tschüß 👋", ref: "1" }];
    const bytes = new TextEncoder().encode(talk.map((command) => `${JSON.stringify(command)}\r\n`).join(""));
    const hear = (cuts: readonly number[]): string => {
      const { world, alice } = meet();
      let from = 0;
      for (const cut of [...cuts.toSorted((one, other) => one - other), bytes.length]) {
        alice.send(bytes.slice(from, cut));
        from = cut;
      }
      world.commit();
      return alice.take();
    };
    const whole = hear([]);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length)), (cuts) => {
        expect(hear(cuts)).toBe(whole);
      }),
    );
  });
});

it("parseCommand never throws, whatever the line", () => {
  const field = fc.oneof(fc.string(), fc.integer(), fc.jsonValue(), fc.constantFrom("#lobby", "alice"));
  const command = fc
    .tuple(
      fc.constantFrom(...Object.keys(COMMANDS)),
      fc.dictionary(fc.constantFrom("channel", "nick", "to", "text", "ref", "tags", "changes", "limit"), field),
    )
    .map(([type, rest]) => JSON.stringify({ type, ...rest }));
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), command), (line) => {
      const parsed = parseCommand(line);
      expect("command" in parsed || "problem" in parsed).toBe(true);
    }),
  );
});
