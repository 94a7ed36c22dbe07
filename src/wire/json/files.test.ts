import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { channelByName } from "../../core/state.ts";
import { createWorld } from "../testing.ts";
import { json } from "./json.ts";
import { parseMessage } from "./parse-message.ts";
import { ask, meetForTea, took } from "./testing.ts";

/** Shares files of these names in `#tea`, in that order. */
function share({ world }: ReturnType<typeof meetForTea>, ...names: readonly string[]): void {
  const place = channelByName(world.hub.state, "#tea")?.id ?? "";
  for (const [seq, name] of names.entries()) {
    world.files.all.push({ id: `id${seq}`, name, type: "image/png", size: seq, hash: "00", owner: "~1", room: "~1" });
    world.files.shared.push({ id: `id${seq}`, place, seq: 1_000 + seq });
  }
}

describe("files", () => {
  it("are listed for a channel, the newest first, with whether there are more, and not with whose they are", async () => {
    const meeting = meetForTea();
    share(meeting, "one.png", "two.png", "three.png");
    expect(await ask(meeting, meeting.bob, { type: "files", channel: "#Tea", ref: "1" })).toEqual([
      {
        type: "ok",
        ref: "1",
        files: [
          { id: "id2", name: "three.png", type: "image/png", size: 2, hash: "00" },
          { id: "id1", name: "two.png", type: "image/png", size: 1, hash: "00" },
          { id: "id0", name: "one.png", type: "image/png", size: 0, hash: "00" },
        ],
        more: false,
      },
    ]);
    const [page] = await ask(meeting, meeting.bob, { type: "files", channel: "#tea", limit: 2 });
    expect(page).toMatchObject({ files: [{ name: "three.png" }, { name: "two.png" }], more: true });
    const [most] = await ask(meeting, meeting.bob, { type: "files", channel: "#tea", limit: 1_000_000 });
    expect(most).toMatchObject({ more: false });
  });

  it("are found by name, however many newer ones there are, in whatever bytes the name is typed", async () => {
    const meeting = meetForTea();
    share(meeting, "caf\u00e9.png", ...Array.from({ length: LIMITS.filesListed }, (_, i) => `${i}.png`));
    const [found] = await ask(meeting, meeting.bob, { type: "files", channel: "#tea", name: "cafe\u0301.png" });
    expect(found).toMatchObject({ files: [{ id: "id0" }], more: false });
    const [none] = await ask(meeting, meeting.bob, { type: "files", channel: "#tea", name: "no.png" });
    expect(none).toMatchObject({ files: [], more: false });
  });

  it("are those of a talk with somebody, too", async () => {
    const meeting = meetForTea();
    meeting.world.files.list = async (place) => [{ id: place, name: "x", type: "text/plain", size: 1, hash: "" }];
    const [ofAlice] = await ask(meeting, meeting.alice, { type: "files", with: "bob" });
    const [ofBob] = await ask(meeting, meeting.bob, { type: "files", with: "alice" });
    expect(ofAlice).toMatchObject({ files: [{ id: expect.stringMatching(/^@/) }] });
    expect(ofBob).toEqual(ofAlice);
  });

  it("are shown to members only, and of one place at a time", async () => {
    const meeting = meetForTea();
    const outsider = meeting.world.connect(meeting.world.listen(json));
    const codes = async (command: object): Promise<unknown[]> =>
      (await ask(meeting, outsider, { type: "files", ...command })).map(({ code }) => code);
    expect(await codes({ channel: "#tea" })).toEqual(["not-open"]);
    await ask(meeting, outsider, { type: "hello", nick: "eve" });
    expect(await codes({ channel: "#tea" })).toEqual(["not-in-channel"]);
    expect(await codes({ channel: "tea" })).toEqual(["no-such-channel"]);
    expect(await codes({ with: "#tea" })).toEqual(["no-such-nick"]);
    expect(await codes({})).toEqual(["bad-command"]);
    expect(await codes({ channel: "#tea", with: "bob" })).toEqual(["bad-command"]);
  });

  it("that can't be looked up just now are refused, and who leaves then still hears it", async () => {
    const meeting = meetForTea();
    meeting.world.files.list = () => Promise.reject(new Error("the disk is gone"));
    const heard = await ask(meeting, meeting.bob, { type: "files", channel: "#tea", ref: "1" }, { type: "bye" });
    expect(heard).toMatchObject([{ type: "refused", code: "unavailable", ref: "1" }, { type: "ok" }]);
  });

  it("come to a client as they were sent", async () => {
    const meeting = meetForTea();
    share(meeting, "one.png");
    const [answer] = await ask(meeting, meeting.bob, { type: "files", channel: "#tea", ref: "1" });
    expect(parseMessage(JSON.stringify(answer))).toEqual({
      type: "ok",
      ref: "1",
      files: [{ id: "id0", name: "one.png", type: "image/png", size: 0, hash: "00" }],
      more: false,
    });
  });
});

describe("a ticket", () => {
  it("comes with where files are uploaded to", async () => {
    const world = createWorld();
    const uploads = "http://parley.test:5050/files/";
    const alice = world.connect(world.listen(json, {}, "#lobby", { uploads }));
    expect(await ask({ world }, alice, { type: "ticket" })).toMatchObject([{ code: "not-open" }]);
    const answer = (await ask({ world }, alice, { type: "hello", nick: "alice" }, { type: "ticket", ref: "t" })).at(-1);
    expect(answer).toEqual({ type: "ok", ref: "t", ticket: `ticket of ${alice.session.id}`, upload: uploads });
    expect(parseMessage(JSON.stringify(answer))).toEqual(answer);
  });

  it("is good for what is there already, if no more is taken, and refused by a server without files", async () => {
    const world = createWorld();
    const bob = world.connect(world.listen(json));
    await ask({ world }, bob, { type: "hello", nick: "bob" });
    expect(await ask({ world }, bob, { type: "ticket" })).toEqual([
      { type: "ok", ticket: `ticket of ${bob.session.id}` },
    ]);
    const alice = world.connect(world.listen(json), { takesNoFiles: true });
    await ask({ world }, alice, { type: "hello", nick: "alice" });
    took(alice);
    expect(await ask({ world }, alice, { type: "ticket" })).toEqual([
      { type: "refused", code: "unavailable", text: "This server has no files." },
    ]);
  });
});
