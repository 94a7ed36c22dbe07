import * as v from "valibot";
import type { Role } from "../core/account-commands.ts";
import { counted } from "./counted.ts";
import { EXIT } from "./exit.ts";
import { complain, type Io } from "./io.ts";
import { qrCode } from "./qr-code.ts";
import { confirm, type PeopleFlags, shownTime, steer, styleOf } from "./steer.ts";
import { type Column, writeTable } from "./tables.ts";

/** What an invite link is to be. */
export interface InviteFlags extends PeopleFlags {
  readonly uses?: number;
  /** Milliseconds; a week if nothing is said. */
  readonly expires?: number | "none";
  readonly role?: Role;
  /** With or without its `#`. */
  readonly channel?: string;
}

/** For how long a link is good of which nothing else is said: long enough to be read, and not to be found. */
const USUAL_MS = 7 * 86_400_000;

const MADE = v.object({ id: v.string(), code: v.string(), url: v.exactOptional(v.string()) });

const ITEM = v.object({
  id: v.string(),
  uses: v.number(),
  used: v.number(),
  until: v.exactOptional(v.number()),
  role: v.exactOptional(v.picklist(["owner", "admin"])),
  channel: v.exactOptional(v.string()),
  by: v.exactOptional(v.string()),
  created: v.number(),
});
const LIST = v.object({ invites: v.array(ITEM) });

const COLUMNS: readonly Column<v.InferOutput<typeof ITEM>>[] = [
  { title: "id", of: ({ id }) => id },
  { title: "left", of: ({ uses }) => String(uses) },
  { title: "used", of: ({ used }) => String(used) },
  { title: "until", of: ({ until }) => (until === undefined ? "for good" : shownTime(until)) },
  { title: "role", of: ({ role = "" }) => role },
  { title: "channel", of: ({ channel = "" }) => channel },
  { title: "by", of: ({ by = "" }) => by },
  { title: "made", of: ({ created }) => shownTime(created) },
];

/** `parley invite`. @returns an exit status, as all of these do */
export function makeInvite(flags: InviteFlags, io: Io, clock: () => number = Date.now): Promise<number> {
  const { uses = 1, expires = USUAL_MS, role, channel } = flags;
  const until = expires === "none" ? undefined : clock() + expires;
  return steer(flags, { makes: true, links: true }, io, async (control) => {
    const wanted = {
      uses,
      ...(until !== undefined && { until }),
      ...(role && { role }),
      ...(channel !== undefined && { channel: channel.startsWith("#") ? channel : `#${channel}` }),
    };
    const { id, code, url } = await control.ask({ type: "invite-add", ...wanted }, MADE);
    if (flags.json) io.stdout.write(`${JSON.stringify({ id, code, ...(url !== undefined && { url }), ...wanted })}\n`);
    else if (url === undefined) tellCode(code, io);
    else if (io.stdout.isTTY !== true) io.stdout.write(`${url}\n`);
    else await showLink({ id, url, uses, until }, io);
    return EXIT.ok;
  });
}

/** `parley invite list`. */
export function listInvites(flags: PeopleFlags, io: Io): Promise<number> {
  return steer(flags, { makes: false }, io, async (control) => {
    const { invites } = await control.ask({ type: "invites" }, LIST);
    const style = styleOf(flags, io);
    writeTable(io.stdout, style, { columns: COLUMNS, rows: invites, none: "There are no invite links." });
    return EXIT.ok;
  });
}

/** `parley invite remove`. */
export function removeInvite(flags: PeopleFlags & { readonly id: string }, io: Io): Promise<number> {
  return steer(flags, { makes: false }, io, async (control) => {
    await control.ask({ type: "invite-remove", id: flags.id }, v.looseObject({}));
    confirm(flags, io, `the invite link ${flags.id} is good no more`, { id: flags.id });
    return EXIT.ok;
  });
}

/** Nobody has said yet what the server is called. */
function tellCode(code: string, io: Io): void {
  complain(
    io,
    "it is not known yet what others call this server (--url says it): the link is https://HOST:PORT/invite/ and this:",
  );
  io.stdout.write(`${code}\n`);
}

async function showLink(
  {
    id,
    url,
    uses,
    until,
  }: { readonly id: string; readonly url: string; readonly uses: number; readonly until: number | undefined },
  { stdout }: Io,
): Promise<void> {
  const end = until === undefined ? "for good" : `until ${shownTime(until)}`;
  const qr = await qrCode(url, stdout.columns);
  stdout.write(`Good for ${counted(uses, "account")}, ${end}. To take it back: parley invite remove ${id}\n\n`);
  stdout.write(`  ${url}\n\n${qr}`);
}
