import * as v from "valibot";
import type { Control } from "../../app/control-asking.ts";
import { LIMITS } from "../../core/limits.ts";
import { isEverybody, parseBanTarget } from "../../wire/ban-target.ts";
import { EXIT } from "../exit.ts";
import { complain, type Io } from "../io.ts";
import { type Column, writeTable } from "../terminal/tables.ts";
import { confirm, type PeopleFlags, shownTime, steer, styleOf } from "./steer.ts";

/** Whom a ban is about, and whether it is a mute. */
interface Whom extends PeopleFlags {
  /** An account, an address, a range of them, or a mask. */
  readonly target: string;
  readonly mute?: boolean;
}

/** A ban that is to be set. */
export interface BanFlags extends Whom {
  /** Milliseconds; for good if nothing is said. */
  readonly expires?: number | "none";
  readonly reason?: string;
  /** Whether it may be about everybody. */
  readonly force?: boolean;
}

const text = v.exactOptional(v.string());
const TARGET = { account: text, range: text, mask: text };
const DONE = v.object(TARGET);

const ITEM = v.object({
  ...TARGET,
  mutes: v.exactOptional(v.boolean()),
  reason: text,
  by: text,
  at: v.number(),
  until: v.exactOptional(v.number()),
});
const LIST = v.object({ bans: v.array(ITEM), more: v.boolean() });

const COLUMNS: readonly Column<v.InferOutput<typeof ITEM>>[] = [
  { title: "whom", of: (ban) => ban.account ?? ban.range ?? ban.mask ?? "" },
  { title: "kind", of: (ban) => kindOf(ban) },
  { title: "what", of: ({ mutes }) => (mutes ? "mute" : "ban") },
  { title: "until", of: ({ until }) => (until === undefined ? "for good" : shownTime(until)) },
  { title: "set", of: ({ at }) => shownTime(at) },
  { title: "by", of: ({ by = "" }) => by },
  { title: "reason", of: ({ reason = "" }) => reason },
];

/** `parley ban add`. @returns an exit status, as all of these do */
export async function addBan(flags: BanFlags, io: Io, clock: () => number = Date.now): Promise<number> {
  const { target, mute = false, expires = "none", reason, force = false } = flags;
  const whom = parseBanTarget(target);
  if (isEverybody(whom) && !force) {
    complain(io, `${whom.name} matches everybody: with --force they are ${mute ? "muted" : "banned"} all the same.`);
    return EXIT.usage;
  }
  return steer(flags, { makes: true }, io, async (control) => {
    const more = {
      ...(mute && { mutes: true }),
      ...(expires !== "none" && { until: clock() + expires }),
      ...(reason !== undefined && { reason }),
    };
    const done = await control.ask({ type: "ban-add", ...targetOf(target), ...more }, DONE);
    const name = done.account ?? done.range ?? done.mask ?? target;
    confirm(flags, io, `${mute ? "muted" : "banned"} ${kindOf(targetOf(target))} ${name}`, {
      ...targetOf(target),
      ...done,
      ...more,
    });
    return EXIT.ok;
  });
}

/** `parley ban list`. */
export function listBans(flags: PeopleFlags, io: Io): Promise<number> {
  return steer(flags, { makes: false }, io, async (control) => {
    const rows = await allBans(control);
    writeTable(io.stdout, styleOf(flags, io), { columns: COLUMNS, rows, none: "Nobody is banned or muted." });
    return EXIT.ok;
  });
}

/** `parley ban remove`. */
export function removeBan(flags: Whom, io: Io): Promise<number> {
  const { target, mute = false } = flags;
  return steer(flags, { makes: false }, io, async (control) => {
    await control.ask({ type: "ban-remove", ...targetOf(target), ...(mute && { mutes: true }) }, DONE);
    confirm(flags, io, `lifted the ${mute ? "mute" : "ban"} on ${parseBanTarget(target).name}`, targetOf(target));
    return EXIT.ok;
  });
}

/** What somebody means. What has a slash is to be a range, and no account's name. */
function targetOf(target: string): { readonly account?: string; readonly range?: string; readonly mask?: string } {
  const { kind, name } = parseBanTarget(target);
  return kind === "account" && name.includes("/") ? { range: name } : { [kind]: name };
}

function kindOf({ account, range }: ReturnType<typeof targetOf>): string {
  if (account !== undefined) return "the account";
  return range === undefined ? "the mask" : "the range";
}

async function allBans(control: Control): Promise<readonly v.InferOutput<typeof ITEM>[]> {
  const all: v.InferOutput<typeof ITEM>[] = [];
  for (;;) {
    const { bans, more } = await control.ask({ type: "bans", skip: all.length, limit: LIMITS.deskPage }, LIST);
    all.push(...bans);
    if (!more || bans.length === 0) return all;
  }
}
