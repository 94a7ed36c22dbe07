import { describe, expect, test } from "vitest";
import { LIMITS } from "./limits.ts";
import { openAct, World } from "./testing.ts";

const join = (channel: string) => ({ type: "join", channel }) as const;

describe("a session that watches for a nick", () => {
  test("is told of coming, going and what lies between, and whether it heard of it anyway", () => {
    const world = new World();
    const eve = world.client("eve", { channels: ["#a"] });
    expect(eve.session.watch("BOB")).toBe(true);
    const bob = world.client("bob");
    expect(eve.take()).toEqual(["watched arrive bob"]);
    bob.ask({ type: "away", text: "tea" });
    bob.ask(join("#a"));
    bob.ask({ type: "away" });
    bob.ask({ type: "setname", realname: "Bob" });
    bob.ask({ type: "say", to: "#a", text: "x" });
    bob.ask({ type: "part", channel: "#a" });
    bob.session.end("gone");
    world.commit();
    expect(eve.take()).toEqual([
      "watched away bob",
      "5 join bob",
      "5 away bob",
      "6 away bob",
      "watched away bob, heard",
      "7 setname bob",
      "watched setname bob, heard",
      "8 message bob",
      "9 part bob",
      "watched quit bob",
    ]);
  });

  test("is told of somebody who takes the nick or lays it down, once even if it watches for both", () => {
    const world = new World();
    const eve = world.client("eve");
    const bob = world.client("bob");
    eve.session.watch("robert");
    const nick = (to: string): void => {
      bob.ask({ type: "nick", nick: to });
      world.commit();
    };
    nick("robert");
    eve.session.watch("bob");
    nick("bob");
    nick("BOB");
    eve.session.unwatch("BOB");
    nick("bert");
    expect(eve.take()).toEqual(["watched nick bob", "watched nick robert", "watched nick bob"]);
  });

  test("is told by which host they are seen from now on", () => {
    const world = new World();
    const root = world.client("root");
    const eve = world.client("eve");
    world.client("bob");
    eve.session.watch("bob");
    root.ask({ type: "oper", name: "boss" });
    root.ask({ type: "chghost", nick: "bob", ident: "b", host: "h" });
    world.commit();
    expect(eve.take()).toEqual(["watched chghost bob"]);
  });

  test("is told what is known about them, not what they do to others and to channels", () => {
    const world = new World();
    const bob = world.client("bob", { channels: ["#secret"] });
    const [eve, carol] = [world.client("eve"), world.client("carol")];
    eve.session.watch("bob");
    carol.session.watch("alice");
    eve.session.watch("#secret");
    world.client("alice");
    carol.take();
    bob.ask({ type: "oper", name: "boss" });
    bob.ask({ type: "metadata", to: "#secret", key: "k", value: "v" });
    bob.ask({ type: "metadata", to: "alice", key: "k", value: "v" });
    world.commit();
    expect(eve.take()).toEqual([]);
    expect(carol.take()).toEqual(["watched metadata bob"]);
    bob.ask({ type: "metadata", to: "*", key: "k", value: "v" });
    world.commit();
    expect(eve.take()).toEqual(["watched metadata bob"]);
  });

  test("watches for so many and no more; the same one again is no other, and who is not watched makes room", () => {
    const world = new World();
    const { session } = world.client("eve");
    for (let i = 0; i < LIMITS.watchesPerSession; i++) expect(session.watch(`n${i}`)).toBe(true);
    expect(session.watch("N0")).toBe(true);
    expect(session.watch("more")).toBe(false);
    session.unwatch("n0");
    session.unwatch("never watched");
    expect(session.watch("more")).toBe(true);
  });

  test("never meets what is no nick, however long it is", () => {
    const world = new World();
    const eve = world.client("eve");
    const marks = `x${"\u0300\u0316".repeat(200_000)}`;
    for (let i = 0; i <= LIMITS.watchesPerSession; i++) expect(eve.session.watch(`${i} ${marks}`)).toBe(true);
    eve.session.unwatch(marks);
    expect(eve.session.watch("bob")).toBe(true);
  });

  test("is told nothing more when it has ended, and watches for nobody from then on", () => {
    const world = new World();
    const eve = world.client("eve");
    eve.session.watch("bob");
    eve.session.end("gone");
    eve.session.watch("bob");
    world.client("bob");
    expect(eve.take()).toEqual([]);
  });

  test("hears of those who begin again under the nick, and not of another session of somebody who is here", () => {
    const world = new World();
    const eve = world.client("eve");
    eve.session.watch("bob");
    const bob = world.client("bob", { key: "b" });
    world.client("bob", { key: "b" });
    bob.session.end("gone");
    world.commit();
    expect(eve.take()).toEqual(["watched arrive bob"]);
  });

  test("whose reader takes no such news is no worse off", () => {
    const world = new World();
    const session = world.hub.connect(() => ({ kind: { render: () => "" }, deliver() {}, goodbye() {} }));
    session.submit(openAct("eve"), () => {});
    world.commit();
    session.watch("bob");
    world.client("bob");
    expect(world.bugs).toEqual([]);
  });
});
