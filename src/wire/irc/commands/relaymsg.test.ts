import { describe, expect, it } from "vitest";
import { codes, createIrcWorld, type TestClient } from "../testing.ts";

/** A bridge that operates `#a`, and somebody who reads there. */
function scene(caps = "message-tags draft/relaymsg"): { readonly bridge: TestClient; readonly reader: TestClient } {
  const { join } = createIrcWorld();
  const [bridge, reader] = [join("bridge", caps), join("reader", caps)];
  bridge.send("JOIN #a");
  reader.send("JOIN #a");
  bridge.lines();
  return { bridge, reader };
}

describe("RELAYMSG", () => {
  it("says something in the name of somebody elsewhere, and tells who passed it on to those who want to know", () => {
    const { bridge, reader } = scene();
    const said = /^@msgid=\S+;draft\/relaymsg=bridge :alice\/discord!~bridge@cloaked\.test PRIVMSG #a :hi all$/;
    expect(bridge.send("RELAYMSG #a alice/discord :hi all")).toEqual([expect.stringMatching(said)]);
    expect(reader.lines()).toEqual([expect.stringMatching(said)]);
  });

  it("is a message like any other to those who have not asked for the tag", () => {
    const { bridge, reader } = scene("server-time");
    bridge.send("RELAYMSG #a alice/discord :hi all");
    expect(reader.lines().join()).toMatch(/^@time=\S+ :alice\/discord!~bridge@cloaked\.test PRIVMSG #a :hi all$/);
  });

  it("is for those who operate the channel, with names that nobody here can have", () => {
    const { bridge, reader } = scene();
    const failed = (client: TestClient, line: string): string =>
      client.send(line).join().split(" ").slice(1, 4).join(" ");
    expect(failed(bridge, "RELAYMSG #a alice hi")).toBe("FAIL RELAYMSG INVALID_NICK");
    expect(failed(bridge, "RELAYMSG #a a!b/discord hi")).toBe("FAIL RELAYMSG INVALID_NICK");
    expect(failed(bridge, "RELAYMSG #a alice/discord :")).toBe("FAIL RELAYMSG BLANK_MSG");
    expect(failed(reader, "RELAYMSG #a alice/discord hi")).toBe("FAIL RELAYMSG PRIVS_NEEDED");
    expect(failed(bridge, "RELAYMSG #nowhere alice/discord hi")).toBe("FAIL RELAYMSG INVALID_TARGET");
    expect(codes(bridge.send("NICK alice/discord"))).toEqual(["432"]);
  });
});
