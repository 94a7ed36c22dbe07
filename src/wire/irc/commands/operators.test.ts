import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../core/limits.ts";
import { RATES } from "../../../core/rates.ts";
import { codes, createIrcWorld } from "../testing.ts";

const ROOT = ":root!~root@cloaked.test";
const BOB = ":bob!~bob@cloaked.test";
const DENIED = "Only an operator of the server may do that.";

describe("OPER", () => {
  it("makes an operator of who knows a name and its password", () => {
    const { join } = createIrcWorld();
    const client = join("root");
    expect(client.send("OPER root sesame", "MODE root")).toEqual([
      ":parley.test 381 root :You are an operator of the server now",
      `${ROOT} MODE root +o`,
      ":parley.test 221 root +o",
    ]);
    expect(client.send("OPER root sesame")).toEqual([":parley.test 381 root :You are an operator of the server now"]);
  });

  it.each(["OPER root Sesame", "OPER root :", "OPER Root sesame", "OPER nobody sesame", "OPER constructor sesame"])(
    "refuses %s, and notes that without the password",
    (line) => {
      const { join, world } = createIrcWorld();
      const bob = join("bob");
      expect(bob.send(line, "MODE bob")).toEqual([]);
      world.clock.advance(RATES.wrongPerConnection.delayMs);
      expect(bob.lines()).toEqual([":parley.test 464 bob :Name or password is wrong", ":parley.test 221 bob +"]);
      expect(bob.connection.notes).toEqual([`OPER refused for "${line.split(" ")[1]}"`]);
    },
  );

  it("cannot be guessed: each wrong password takes longer, and the last is the end of the connection", () => {
    const { join, world } = createIrcWorld();
    const bob = join("bob");
    bob.send(...Array.from({ length: RATES.wrongPerConnection.most }, () => "OPER root guess"), "OPER root sesame");
    world.clock.advance(RATES.wrongPerConnection.delayMs * (2 ** RATES.wrongPerConnection.most - 1) - 1);
    expect(codes(bob.lines())).toEqual(Array.from({ length: RATES.wrongPerConnection.most - 1 }, () => "464"));
    world.clock.advance(1);
    expect(codes(bob.lines())).toEqual(["464", "ERROR"]);
    expect(bob.connection.closed).toBe(true);
  });

  it("answers the last wrong password as a whole, with its label, before the connection ends", () => {
    const { join, world } = createIrcWorld();
    const bob = join("bob", "batch labeled-response");
    for (let i = 1; i < RATES.wrongPerConnection.most; i++) bob.send("OPER root guess");
    bob.send("@label=last OPER root guess");
    world.clock.advance(RATES.wrongPerConnection.delayMs * 2 ** RATES.wrongPerConnection.most);
    expect(bob.lines().slice(-2)).toEqual([
      "@label=last :parley.test 464 bob :Name or password is wrong",
      "ERROR :Too many wrong passwords",
    ]);
  });

  it("cannot be guessed by connecting again: after so many wrong passwords of an address none is looked at", () => {
    const { join, world } = createIrcWorld();
    for (let i = 0; i < RATES.wrongPerAddress.most; i++) join(`bob${i}`).send("OPER root guess");
    const bob = join("bob");
    const longest = RATES.wrongPerConnection.delayMs * 2 ** (RATES.wrongPerConnection.most - 1);
    expect(bob.send("OPER root sesame")).toEqual([]);
    world.clock.advance(longest - 1);
    expect(bob.lines()).toEqual([]);
    world.clock.advance(1);
    expect(codes(bob.lines())).toEqual(["464"]);
    world.clock.advance(RATES.wrongPerAddress.ms);
    expect(codes(join("carol").send("OPER root sesame"))).toContain("381");
  });

  it("can still be had from where it was had before, though others guess from everywhere", () => {
    const { connect, world } = createIrcWorld();
    const oper = (host: string, nick: string, password: string): readonly string[] => {
      const client = connect({ peer: { host, port: 1 } });
      client.send(`NICK ${nick}`, "USER u 0 * :U");
      return codes(client.send(`OPER root ${password}`));
    };
    expect(oper("198.51.100.1", "boss", "sesame")).toContain("381");
    for (let i = 0; i < RATES.wrongPerAccount.most; i++) oper(`192.0.2.${i}`, `bob${i}`, "guess");
    expect(oper("198.51.100.1", "chief", "sesame")).toContain("381");
    expect(oper("198.51.100.2", "carol", "sesame")).toEqual([]);
    world.commit();
  });

  it("is for users, and needs both", () => {
    const { connect, join } = createIrcWorld();
    expect(codes(connect().send("OPER root sesame"))).toEqual(["451"]);
    expect(codes(join("bob").send("OPER", "OPER root"))).toEqual(["461", "461"]);
  });

  it("is laid down with -o, and cannot be taken with +o", () => {
    const { operator, join } = createIrcWorld();
    const root = operator("root");
    join("bob");
    expect(root.send("MODE root -o", "KILL bob :x")).toEqual([
      `${ROOT} MODE root -o`,
      `:parley.test 481 root :${DENIED}`,
    ]);
    expect(root.send("MODE root +o")).toEqual([`:parley.test 481 root :${DENIED}`]);
  });

  it("is counted by LUSERS", () => {
    const { operator, join } = createIrcWorld();
    operator("root");
    operator("toor").send("MODE toor -o");
    expect(join("bob").send("LUSERS")).toContain(":parley.test 252 bob 1 :operator(s) online");
  });
});

