import process from "node:process";
import { type Command, InvalidArgumentError, Option } from "commander";
import { environmentName, SERVE_OPTIONS } from "../../app/options.ts";
import { LIMITS } from "../../core/limits.ts";
import { parseDuration } from "../../wire/duration.ts";
import type { WithIo } from "../data/data-verbs.ts";
import type { PeopleFlags } from "./steer.ts";

/**
 * The verbs about people: accounts, invite links, bans and the moderation log, on a server that runs or on its data folder.
 * Their places on the command line; each is loaded when it is asked for.
 */

/** `parley account`. */
export function addAccount(program: Command, withIo: WithIo): void {
  const account = program.command("account").description("make and change accounts, while a server runs or not");
  /** A verb with an account. */
  const onAccount = (name: string, description: string): Command =>
    common(account.command(name).description(description).argument("<NAME>", "the account's name"));
  onAccount("add", "make an account; its password is asked for, or the first line of the input")
    .allowExcessArguments()
    .option("--role <ROLE>", "what it may do on the whole server: owner or admin", roleOf)
    .addOption(forbidden())
    .addHelpText("after", PASSWORD_HELP)
    .action((name: string, flags: PeopleFlags & AddFlags, command: Command) =>
      during(withIo, async (io) => {
        const verb = await import("./account.ts");
        return verb.addAccount({ ...flags, name, isPasswordSaid: isSaid(command, flags) }, io);
      }),
    );
  onAccount("passwd", "give an account another password, which signs it out everywhere")
    .allowExcessArguments()
    .addOption(forbidden())
    .addHelpText("after", PASSWORD_HELP)
    .action((name: string, flags: PeopleFlags & PasswordFlags, command: Command) =>
      during(withIo, async (io) => {
        const verb = await import("./account.ts");
        return verb.setPassword({ ...flags, name, isPasswordSaid: isSaid(command, flags) }, io);
      }),
    );
  common(account.command("list").description("all accounts")).action((flags: PeopleFlags) =>
    during(withIo, async (io) => {
      const verb = await import("./account.ts");
      return verb.listAccounts(flags, io);
    }),
  );
  onAccount("show", "what there is about an account, and its devices").action((name: string, flags: PeopleFlags) =>
    during(withIo, async (io) => {
      const verb = await import("./account.ts");
      return verb.showAccount({ ...flags, name }, io);
    }),
  );
  onAccount("remove", "remove an account; what was said by it stays").action((name: string, flags: PeopleFlags) =>
    during(withIo, async (io) => {
      const verb = await import("./account.ts");
      return verb.removeAccount({ ...flags, name }, io);
    }),
  );
  onAccount("role", "say what an account may do on the whole server")
    .argument("<ROLE>", "owner, admin or none", roleOrNone)
    .action((name: string, role: "owner" | "admin" | "none", flags: PeopleFlags) =>
      during(withIo, async (io) => {
        const verb = await import("./account.ts");
        return verb.setRole({ ...flags, name, ...(role !== "none" && { role }) }, io);
      }),
    );
  onAccount("sign-out", "forget a device of an account, or all of them, so that it has to sign in again")
    .argument("[DEVICE]", "its id or name, as `show` lists it; all, if you don't say")
    .action((name: string, device: string | undefined, flags: PeopleFlags) =>
      during(withIo, async (io) => {
        const verb = await import("./account.ts");
        return verb.signOut({ ...flags, name, ...(device !== undefined && { device }) }, io);
      }),
    );
}

/** `parley invite`. */
export function addInvite(program: Command, withIo: WithIo): void {
  const { url } = SERVE_OPTIONS;
  const invite = common(
    program
      .command("invite")
      .description("make an invite link, by which people make accounts, while a server runs or not")
      .option("--uses <N>", `how many accounts may be made by it, ${LIMITS.inviteUses} at most (1)`, usesOf)
      .option("--expires <TIME>", "for how long it is good, such as 12h or 30d; none for good (7d)", timeOrNone)
      .option(`--url <${url.value}>`, `what the link begins with, if others call the server so: ${url.text}`)
      .option("--role <ROLE>", "what those accounts may do on the whole server: owner or admin", roleOf)
      .option("--channel <CHANNEL>", "the channel that it leads to")
      .addHelpText("after", INVITE_HELP),
  ).action((flags: PeopleFlags & InviteFlags) =>
    during(withIo, async (io) => {
      const verb = await import("./invite.ts");
      return verb.makeInvite(flags, io);
    }),
  );
  common(invite.command("list").description("all invite links, without their codes")).action(
    (_: PeopleFlags, command: Command) =>
      during(withIo, async (io) => {
        const verb = await import("./invite.ts");
        return verb.listInvites(command.optsWithGlobals<PeopleFlags>(), io);
      }),
  );
  common(
    invite.command("remove").description("have an invite link be good no more").argument("<ID>", "as `list` shows it"),
  ).action((id: string, _: PeopleFlags, command: Command) =>
    during(withIo, async (io) => {
      const verb = await import("./invite.ts");
      return verb.removeInvite({ ...command.optsWithGlobals<PeopleFlags>(), id }, io);
    }),
  );
}

