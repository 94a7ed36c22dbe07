import { LIMITS } from "../core/limits.ts";
import { fits } from "../core/utf8.ts";
import { normalAddress } from "../server/addresses.ts";
import { digest } from "../server/digest.ts";
import type { Gateway } from "../wire/conversation.ts";
import { ConfigError } from "./config-error.ts";

/** What passwords the operator gave, none of which is kept: whoever knows one is known by its digest. */

/**
 * Reads who may become an operator.
 * @param items each `NAME:PASSWORD`
 * @returns the digests of the passwords by the names
 * @throws ConfigError with a sentence that shows no password
 */
export function readOperators(items: readonly string[]): ReadonlyMap<string, string> {
  const operators = new Map<string, string>();
  items.forEach((item, i) => {
    const [, name, password] = /^([^\s:\p{Cc}]+):([^\s\p{Cc}]+)$/u.exec(item) ?? [];
    if (name === undefined || password === undefined || !fits(name, LIMITS.operatorBytes) || !isPassword(password)) {
      throw new ConfigError(`operators: number ${i + 1} is not a NAME:PASSWORD without spaces.`);
    }
    if (operators.has(name)) throw new ConfigError(`operators: there are two of the name "${name}".`);
    operators.set(name, digest(password));
  });
  return operators;
}

/**
 * Reads which gateways may speak for others.
 * @param items each `PASSWORD@ADDRESS`
 * @throws ConfigError with a sentence that shows no password
 */
export function readGateways(items: readonly string[]): readonly Gateway[] {
  return items.map((item, i) => {
    const [, password, written = ""] = /^([^\s\p{Cc}]+)@([^\s@]+)$/u.exec(item) ?? [];
    const address = normalAddress(written);
    if (password === undefined || address === undefined || !isPassword(password)) {
      throw new ConfigError(`webirc: number ${i + 1} is not a PASSWORD@ADDRESS with an IP address.`);
    }
    return { digest: digest(password), address };
  });
}

function isPassword(text: string): boolean {
  return fits(text, LIMITS.passwordBytes);
}
