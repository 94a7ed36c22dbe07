import { describe, expect, it } from "vitest";
import { createIrcWorld, type IrcWorld, type TestClient } from "./testing.ts";

const BOB = ":bob!~bob@cloaked.test";

/** Root, who operates the server; Bob, who has a voice and operates #a; and somebody who is in #a too. */
function three(
  caps?: string,
): IrcWorld & { readonly root: TestClient; readonly bob: TestClient; readonly other: TestClient } {
  const irc = createIrcWorld();
  const root = irc.operator("root");
  const bob = irc.join("bob");
  bob.send("JOIN #a", "MODE #a +v bob");
  const other = irc.join("other", caps);
  other.send("JOIN #a");
  bob.lines();
  return { ...irc, root, bob, other };
}

describe("a user's new host", () => {
  it("is one line for who knows of it", () => {
    const { root, other } = three("chghost");
    root.send("CHGHOST bob robert tea.test");
    expect(other.lines()).toEqual([`${BOB} CHGHOST robert tea.test`]);
  });

  it("is leaving and coming back, with the standing, for others", () => {
    const { root, other } = three();
    root.send("CHGHOST bob robert tea.test");
    expect(other.lines()).toEqual([
      `${BOB} QUIT :Changing host`,
      ":bob!robert@tea.test JOIN #a",
      ":parley.test MODE #a +ov bob bob",
    ]);
  });

  it("is shown in each channel that both are in, and in no other", () => {
    const { root, bob, other } = three("extended-join");
    for (const client of [bob, other]) client.send("JOIN #b");
    bob.send("JOIN #c");
    other.lines();
    root.send("CHGHOST bob robert tea.test");
    expect(other.lines()).toEqual([
      `${BOB} QUIT :Changing host`,
      ":bob!robert@tea.test JOIN #a * :bob of Test",
      ":parley.test MODE #a +ov bob bob",
      ":bob!robert@tea.test JOIN #b * :bob of Test",
      ":parley.test MODE #b +o bob",
    ]);
  });

  it("is told to who has it as 396, or as CHGHOST if they know of that", () => {
    const { root, bob, join } = three();
    root.send("CHGHOST bob robert tea.test");
    expect(bob.lines()).toEqual([":parley.test 396 bob tea.test :is your host now, as others see it"]);
    const carol = join("carol", "chghost");
    root.send("CHGHOST carol c tea.test");
    expect(carol.lines()).toEqual([":carol!~carol@cloaked.test CHGHOST c tea.test"]);
  });

  it("is nothing to who shares no channel, and nothing if it is the same", () => {
    const { root, join, other } = three();
    const away = join("away", "chghost");
    root.send("CHGHOST bob ~bob cloaked.test");
    expect(other.lines()).toEqual([]);
    root.send("CHGHOST bob robert tea.test");
    expect(away.lines()).toEqual([]);
  });

  it("does not show who has not been shown in the channel", () => {
    const { root, bob, other, join } = three();
    bob.send("MODE #a +D");
    const quiet = join("quiet");
    quiet.send("JOIN #a");
    for (const client of [bob, other]) client.lines();
    root.send("CHGHOST quiet q tea.test");
    expect([...bob.lines(), ...other.lines()]).toEqual([]);
    quiet.send("JOIN #b");
    other.send("JOIN #b");
    root.send("CHGHOST quiet qu tea.test");
    expect(other.lines()).toEqual([
      ":quiet!q@tea.test QUIT :Changing host",
      ":quiet!qu@tea.test JOIN #b",
      ":parley.test MODE #b +o quiet",
    ]);
  });
});

describe("invite-notify", () => {
  it("shows who could have invited somebody that somebody was", () => {
    const { bob, other, join } = three("invite-notify");
    const plain = join("plain");
    plain.send("JOIN #a");
    const guest = join("guest", "invite-notify");
    for (const client of [bob, other]) client.lines();
    expect(bob.send("INVITE guest #a")).toEqual([":parley.test 341 bob guest #a"]);
    expect(guest.lines()).toEqual([`${BOB} INVITE guest #a`]);
    expect(other.lines()).toEqual([`${BOB} INVITE guest #a`]);
    expect(plain.lines()).toEqual([]);
    bob.send("MODE #a +i", "INVITE guest #a");
    expect(other.lines()).toEqual([`${BOB} MODE #a +i`]);
  });
});