/** `parley ban` and `parley moderation`. */
export function addBan(program: Command, withIo: WithIo): void {
  const ban = program.command("ban").description("keep people out of the whole server, while it runs or not");
  const whom = "an account, an address or a range of them such as 10.0.0.0/8, or a mask such as *.example or *!eve@*";
  common(ban.command("add").description("ban or mute somebody").argument("<WHOM>", whom))
    .option("--mute", "let them in, and only not say anything")
    .option("--expires <TIME>", "for how long, such as 12h or 30d (for good)", timeOrNone)
    .option("--reason <TEXT>", "why, which they are told")
    .option("--force", "also if it matches everybody")
    .action((target: string, flags: PeopleFlags & BanFlags) =>
      during(withIo, async (io) => {
        const verb = await import("./ban.ts");
        return verb.addBan({ ...flags, target }, io);
      }),
    );
  common(ban.command("list").description("all bans and mutes")).action((flags: PeopleFlags) =>
    during(withIo, async (io) => {
      const verb = await import("./ban.ts");
      return verb.listBans(flags, io);
    }),
  );
  common(ban.command("remove").description("take a ban or a mute back").argument("<WHOM>", whom))
    .option("--mute", "the mute, not the ban")
    .action((target: string, flags: PeopleFlags & BanFlags) =>
      during(withIo, async (io) => {
        const verb = await import("./ban.ts");
        return verb.removeBan({ ...flags, target }, io);
      }),
    );
  common(program.command("moderation").description("what was done to keep order, and what was reported"))
    .option("--limit <N>", "at most so many, of the latest (50)", numberOf)
    .action((flags: PeopleFlags & { readonly limit?: number }) =>
      during(withIo, async (io) => {
        const verb = await import("./moderation.ts");
        return verb.showModeration(flags, io);
      }),
    );
}

const PASSWORD_HELP = `
A password is no argument, since everybody on a machine can read its command lines. On a terminal it is asked for twice;
in a pipe it is the first line:  parley account add ada < password.txt`;

const INVITE_HELP = `
The link is shown once, with a QR code on a terminal. In a pipe it is the only line.`;

interface PasswordFlags {
  readonly password?: string | true;
}

interface AddFlags extends PasswordFlags {
  readonly role?: "owner" | "admin";
}

interface InviteFlags {
  readonly uses?: number;
  readonly expires?: number | "none";
  readonly role?: "owner" | "admin";
  readonly channel?: string;
}

interface BanFlags {
  readonly mute?: boolean;
  readonly expires?: number | "none";
  readonly reason?: string;
  readonly force?: boolean;
}

async function during(withIo: WithIo, verb: Parameters<WithIo>[0]): Promise<void> {
  process.exitCode = await withIo(verb);
}

/** The data folder and the configuration, as for the server: what is not said here is in the environment or the file. */
function common(command: Command): Command {
  const { data, config } = SERVE_OPTIONS;
  return command
    .option(`--data <${data.value}>`, `${data.text} (${String(data.default)}) [${environmentName("data")}]`)
    .option(`--config <${config.value}>`, `${config.text} [${environmentName("config")}]`)
    .option("--json", "write JSON, a line for each")
    .exitOverride();
}

/** Taken, as is what stands behind the name, only to be refused in words of its own. */
function forbidden(): Option {
  return new Option("--password [PASSWORD]").hideHelp();
}

function isSaid({ args }: Command, { password }: PasswordFlags): boolean {
  return args.length > 1 || password !== undefined;
}

function roleOf(text: string): "owner" | "admin" {
  if (text === "owner" || text === "admin") return text;
  throw new InvalidArgumentError("It is owner or admin.");
}

function roleOrNone(text: string): "owner" | "admin" | "none" {
  if (text === "none") return text;
  if (text === "owner" || text === "admin") return text;
  throw new InvalidArgumentError("It is owner, admin or none.");
}

function timeOrNone(text: string): number | "none" {
  const ms = text === "none" ? text : parseDuration(text.trim());
  if (ms === undefined)
    throw new InvalidArgumentError("It is a time such as 30m, 12h, 7d, 4w or 1y, up to 100y, or none.");
  return ms;
}

function numberOf(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("It is a whole number from 1 on.");
  return Number(text);
}

function usesOf(text: string): number {
  const uses = /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0;
  if (uses < 1 || uses > LIMITS.inviteUses) {
    throw new InvalidArgumentError(`It is a whole number from 1 to ${LIMITS.inviteUses}.`);
  }
  return uses;
}
