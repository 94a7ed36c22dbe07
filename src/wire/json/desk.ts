import { refuse } from "../../core/answers.ts";
import { LIMITS } from "../../core/limits.ts";
import { accountAnswer, accountsAnswer } from "./account-answers.ts";
import { planCertificate, planDevice, planPassword, planPush, planRegister, planUnregister } from "./account-plans.ts";
import { type Asker, accountOf, isOperator, type Plan, simply } from "./asker.ts";
import type { DeskCommand } from "./desk-schemas.ts";
import { bansAnswer, invitesAnswer, planBan, planInvite } from "./way-plans.ts";

/**
 * The desk of the server: what is asked about accounts, ways in and order, by a user or by who runs the server. Whether it
 * may be is the core's to say, but for what the core can't see: passwords, and what is only looked at.
 *
 * @returns what is to be done; later, if a password has to be worked on or something is looked up. It never rejects.
 */
export function planFor(command: DeskCommand, asker: Asker): Plan | Promise<Plan> {
  if (command.type === "register") return planRegister(command, asker);
  if (!asker.user && !asker.isServer) return { refusal: refuse("not-open") };
  switch (command.type) {
    case "accounts":
    case "invites":
    case "bans":
    case "moderation":
      return isOperator(asker) ? looked(command, asker) : { refusal: refuse("not-server-operator") };
    case "role":
      return simply({
        type: "role",
        account: command.account,
        ...(command.role !== undefined && { role: command.role }),
      });
    case "invite-add":
      return planInvite(command, asker);
    case "invite-remove":
      return simply({ type: "invite-remove", id: command.id });
    case "ban-add":
    case "ban-remove":
      return planBan(command, asker);
    default: {
      const account = accountOf(asker, "account" in command ? command.account : undefined);
      return typeof account === "string" ? onAccount(command, account, asker) : { refusal: account };
    }
  }
}

/** What only operators may look at. */
type LookCommand = Extract<DeskCommand, { type: "accounts" | "invites" | "bans" | "moderation" }>;

/** What is about one account, the asker's own or another. */
type AccountCommand = Exclude<
  DeskCommand,
  LookCommand | { type: "register" | "role" | "invite-add" | "invite-remove" | "ban-add" | "ban-remove" }
>;

function looked(command: LookCommand, asker: Asker): Plan | Promise<Plan> {
  if (command.type === "invites") return invitesAnswer(asker);
  const limit = Math.min(command.limit ?? LIMITS.historyDefault, LIMITS.deskPage);
  switch (command.type) {
    case "accounts":
      return accountsAnswer(asker.state, command.after, limit);
    case "bans":
      return bansAnswer(asker, command.skip ?? 0, limit);
    case "moderation":
      return asker.moderation(command.before, limit).then(
        (page) => ("refusal" in page ? page : { answer: { events: page.events, more: page.more } }),
        () => ({ refusal: refuse("unavailable") }),
      );
  }
}

function onAccount(command: AccountCommand, account: string, asker: Asker): Plan | Promise<Plan> {
  switch (command.type) {
    case "account":
      return accountAnswer(account, asker);
    case "passwd":
      return planPassword(command, account, asker);
    case "unregister":
      return planUnregister(command, account, asker);
    case "alwayson":
      return simply({ type: "alwayson", account, on: command.on });
    case "device-add":
      return planDevice(command.name, account, asker);
    case "device-remove":
      return simply({ type: "device-remove", account, id: command.id });
    case "certificate-add":
      return planCertificate(command.fingerprint, account, asker);
    case "certificate-remove":
      return simply({ type: "certificate-remove", account, fingerprint: command.fingerprint });
    case "push-add":
      return planPush(command, account, asker);
    case "push-remove":
      return simply({ type: "push-remove", account, endpoint: command.endpoint });
  }
}
