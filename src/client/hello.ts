import type { RefusalCode } from "../core/answers.ts";
import { LIMITS } from "../core/limits.ts";
import { spareNick } from "../core/names.ts";
import { fits } from "../core/utf8.ts";
import type { JsonCommand } from "../wire/json/commands.ts";
import type { LinkOptions } from "./link-options.ts";

/** Refusals of a `hello` that may have passed when it is said again. */
const PASSING: readonly RefusalCode[] = ["server-full", "too-many-sessions", "not-durable", "busy", "unavailable"];

/**
 * What a link says first.
 *
 * @param nick the nick that is wanted, if any is
 * @param attempt counts from 1; each tries another nick like it, and the one after `LIMITS.linkNicks` leaves it to the
 * server
 */
export function helloOf(
  { client, realname, signIn }: Pick<LinkOptions, "client" | "realname" | "signIn">,
  nick: string | undefined,
  attempt: number,
): JsonCommand {
  const isWanted = nick !== undefined && attempt <= LIMITS.linkNicks;
  return {
    type: "hello",
    client,
    ...(isWanted && { nick: spareNick(nick, attempt, isShort) }),
    ...(realname !== undefined && { realname }),
    ...signIn,
  };
}

/** What a refused `hello` means: another nick is to be tried, the same may work later, or it never will. */
export function afterRefusedHello(code: RefusalCode, attempt: number): "another-nick" | "later" | "never" {
  if (code === "nick-in-use" && attempt <= LIMITS.linkNicks) return "another-nick";
  return PASSING.includes(code) ? "later" : "never";
}

/** All else about a nick the server knows better. */
function isShort(nick: string): boolean {
  return fits(nick, LIMITS.nickBytes);
}
