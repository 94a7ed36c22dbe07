import { expect, test } from "vitest";
import { LIMITS } from "../limits.ts";
import { eventId } from "../state.ts";
import { Story, World } from "../testing.ts";

test("a report is noted for those who keep order, and told to nobody", () => {
  const story = new Story();
  story.gather("#a", "alice", "bob");
  story.act("bob", { type: "say", to: "#a", text: "rude" });
  const msgid = eventId(story.state, story.state.seq);
  const said = { by: "bob", text: "rude" };
  const report = { type: "report", to: "#a", msgid, reason: "it is rude", said } as const;
  expect(story.outcome("alice", report)).toEqual([]);
  expect(story.noted).toMatchObject([{ action: "report", from: { nick: "alice" }, channel: "#a", msgid, said }]);
  expect(story.outcome("alice", { ...report, reason: "a\nb" })).toBe("bad-command");
  expect(story.outcome("alice", { ...report, reason: "x".repeat(LIMITS.reasonBytes + 1) })).toBe("too-long");
  expect(story.outcome("alice", { type: "report", to: "#a", msgid, reason: "" })).toBe("no-such-message");
  expect(story.outcome("alice", { ...report, msgid: "another log-1" })).toBe("no-such-message");
});

test("what one can't read can't be reported, and what can be is shown in part", async () => {
  const world = new World();
  const bob = world.client("bob", { channels: ["#a"] });
  const eve = world.client("eve");
  const alice = world.client("alice", { channels: ["#a"] });
  bob.ask({ type: "say", to: "#a", text: "x".repeat(LIMITS.reportBytes + 1) });
  bob.ask({ type: "say", to: "alice", text: "for you alone" });
  world.commit();
  const [open, secret] = [world.hub.state.seq - 1, world.hub.state.seq].map((seq) => eventId(world.hub.state, seq));
  const report = async (client: typeof eve, to: string, msgid = ""): Promise<string> => {
    client.take();
    await client.session.amend({ type: "report", to, msgid, reason: "rude" }, ({ refusal }) =>
      client.heard.push(refusal?.code ?? "ok"),
    );
    world.commit();
    return client.take().at(-1) ?? "";
  };
  expect(await report(eve, "#a", open)).toBe("no-such-message");
  expect(await report(eve, "bob", secret)).toBe("no-such-message");
  expect(await report(eve, "alice", secret)).toBe("no-such-message");
  expect(await report(alice, "#a", secret)).toBe("no-such-message");
  expect(await report(alice, "#a", open)).toBe("ok");
  expect(await report(alice, "bob", secret)).toBe("ok");
  const notes = world.kept.flatMap((event) => (event.type === "moderation" ? (event.said?.text ?? "") : []));
  expect(notes).toEqual(["x".repeat(LIMITS.reportBytes), "for you alone"]);
});
