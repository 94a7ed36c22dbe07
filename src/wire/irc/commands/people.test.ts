import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../core/limits.ts";
import { json } from "../../json/json.ts";
import { createIrcWorld } from "../testing.ts";
import { COMMANDS } from "./table.ts";

function codes(lines: readonly string[]): (string | undefined)[] {
  return lines.map((line) => line.split(" ")[1]);
}

describe("NICK", () => {
  it("is told to all who see the user, the user included", () => {
    const { join } = createIrcWorld();
    const [alice, bob] = [join("alice"), join("bob")];
    for (const client of [alice, bob]) client.send("JOIN #a");
    alice.lines();
    expect(alice.send("NICK al")).toEqual([":alice!~alice@cloaked.test NICK :al"]);
    expect(bob.lines()).toEqual([":alice!~alice@cloaked.test NICK :al"]);
    expect(codes(alice.send("NICK bob", "NICK 1", "NICK :", "NICK"))).toEqual(["433", "432", "431", "431"]);
    expect(alice.send("PING x")).toEqual([":parley.test PONG parley.test :x"]);
  });
});

describe("WHO", () => {
  it("lists a channel, a nick, and whoever fits a mask", () => {
    const { join } = createIrcWorld();
    const alice = join("alice");
    alice.send("JOIN #a", "AWAY :tea", "MODE alice +B");
    const bob = join("bob");
    const row = ":parley.test 352 bob #a ~alice cloaked.test parley.test alice GB@ :0 alice of Test";
    const bare = ":parley.test 352 bob * ~alice cloaked.test parley.test alice GB :0 alice of Test";
    bob.lines();
    expect(bob.send("WHO #A")).toEqual([row, ":parley.test 315 bob #A :End of WHO list"]);
    expect(bob.send("WHO ALICE")).toEqual([row, ":parley.test 315 bob ALICE :End of WHO list"]);
    expect(bob.send("WHO al*")).toEqual([bare, ":parley.test 315 bob al* :End of WHO list"]);
    expect(codes(bob.send("WHO", "WHO 0", "WHO none"))).toEqual("352 352 315 352 352 315 315".split(" "));
  });

  it("hides who wants to be hidden from those who share no channel with them", () => {
    const { join } = createIrcWorld();
    const alice = join("alice");
    alice.send("MODE alice +i", "JOIN #a");
    const bob = join("bob");
    bob.lines();
    expect(codes(bob.send("WHO #a", "WHO al*", "WHO alice"))).toEqual(["315", "315", "352", "315"]);
    bob.send("JOIN #a");
    expect(codes(bob.send("WHO al*"))).toEqual(["352", "315"]);
  });
});

describe("WHOIS and the like", () => {
  it("tell about somebody", () => {
    const { join } = createIrcWorld();
    const alice = join("alice");
    alice.send("JOIN #a,#s", "MODE #s +s", "AWAY :tea", "MODE alice +B");
    const bob = join("bob");
    bob.lines();
    expect(bob.send("WHOIS parley.test ALICE")).toEqual([
      ":parley.test 311 bob alice ~alice cloaked.test * :alice of Test",
      ":parley.test 319 bob alice :@#a",
      ":parley.test 312 bob alice parley.test :A server for tests",
      ":parley.test 301 bob alice :tea",
      ":parley.test 317 bob alice 0 1739022889 :seconds idle, signon time",
      ":parley.test 335 bob alice :is a bot",
      ":parley.test 318 bob ALICE :End of /WHOIS list",
    ]);
    expect(codes(bob.send("WHOIS", "WHOIS nobody", "WHOWAS alice"))).toEqual("431 401 318 406 369".split(" "));
    expect(bob.send("USERHOST bob nobody alice", "ISON alice nobody :bob x")).toEqual([
      ":parley.test 302 bob :bob=+~bob@cloaked.test alice=-~alice@cloaked.test",
      ":parley.test 303 bob :alice bob",
    ]);
  });
});

