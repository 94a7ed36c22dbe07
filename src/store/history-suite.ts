import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type OwnedFile, refOf } from "../core/files.ts";
import type { History, HistoryQuery, Kept, PastEvent, SearchQuery } from "../core/ports.ts";

/** A history that the suite may use, empty when it is made. */
export interface HistoryUnderTest {
  readonly history: History;
  /** Fulfilled when all that was kept has come where it stays, and is found. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

/** What every history must do: the contract of the port `History`, whatever keeps it. */
export function historySuite(name: string, makeHistory: () => Promise<HistoryUnderTest>): void {
  describe.each([
    ["just now", false],
    ["a while ago", true],
  ] as const)(`${name}, of what happened %s`, (_, isSettled) => {
    let made: HistoryUnderTest;
    let history: History;

    beforeEach(async () => {
      made = await makeHistory();
      history = made.history;
    });

    afterEach(() => made.stop());

    async function keep(...all: readonly Kept[]): Promise<void> {
      for (const kept of all) {
        history.keep(kept);
        if (isSettled) await made.settle();
      }
    }

    async function read(more: Partial<HistoryQuery> = {}): Promise<readonly PastEvent[]> {
      return (await history.read({ place: "#a 1", limit: 100, ...more })).events;
    }

    it("shows a message with its last text and all reactions, as that of before", async () => {
      await keep(said(1, "tea"), edited(2, 1, "coffee"), reacted(3, 1, "bob", "+1"), edited(4, 1, "cocoa"));
      await keep(reacted(5, 1, "carol", "+1"), reacted(6, 1, "bob", "+1", "unreact"));
      const now = {
        ...said(1, "cocoa").event,
        edited: { seq: 4, at: 4_000 },
        reactions: [{ text: "+1", by: [{ nick: "carol" }] }],
        reacted: 6,
      };
      expect(await read()).toEqual([now]);
      expect(await history.find(1)).toMatchObject({ event: now, place: "#a 1", author: "~alice" });
      expect((await read({ events: true })).map(({ seq, type }) => `${seq} ${type}`)).toEqual([
        "1 message",
        "2 edit",
        "3 message",
        "4 edit",
        "5 message",
        "6 message",
      ]);
    });

    it("shows messages as they are now, whichever part is asked for", async () => {
      await keep(said(1, "one"), said(2, "two"), said(3, "three"));
      await keep(edited(4, 1, "first"), edited(5, 3, "third"));
      const textsOf = async (query: Partial<HistoryQuery>): Promise<string> =>
        (await read(query)).map((event) => (event.type === "message" ? event.text : event.type)).join(" ");
      expect(await textsOf({})).toBe("first two third");
      expect(await textsOf({ limit: 1, earliest: true })).toBe("first");
      expect(await textsOf({ before: { seq: 3 } })).toBe("first two");
      expect(await textsOf({ after: { at: 2_000 } })).toBe("third");
      expect(await textsOf({ after: { at: 2_000 }, events: true })).toBe("third edit edit");
    });

    it("changes nothing by what comes from another place", async () => {
      await keep(said(1, "tea"), said(2, "cake", "#b 1"));
      const before = await read();
      await keep(edited(3, 1, "coffee", "#b 1"), reacted(4, 1, "bob", "+1", "react", "#b 1"), edited(5, 9, "nothing"));
      const { place: _nowhere, ...placeless } = reacted(6, 1, "bob", "+1");
      await keep(placeless);
      expect(await read()).toEqual(before);
      expect(await history.find(1)).toMatchObject({ event: { text: "tea" } });
    });

    it("has nothing left of a message that was taken back, nor of what was about it", async () => {
      await keep(said(1, "tea"), said(2, "cake"), edited(3, 1, "coffee"), edited(4, 2, "pie"));
      await keep(reacted(5, 1, "bob", "+1"), reacted(6, 2, "bob", "+1"), takenBack(7, 1));
      expect((await read({ events: true })).map(({ seq, type }) => `${seq} ${type}`)).toEqual([
        "2 message",
        "4 edit",
        "6 message",
        "7 redact",
      ]);
      expect(await read()).toMatchObject([{ text: "pie", reactions: [{ text: "+1" }] }]);
      expect(await history.find(1)).toBeUndefined();
      expect(await history.find(2)).toBeDefined();
      await keep(edited(8, 1, "again"), takenBack(9, 1));
      expect((await read({ events: true })).map(({ seq }) => seq)).toEqual([2, 4, 6, 7, 9]);
    });

    it("leaves out what is not asked for of all that happened, and gives full pages", async () => {
      await keep(said(1, "one"), said(2, "two"), edited(3, 1, "1"), edited(4, 2, "2"), takenBack(5, 9));
      const query = { place: "#a 1", limit: 2, events: true };
      const seqsOf = async (except: NonNullable<HistoryQuery["except"]>): Promise<readonly number[]> =>
        (await history.read({ ...query, except })).events.map(({ seq }) => seq);
      expect(await seqsOf([])).toEqual([4, 5]);
      expect(await seqsOf(["edit"])).toEqual([2, 5]);
      expect(await seqsOf(["edit", "redact"])).toEqual([1, 2]);
      expect(await read({ except: ["message"] })).toHaveLength(2);
    });

    it("gives full pages, whatever is left out", async () => {
      await keep(said(1, "one"), said(2, "two"), said(3, "three"));
      await keep(...[4, 5, 6, 7].map((seq) => reacted(seq, 3, `bob${seq}`, "+1")), takenBack(8, 3));
      const page = await history.read({ place: "#a 1", limit: 2, events: true, before: { seq: 8 } });
      expect([page.events.map(({ seq }) => seq), page.more]).toEqual([[1, 2], false]);
      const first = await history.read({ place: "#a 1", limit: 1, events: true, before: { seq: 8 } });
      expect([first.events.map(({ seq }) => seq), first.more]).toEqual([[2], true]);
    });

    it("knows the latest messages of places, from the first that counts on", async () => {
      await keep(said(1, "tea"), said(2, "cake", "#b 1"), said(3, "psst", "@alice bob"), said(4, "pie", "#c 1"));
      await keep(edited(5, 1, "coffee"), reacted(6, 1, "bob", "+1"));
      const latest = async (since: number): Promise<readonly string[]> => {
        const channels = ["#a 1", "#b 1"].map((place) => ({ place, since }));
        const query = { channels, identity: "bob", after: 0, before: 99_000, earliest: false, limit: 9 };
        return (await history.latest(query)).map(({ place, seq, at }) => `${place} ${seq} ${at}`);
      };
      expect(await latest(0)).toEqual(["#a 1 1 1000", "#b 1 2 2000", "@alice bob 3 3000"]);
      expect(await latest(2)).toEqual(["#b 1 2 2000", "@alice bob 3 3000"]);
      await keep(takenBack(7, 2, "#b 1"), takenBack(8, 3, "@alice bob"));
      expect(await latest(0)).toEqual(["#a 1 1 1000"]);
    });

    it("finds messages by the words that they have now, and those that share files", async () => {
      const cake = { id: "1", name: "cake.png", type: "image/png", size: 1, hash: "h" };
      await keep(
        said(1, "teapot"),
        said(2, "teapot again"),
        shared(3, "teacake", { ...cake, owner: "~alice", room: "~home" }),
      );
      await keep(edited(4, 1, "coffee"), said(5, "elsewhere teapot", "#b 1"), reacted(6, 2, "bob", "+1"));
      await made.settle();
      expect(await found("teapot")).toEqual(["teapot again"]);
      expect(await found("coffee")).toEqual(["coffee"]);
      expect(await found("", { file: true })).toEqual(["teacake"]);
      expect(await found("teapot", { file: true })).toEqual([]);
      expect((await search("teacake")).found).toMatchObject([{ event: { files: [cake] }, place: "#a 1" }]);
      expect(JSON.stringify(await search("teacake"))).not.toContain("owner");
      expect((await search("again")).found).toMatchObject([{ event: { reactions: [{ text: "+1" }] } }]);
      await keep(takenBack(7, 1), takenBack(8, 3));
      await made.settle();
      expect([await found("coffee"), await found("", { file: true })]).toEqual([[], []]);
      expect(await found("")).toEqual(["teapot again"]);
    });

    function search(text: string, more: Partial<SearchQuery> = {}): ReturnType<History["search"]> {
      const places = [{ place: "#a 1", since: 0 }];
      const terms = text === "" ? [] : [{ text, exact: false }];
      return history.search({ terms, places, order: "newest", limit: 9, ...more });
    }

    async function found(text: string, more: Partial<SearchQuery> = {}): Promise<readonly string[]> {
      return (await search(text, more)).found.map(({ event }) => event.text);
    }
  });
}

/** Something that happened, at its seq in seconds. */
function base(seq: number, nick: string): { seq: number; at: number; id: string; from: PastEvent["from"] } {
  return { seq, at: seq * 1_000, id: idOf(seq), from: { nick, user: "u", host: "h" } };
}

function idOf(seq: number): string {
  return `e-${seq.toString(36)}`;
}

/** Alice says something. */
export function said(seq: number, text: string, place: string = "#a 1"): Kept {
  const event = { type: "message", ...base(seq, "alice"), to: "#a", form: "message", text } as const;
  return { event, place, author: "~alice" };
}

function shared(seq: number, text: string, file: OwnedFile): Kept {
  const { event, ...rest } = said(seq, text);
  return event.type === "message"
    ? { ...rest, event: { ...event, files: [refOf(file)] }, files: [file] }
    : { ...rest, event };
}

/** Alice gives the message of a seq another text. */
export function edited(seq: number, amends: number, text: string, place: string = "#a 1"): Kept {
  const event = { type: "edit", ...base(seq, "alice"), to: "#a", msgid: idOf(amends), text } as const;
  return { event, place, author: "~alice", amends };
}

/** Somebody reacts to the message of a seq, or takes that back. */
export function reacted(
  seq: number,
  amends: number,
  nick: string,
  reaction: string,
  verb: "react" | "unreact" = "react",
  place: string = "#a 1",
): Kept {
  const tags = { "+draft/reply": idOf(amends), [`+draft/${verb}`]: reaction };
  const event = { type: "message", ...base(seq, nick), to: "#a", form: "tags", text: "", tags } as const;
  return { event, place, author: `~${nick}`, amends };
}

/** Alice takes back the message of a seq. */
export function takenBack(seq: number, redacts: number, place: string = "#a 1"): Kept {
  const event = { type: "redact", ...base(seq, "alice"), to: "#a", msgid: idOf(redacts) } as const;
  return { event, place, author: "~alice", redacts };
}
