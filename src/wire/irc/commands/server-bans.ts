import type { AdminCommand, BanTarget } from "../../../core/account-commands.ts";
import type { ServerBan } from "../../../core/accounts.ts";
import { refuse } from "../../../core/answers.ts";
import { LIMITS } from "../../../core/limits.ts";
import { isOver } from "../../../core/rules/bans.ts";
import { knownTarget, parseBanTarget } from "../../ban-target.ts";
import { parseDuration } from "../../duration.ts";
import { moderationText } from "../../moderation-text.ts";
import type { Call } from "../call.ts";
import { formatTimestamp } from "../timestamp.ts";
import { failed, inform } from "./account-keeping.ts";
import { reasonOf } from "./channel-view.ts";
import type { Row } from "./row.ts";

/** Keeping somebody out of the server, or from saying anything in it: UBAN, and what other servers call parts of it. */
export const SERVER_BANS: readonly Row[] = [
  {
    name: "UBAN",
    minParams: 1,
    turn: "acts",
    usage: "UBAN ADD [MUTE] <target> [<duration>] [:<reason>] | DEL [MUTE] <target> | LIST",
    text:
      "For operators: bans or mutes on the whole server an account, a mask (nick!user@host), an address or a range such " +
      "as 10.0.0.0/8, for a time such as 10m, 2h or 7d or for good; takes that back, and lists it.",
    run: uban,
  },
  {
    name: "KLINE",
    minParams: 1,
    turn: "acts",
    usage: "KLINE [<duration>] <user@host or mask> [:<reason>]",
    text: "For operators: is UBAN ADD for a mask.",
    run(call) {
      ban(call, call.params, false, maskOf);
    },
  },
  {
    name: "UNKLINE",
    minParams: 1,
    turn: "acts",
    usage: "UNKLINE <user@host or mask>",
    text: "For operators: is UBAN DEL for a mask.",
    run(call) {
      unban(call, call.params[0] ?? "", false, maskOf);
    },
  },
  {
    name: "DLINE",
    minParams: 1,
    turn: "acts",
    usage: "DLINE [<duration>] <address or range> [:<reason>]",
    text: "For operators: is UBAN ADD for addresses.",
    run(call) {
      ban(call, call.params, false, addressesOf);
    },
  },
  {
    name: "UNDLINE",
    minParams: 1,
    turn: "acts",
    usage: "UNDLINE <address or range>",
    text: "For operators: is UBAN DEL for addresses.",
    run(call) {
      unban(call, call.params[0] ?? "", false, addressesOf);
    },
  },
];

function uban(call: Call): void {
  const [name = "", ...rest] = call.params;
  const mutes = rest[0]?.toUpperCase() === "MUTE" && rest.length > 1;
  const params = mutes ? rest.slice(1) : rest;
  const subcommand = name.toUpperCase();
  if (subcommand === "LIST") list(call);
  else if (params.length === 0 || (subcommand !== "ADD" && subcommand !== "DEL")) {
    call.inTurn(() => call.fail("INVALID_PARAMS", [name], "Say ADD or DEL with a target, or LIST"));
  } else if (subcommand === "ADD") ban(call, params, mutes, parseBanTarget);
  else unban(call, params[0] ?? "", mutes, parseBanTarget);
}

/** How a target is read: nothing if it is none. */
type Read = (text: string) => BanTarget | undefined;

/** Bans or mutes; the time that it holds may stand in front of the target or behind it. */
function ban(call: Call, params: readonly string[], mutes: boolean, read: Read): void {
  const [first = "", ...others] = params;
  const before = others.length > 0 ? parseDuration(first) : undefined;
  const [said = "", ...behind] = before === undefined ? params : others;
  const words = behind[0]?.toUpperCase() === "DURATION" ? behind.slice(1) : behind;
  const after = before === undefined ? parseDuration(words[0] ?? "") : undefined;
  const ms = before ?? after;
  const reason = reasonOf((after === undefined ? words : words.slice(1)).join(" "));
  const ends = ms !== undefined && { until: call.client.line.now() + ms };
  forOperators(call, () => {
    const meant = read(said);
    const target = meant ? knownTarget(call.client.session.state, meant) : refuse("bad-ban", said);
    if ("code" in target) failed(call, target);
    else change(call, { type: "ban-add", target, mutes, ...ends, reason });
  });
}

function unban(call: Call, said: string, mutes: boolean, read: Read): void {
  forOperators(call, () => {
    const target = read(said);
    if (target) change(call, { type: "ban-remove", target, mutes });
    else failed(call, refuse("bad-ban", said));
  });
}

/** Runs what only operators of the server may do, when all that the client asked before is done. */
function forOperators(call: Call, run: () => void): void {
  call.ask(({ operator }) => {
    if (operator === undefined) call.refuse(refuse("not-server-operator"));
    else run();
  });
}

function change(call: Call, command: AdminCommand): void {
  call.submit(
    command,
    ({ emissions }) => {
      for (const { event } of emissions) if (event.type === "moderation") inform(call, moderationText(event));
      call.show(emissions);
    },
    (refusal) => failed(call, refusal),
  );
}

function list(call: Call): void {
  forOperators(call, () => {
    const { session, line } = call.client;
    const { bans, mutes } = session.state;
    const all = [...bans.values(), ...mutes.values()].filter((one) => !isOver(one, line.now()));
    for (const one of all.slice(0, LIMITS.ircAnswerLines)) inform(call, describe(one));
    inform(call, `End of the list: ${all.length} in all`);
  });
}

function describe({ target, mutes, reason, by, at, until }: ServerBan): string {
  const ends = until === undefined ? "for good" : `until ${formatTimestamp(until)}`;
  const because = reason === "" ? "" : `: ${reason}`;
  return `${mutes ? "Mute" : "Ban"} of ${target.kind} ${target.name}, ${ends}, by ${by || "the server"} at ${formatTimestamp(at)}${because}`;
}

/** A mask; a name alone is a host, as KLINE has it. */
function maskOf(text: string): BanTarget {
  const target = parseBanTarget(text);
  return target.kind === "account" ? { kind: "mask", name: `*!*@${text}` } : target;
}

/** Addresses, and nothing else. */
function addressesOf(text: string): BanTarget | undefined {
  const target = parseBanTarget(text);
  return target.kind === "range" ? target : undefined;
}
