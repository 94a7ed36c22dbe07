import * as v from "valibot";
import type { Control } from "../../app/control-asking.ts";
import type { Role } from "../../core/account-commands.ts";
import { LIMITS } from "../../core/limits.ts";
import { counted } from "../counted.ts";
import { EXIT } from "../exit.ts";
import { complain, type Io } from "../io.ts";
import { NO_ARGUMENT, takeNewPassword } from "../sign-in/new-password.ts";
import { type Column, writeFacts, writeTable } from "../terminal/tables.ts";
import { confirm, type PeopleFlags, shownTime, steer, styleOf } from "./steer.ts";

/** An account that a verb is about. */
interface Named extends PeopleFlags {
  readonly name: string;
}

/** Somebody may have written a password where everybody can read it. */
interface MaySay {
  readonly isPasswordSaid: boolean;
}

const ROLE = v.exactOptional(v.picklist(["owner", "admin"]));
const DONE = v.looseObject({});
const MADE = v.object({ account: v.string() });

const ITEM = v.object({
  account: v.string(),
  created: v.number(),
  role: ROLE,
  alwaysOn: v.exactOptional(v.boolean()),
  here: v.exactOptional(v.boolean()),
});
const LIST = v.object({ accounts: v.array(ITEM), more: v.boolean() });

const DEVICE = v.object({ id: v.string(), name: v.string(), created: v.number(), used: v.exactOptional(v.number()) });
const ACCOUNT = v.object({
  account: v.string(),
  role: ROLE,
  created: v.number(),
  alwaysOn: v.boolean(),
  hasPassword: v.boolean(),
  devices: v.array(DEVICE),
  certificates: v.array(v.string()),
});

const COLUMNS: readonly Column<v.InferOutput<typeof ITEM>>[] = [
  { title: "account", of: ({ account }) => account },
  { title: "role", of: ({ role = "" }) => role },
  { title: "made", of: ({ created }) => shownTime(created) },
  { title: "now", of: ({ here, alwaysOn }) => [here && "here", alwaysOn && "always on"].filter(Boolean).join(", ") },
];

/** `parley account add`. @returns an exit status, as all of these do */
export async function addAccount(flags: Named & MaySay & { readonly role?: Role }, io: Io): Promise<number> {
  const { name, role } = flags;
  const taken = await takePassword(flags, io);
  if ("status" in taken) return taken.status;
  return steer(flags, { makes: true }, io, async (control) => {
    const command = { type: "register", account: name, password: taken.password, ...(role && { role }) } as const;
    const { account } = await control.ask(command, MADE);
    confirm(flags, io, `made the account ${account}${role ? `, ${role} of the server` : ""}`, {
      account,
      ...(role && { role }),
    });
    return EXIT.ok;
  });
}

/** `parley account passwd`. */
export async function setPassword(flags: Named & MaySay, io: Io): Promise<number> {
  const { name } = flags;
  const taken = await takePassword(flags, io);
  if ("status" in taken) return taken.status;
  return steer(flags, { makes: false }, io, async (control) => {
    await control.ask({ type: "passwd", account: name, password: taken.password }, DONE);
    confirm(flags, io, `${name} has another password, and is signed out everywhere`, { account: name });
    return EXIT.ok;
  });
}

/** `parley account list`. */
export function listAccounts(flags: PeopleFlags, io: Io): Promise<number> {
  return steer(flags, { makes: false }, io, async (control) => {
    const rows = await allAccounts(control);
    writeTable(io.stdout, styleOf(flags, io), { columns: COLUMNS, rows, none: "There are no accounts." });
    return EXIT.ok;
  });
}

/** `parley account show`. */
export function showAccount(flags: Named, io: Io): Promise<number> {
  return steer(flags, { makes: false }, io, async (control) => {
    const account = await control.ask({ type: "account", account: flags.name }, ACCOUNT);
    const { devices, certificates, role = "none", created, hasPassword, alwaysOn } = account;
    writeFacts(io.stdout, styleOf(flags, io), account, [
      ["account", account.account],
      ["role", role],
      ["made", shownTime(created)],
      ["password", hasPassword ? "yes" : "no"],
      ["always on", alwaysOn ? "yes" : "no"],
      ...devices.map(({ id, name, used }) => ["device", `${id} ${name}, ${usedText(used)}`] as const),
      ...certificates.map((fingerprint) => ["certificate", fingerprint] as const),
    ]);
    return EXIT.ok;
  });
}

/** `parley account remove`. */
export function removeAccount(flags: Named, io: Io): Promise<number> {
  return steer(flags, { makes: false }, io, async (control) => {
    await control.ask({ type: "unregister", account: flags.name }, DONE);
    confirm(flags, io, `removed the account ${flags.name}`, { account: flags.name });
    return EXIT.ok;
  });
}

/** `parley account role`. */
export function setRole(flags: Named & { readonly role?: Role }, io: Io): Promise<number> {
  const { name, role } = flags;
  return steer(flags, { makes: false }, io, async (control) => {
    await control.ask({ type: "role", account: name, ...(role && { role }) }, DONE);
    const answer = { account: name, ...(role && { role }) };
    confirm(flags, io, role ? `${name} is ${role} of the server` : `${name} has no role on the server`, answer);
    return EXIT.ok;
  });
}

/** `parley account sign-out`. */
export function signOut(flags: Named & { readonly device?: string }, io: Io): Promise<number> {
  const { name, device } = flags;
  return steer(flags, { makes: false }, io, async (control) => {
    const { account, devices } = await control.ask({ type: "account", account: name }, ACCOUNT);
    const meant = devices.filter((its) => device === undefined || its.id === device || its.name === device);
    if (device !== undefined && meant.length === 0) {
      complain(io, `${account} has no such device: parley account show ${account} lists them.`);
      return EXIT.data;
    }
    for (const { id } of meant) await control.ask({ type: "device-remove", account, id }, DONE);
    confirm(flags, io, `forgot ${counted(meant.length, "device")} of ${account}`, {
      account,
      devices: meant.map(({ id }) => id),
    });
    return EXIT.ok;
  });
}

async function takePassword({ name, isPasswordSaid }: Named & MaySay, io: Io): ReturnType<typeof takeNewPassword> {
  if (!isPasswordSaid) return takeNewPassword(name, io);
  complain(io, NO_ARGUMENT);
  return { status: EXIT.usage };
}

async function allAccounts(control: Control): Promise<readonly v.InferOutput<typeof ITEM>[]> {
  const all: v.InferOutput<typeof ITEM>[] = [];
  for (;;) {
    const after = all.at(-1)?.account;
    const command = { type: "accounts", limit: LIMITS.deskPage, ...(after !== undefined && { after }) } as const;
    const { accounts, more } = await control.ask(command, LIST);
    all.push(...accounts);
    if (!more || accounts.length === 0) return all;
  }
}

function usedText(used: number | undefined): string {
  return used === undefined ? "not used yet" : `last used ${shownTime(used)}`;
}