describe("WHOIS", () => {
  it("says by which way somebody comes, unless it is IRC", () => {
    const { join, world } = createIrcWorld();
    world.connect(world.listen(json)).send('{"type":"hello","nick":"script"}\n');
    const bob = join("bob");
    bob.lines();
    expect(bob.send("WHOIS script")).toContain(":parley.test 320 bob script :is connected by way of json");
    expect(codes(bob.send("WHOIS bob"))).not.toContain("320");
  });

  it("says for how long somebody has said nothing, whatever else they did, and since when they are here", () => {
    const { join, world } = createIrcWorld();
    const began = Math.floor(world.clock.now() / 1000);
    const alice = join("alice", "message-tags");
    const idle = (): string | undefined =>
      join(`b${world.clock.now()}`)
        .send("WHOIS alice")
        .find((line) => line.includes(" 317 "));
    world.clock.advance(61_000);
    alice.send("JOIN #a", "@+react=x TAGMSG #a");
    expect(idle()).toMatch(new RegExp(` 317 b\\d+ alice 61 ${began} :seconds idle, signon time$`));
    alice.send("PRIVMSG #a :hi");
    world.clock.advance(5_900);
    expect(idle()).toContain(` 317 b${world.clock.now()} alice 5 ${began} :`);
  });

  it("says who is an operator of the server, and who is signed in to which account", () => {
    const { join, operator, world } = createIrcWorld();
    operator("root");
    for (const user of world.hub.state.users.values()) Object.assign(user, { account: "Rooty" });
    const lines = join("bob").send("WHOIS root");
    expect(lines).toContain(":parley.test 313 bob root :is an operator of the server");
    expect(lines).toContain(":parley.test 330 bob root Rooty :is signed in as");
    expect(codes(lines)).toEqual("311 312 313 330 317 318".split(" "));
  });

  it("says one's own address, and nobody else's", () => {
    const { join } = createIrcWorld();
    const alice = join("alice");
    join("bob");
    expect(alice.send("WHOIS alice")).toContain(":parley.test 338 alice alice 127.0.0.1 :is your own address");
    expect(codes(alice.send("WHOIS bob"))).not.toContain("338");
  });
});

describe("AWAY", () => {
  it("is confirmed, there and back", () => {
    const { join } = createIrcWorld();
    const alice = join("alice", "away-notify");
    alice.lines();
    expect(alice.send("AWAY :tea", "AWAY :", "AWAY")).toEqual([
      ":parley.test 306 alice :You have been marked as being away",
      ":parley.test 305 alice :You are no longer marked as being away",
      ":parley.test 305 alice :You are no longer marked as being away",
    ]);
  });
});

describe("what the server tells of itself", () => {
  it("answers every question with its numerics", () => {
    const { join } = createIrcWorld();
    const alice = join("alice");
    alice.lines();
    expect(codes(alice.send("MOTD"))).toEqual(["375", "372", "372", "376"]);
    expect(codes(alice.send("LUSERS"))).toEqual("251 252 253 254 255 265 266".split(" "));
    const told = codes(alice.send("VERSION", "TIME", "ADMIN", "INFO"));
    expect(told.filter((code, i) => code !== "005" || told[i - 1] !== "005")).toEqual(
      "351 005 391 256 257 258 259 371 371 374".split(" "),
    );
  });

  it("helps with every command there is", () => {
    const { join } = createIrcWorld();
    const alice = join("alice");
    alice.lines();
    for (const name of COMMANDS.keys()) expect(codes(alice.send(`HELP ${name}`))).toEqual(["704", "705", "706"]);
    expect(codes(alice.send("help"))).toEqual(["704", ...Array.from(COMMANDS, () => "705"), "706"]);
    expect(codes(alice.send("HELPOP nonsense"))).toEqual(["524"]);
  });

  it("says in 005 what the core bears", () => {
    const { join } = createIrcWorld();
    const tokens = join("alice")
      .send("VERSION")
      .filter((line) => line.includes(" 005 "))
      .flatMap((line) => line.replace(/^:parley\.test 005 alice | :are supported.*$/g, "").split(" "));
    expect(tokens.filter((token) => token.split("=").length > 2)).toEqual([]);
    expect(tokens).toEqual(
      expect.arrayContaining([
        "NETWORK=Parley",
        "CASEMAPPING=ascii",
        "CHANTYPES=#",
        "PREFIX=(qaohv)~&@%+",
        expect.stringMatching(/^CHANMODES=beI,k,\w*l\w*,\w*imnrst$/),
        `NICKLEN=${LIMITS.nickBytes}`,
        "TARGMAX=PRIVMSG:4,NOTICE:4,TAGMSG:4,JOIN:,PART:,KICK:,NAMES:,LIST:,WHOIS:1",
        "BOT=B",
        "UTF8ONLY",
      ]),
    );
  });
});
