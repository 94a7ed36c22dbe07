import * as v from "valibot";
import type { Config } from "../../app/config.ts";
import type { Control } from "../../app/control-asking.ts";
import { environmentName } from "../../app/options.ts";
import type { Role } from "../../core/account-commands.ts";
import { INVITE_MS } from "../../wire/invite-code.ts";
import { counted } from "../counted.ts";
import { processEnvironment } from "../environment.ts";
import { EXIT } from "../exit.ts";
import { complain, type Io } from "../io.ts";
import { type Column, writeTable } from "../terminal/tables.ts";
import { qrCode } from "./qr-code.ts";
import { confirm, type PeopleFlags, shownTime, steer, styleOf } from "./steer.ts";

/** What an invite link is to be. */
export interface InviteFlags extends PeopleFlags {
  readonly uses?: number;
  /** Milliseconds; a week if nothing is said. */
  readonly expires?: number | "none";
  readonly role?: Role;
  /** With or without its `#`. */
  readonly channel?: string;
}

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
  const { uses = 1, expires = INVITE_MS } = flags;
  const until = expires === "none" ? undefined : clock() + expires;
  const wanted = { uses, ...(until !== undefined && { until }), ...givenBy(flags) };
  return steer(flags, { makes: true, links: true }, io, async (control, config) => {
    const made = await control.ask({ type: "invite-add", ...wanted, until: until ?? FOR_GOOD }, MADE);
    const { id, code } = made;
    const isAsked = control.isRunning && flags.url !== undefined && config.url !== undefined;
    const url = isAsked ? linkAt(config.url, made) : made.url;
    if (url !== undefined && isGuess(flags, control, config)) complain(io, GUESS);
    if (flags.json) io.stdout.write(`${JSON.stringify({ id, code, ...(url !== undefined && { url }), ...wanted })}\n`);
    else if (url === undefined) tellCode(code, io);
    else if (io.stdout.isTTY !== true) io.stdout.write(`${url}\n`);
    else await showLink({ id, url, uses, until }, io);
    return EXIT.ok;
  });
}

/** What the accounts get that are made by the link. */
function givenBy({ role, channel }: InviteFlags): { readonly role?: Role; readonly channel?: string } {
  return {
    ...(role && { role }),
    ...(channel !== undefined && { channel: channel.startsWith("#") ? channel : `#${channel}` }),
  };
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

/** The `until` of a link that has no end. */
const FOR_GOOD = 0;

const GUESS =
  "the server does not run, so where others reach it is a guess, from the options of now: say it with --url, or with the " +
  "server's --config.";

/** Whether the link begins with what this command's own options say, which may not be the server's. */
function isGuess(
  { config: file, environment = processEnvironment() }: PeopleFlags,
  control: Control,
  config: Config,
): boolean {
  const isConfigured = file !== undefined || environment[environmentName("config")] !== undefined;
  return !control.isRunning && !isConfigured && config.url === undefined;
}

/** The link elsewhere. Which certificate is there is known if it is the server's own: at the same port. */
function linkAt(base: string, { code, url }: { readonly code: string; readonly url?: string }): string {
  const known = url === undefined ? undefined : new URL(url);
  const { protocol, port } = new URL(base);
  const pin = known && protocol === known.protocol && port === known.port ? known.hash : "";
  return `${base}/invite/${code}${pin}`;
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
