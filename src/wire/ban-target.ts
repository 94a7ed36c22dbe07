import type { BanTarget } from "../core/account-commands.ts";
import { type Refusal, refuse } from "../core/answers.ts";
import { completeMask } from "../core/names.ts";
import { accountByName, type State, userByNick } from "../core/state.ts";
import { formatRange, parseRange } from "./address-range.ts";

/** How much of an IPv6 address is a network's, all of which one person may have (RFC 6177). */
const PERSON_BITS = 64;

/**
 * A range of addresses to ban, in its one usual form; nothing if the text is none. A single IPv6 address stands for its /64:
 * who has it has all of that.
 */
export function parseBanRange(text: string): string | undefined {
  const range = parseRange(text);
  const isOne = range?.version === 6 && !text.includes("/");
  const meant = isOne ? parseRange(`${text}/${PERSON_BITS}`) : range;
  return meant && formatRange(meant);
}

/**
 * A mask to ban as it is listed, `nick!user@host`, with `*` for what was left out. Without `!` and `@` it is a nick, or
 * with a dot or a colon in it, which no nick has, a host: `*.example` is `*!*@*.example`.
 */
export function completeBanMask(text: string): string {
  const isHost = /[.:]/.test(text) && !/[!@]/.test(text);
  return completeMask(isHost ? `*!*@${text}` : text);
}

/**
 * Whom a ban of the server is about, as a person writes it, in the form in which it is listed: an address or a range of them
 * (`10.0.0.0/8`), a mask (with `!` or `@`, or with `*` or `?`), or else an account.
 */
export function parseBanTarget(text: string): BanTarget {
  const range = parseBanRange(text);
  if (range !== undefined) return { kind: "range", name: range };
  return /[!@*?]/.test(text) ? { kind: "mask", name: completeBanMask(text) } : { kind: "account", name: text };
}

/**
 * Whom is meant by the name of an account that is to be banned: it, or the account of who has such a nick. Who may not know
 * which accounts there are is not to ask.
 */
export function knownTarget(state: State, target: BanTarget): BanTarget | Refusal {
  if (target.kind !== "account") return target;
  const name = accountByName(state, target.name)?.name ?? userByNick(state, target.name)?.account;
  return name === undefined ? refuse("no-such-account", target.name, NO_ACCOUNT) : { kind: "account", name };
}

const NO_ACCOUNT =
  "There is no account of that name. Others are banned by a mask such as *!*@host.example, or by their address, such as " +
  "10.1.2.3, or a range such as 10.0.0.0/8.";

/** Whether a ban is about everybody, as far as can be seen from how it is written. */
export function isEverybody({ kind, name }: BanTarget): boolean {
  if (kind === "range") return name.endsWith("/0");
  const [, ...parts] = /^([*?]+)!([*?]+)@([*?]+)$/.exec(kind === "mask" ? completeBanMask(name) : "") ?? [];
  return parts.length > 0 && parts.every((part) => part.includes("*"));
}
