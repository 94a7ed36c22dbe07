import type { LinkEnd } from "../../client/news.ts";
import type { RefusalCode } from "../../core/answers.ts";
import { harmless } from "../../wire/lines.ts";
import { EXIT } from "../exit.ts";
import { complain, type Io } from "../io.ts";
import { addressOf, classicUrl, type Target } from "../target.ts";
import { unreachable } from "./tcp.ts";

/** Refusals after which the same thing may be possible later. */
const PASSING: readonly RefusalCode[] = ["busy", "not-durable", "unavailable", "server-full", "too-many-sessions"];

/** Refusals of who one is. */
const NO_PERMISSION: readonly RefusalCode[] = ["account-needed", "wrong-password", "too-many-tries", "bad-invite"];

/** The exit status for a refusal. */
export function statusOf(code: RefusalCode): number {
  if (NO_PERMISSION.includes(code)) return EXIT.noPermission;
  return PASSING.includes(code) ? EXIT.tempFail : EXIT.data;
}

/** Says why a link ended, if that was not asked for. Gives the exit status for it. */
export function tellEnd(end: LinkEnd, target: Target, io: Io): number {
  switch (end.why) {
    case "closed":
      return EXIT.ok;
    case "unreachable":
      complain(io, unreachable(target, end.text));
      return EXIT.unavailable;
    case "refused":
      complain(io, end.refusal?.code === "account-needed" ? accountNeeded(target) : harmless(end.text));
      return end.refusal ? statusOf(end.refusal.code) : EXIT.tempFail;
    case "untrusted":
      complain(io, end.text);
      return EXIT.noPermission;
    case "protocol":
      complain(io, foreign(target));
      return EXIT.protocol;
  }
}

/** A sentence for a program that comes to where one has to be signed in. */
function accountNeeded(target: Target): string {
  return (
    `${addressOf(target)} wants you to be signed in: name your account with --account, and put its password into ` +
    "PARLEY_PASSWORD; or come with an invite link."
  );
}

/** A sentence for when somebody is there who speaks otherwise. */
function foreign(target: Target): string {
  const url = classicUrl(target);
  const hint = url === undefined ? "" : ` Perhaps this does: parley join ${url}`;
  return `${addressOf(target)} answers, but does not speak Parley's own protocol.${hint}`;
}
