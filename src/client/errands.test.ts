import { expect, it } from "vitest";
import { type Errand, runErrand } from "./errands.ts";
import type { Asked, Reply } from "./outgoing.ts";

const NOBODY: Reply = { type: "refused", code: "no-such-nick", text: "Nobody here has that nick." };
const BANS = ["a:robert", "bob!*@*", "carol!*@*"];

/** Runs an errand in a channel with these bans. @param whois what is answered about anybody */
async function run(errand: Errand, whois: Reply = NOBODY): Promise<{ reply: Reply; changes: readonly string[] }> {
  const changes: string[] = [];
  const ask = async (command: Asked): Promise<Reply> => {
    if (command.type === "whois") return whois;
    if (command.type === "names") return { type: "ok", channel: "#tea", members: [], topic: "cake" };
    if (command.type === "modes") {
      const masks = [...BANS.map((mask) => ({ list: "b", mask })), { list: "e", mask: "dave!*@*" }];
      return { type: "ok", channel: "#tea", flags: "", masks: masks.map((mask) => ({ ...mask, by: "alice", at: 0 })) };
    }
    if (command.type === "mode") {
      changes.push(...command.changes.map(({ set, mode, parameter }) => `${set ? "+" : "-"}${mode} ${parameter}`));
    }
    return { type: "ok", seq: 1 };
  };
  return { reply: await runErrand(errand, ask), changes };
}

function whois(nick: string, account?: string): Reply {
  return { type: "ok", user: { nick, user: "u", host: "h", ...(account !== undefined && { account }) } };
}

const ban = (who: string): Errand => ({ type: "ban", channel: "#tea", who, set: true });
const unban = (who: string): Errand => ({ type: "ban", channel: "#tea", who, set: false });

it("bans who is signed in by their account, others by their nick, and masks as they are", async () => {
  expect((await run(ban("bob"), whois("Bob", "robert"))).changes).toEqual(["+b a:robert"]);
  expect((await run(ban("bob"), whois("Bob"))).changes).toEqual(["+b Bob!*@*"]);
  expect((await run(ban("gone"))).changes).toEqual(["+b gone!*@*"]);
  for (const mask of ["*!*@here", "a:robert", "bo?"]) expect((await run(ban(mask))).changes).toEqual([`+b ${mask}`]);
});

it("takes away the bans of somebody that there are, however they were made", async () => {
  expect((await run(unban("BOB"), whois("Bob", "robert"))).changes).toEqual(["-b a:robert", "-b bob!*@*"]);
  expect((await run(unban("carol"))).changes).toEqual(["-b carol!*@*"]);
  expect((await run(unban("robert"))).changes).toEqual(["-b a:robert"]);
  expect((await run(unban("carol!"))).changes).toEqual(["-b carol!*@*"]);
});

it("says when there is no such ban, and changes nothing", async () => {
  const { reply, changes } = await run(unban("dave"));
  expect(reply).toMatchObject({ type: "refused", text: "There is no ban of dave in #tea; /mode shows all." });
  expect(changes).toEqual([]);
});

it("tells why somebody can't be looked up, and bans nobody", async () => {
  const busy: Reply = { type: "refused", code: "busy", text: "Later." };
  expect(await run(ban("bob"), busy)).toEqual({ reply: busy, changes: [] });
});

it("shows of a channel what it is about, and nobody who is there", async () => {
  expect((await run({ type: "topic", channel: "#TEA" })).reply).toEqual({ type: "ok", channel: "#tea", topic: "cake" });
});