describe("KILL", () => {
  it("ends the victim's connection, and tells those who share a channel", () => {
    const { operator, join } = createIrcWorld();
    const root = operator("root");
    const [bob, carol] = [join("bob"), join("carol")];
    for (const client of [bob, carol]) client.send("JOIN #a");
    bob.lines();
    const quit = `${BOB} QUIT :Killed (root (spam and eggs))`;
    expect(root.send("KILL BOB :spam and eggs", "WHOIS bob")).toEqual([
      ":parley.test 401 root bob :Nobody here has that nick",
      ":parley.test 318 root bob :End of /WHOIS list",
    ]);
    expect(bob.connection.closed).toBe(true);
    expect(bob.lines().at(-1)).toBe("ERROR :Killed (root (spam and eggs))");
    expect(carol.lines()).toEqual([quit]);
    expect(codes(join("bob").send("JOIN #a"))).toContain("JOIN");
  });

  it("is seen by the killer who shares a channel, and names a reason if none is given", () => {
    const { operator, join } = createIrcWorld();
    const root = operator("root");
    const bob = join("bob");
    for (const client of [root, bob]) client.send("JOIN #a");
    root.lines();
    expect(root.send("KILL bob")).toEqual([`${BOB} QUIT :Killed (root (No reason given))`]);
  });

  it("can hit the killer", () => {
    const { operator } = createIrcWorld();
    const root = operator("root");
    expect(root.send("KILL root :enough", "PING x").at(-1)).toBe("ERROR :Killed (root (enough))");
    expect(root.connection.closed).toBe(true);
  });

  it("is for operators, and for somebody who is here", () => {
    const { operator, join } = createIrcWorld();
    const root = operator("root");
    const bob = join("bob");
    expect(bob.send("KILL root :x", "KILL bob :x", "KILL")).toEqual([
      `:parley.test 481 bob :${DENIED}`,
      `:parley.test 481 bob :${DENIED}`,
      ":parley.test 461 bob KILL :Not enough parameters",
    ]);
    expect(codes(root.send("KILL nobody :x", "KILL : :x"))).toEqual(["401", "401"]);
    expect(bob.connection.closed).toBe(false);
  });
});

describe("WALLOPS", () => {
  it("reaches everybody of mode w, the sender only then", () => {
    const { operator, join } = createIrcWorld();
    const root = operator("root");
    const [bob, carol] = [join("bob"), join("carol")];
    bob.send("MODE bob +w");
    expect(root.send("WALLOPS :tea is ready")).toEqual([]);
    expect(bob.lines()).toEqual([`${ROOT} WALLOPS :tea is ready`]);
    expect(carol.lines()).toEqual([]);
    root.send("MODE root +w");
    expect(root.send("WALLOPS :so")).toEqual([`${ROOT} WALLOPS :so`]);
  });

  it("is for operators who have something to say", () => {
    const { operator, join } = createIrcWorld();
    expect(join("bob").send("WALLOPS :hi")).toEqual([`:parley.test 481 bob :${DENIED}`]);
    expect(codes(operator("root").send("WALLOPS", "WALLOPS :"))).toEqual(["461", "412"]);
  });

  it("is cut to what fits in a line", () => {
    const { operator, join } = createIrcWorld();
    const bob = join("bob");
    bob.send("MODE bob +w");
    operator("root").send(`WALLOPS :${"é".repeat(240)}`);
    expect(bob.lines()).toEqual([`${ROOT} WALLOPS :${"é".repeat(LIMITS.ircAwayBytes / 2)}`]);
  });
});

describe("CHGHOST", () => {
  it("is for operators, of somebody who is here, to a name and host that can be", () => {
    const { operator, join } = createIrcWorld();
    const root = operator("root", "chghost");
    const bob = join("bob");
    expect(codes(bob.send("CHGHOST bob b host.test"))).toEqual(["481"]);
    expect(codes(root.send("CHGHOST bob b", "CHGHOST nobody b host.test"))).toEqual(["461", "401"]);
    expect(codes(root.send("CHGHOST bob b@d host.test", "CHGHOST bob b :a b", "CHGHOST bob b ::x"))).toEqual([
      "400",
      "400",
      "400",
    ]);
    expect(root.send("CHGHOST bob b host.test", "USERHOST bob")).toEqual([":parley.test 302 root :bob=+b@host.test"]);
    expect(root.send("CHGHOST root r host.test")).toEqual([`${ROOT} CHGHOST r host.test`]);
  });
});
