import { type Refusal, refuse } from "../core/answers.ts";
import { LIMITS } from "../core/limits.ts";
import { nickKey } from "../core/names.ts";
import { fits } from "../core/utf8.ts";
import { preparePassword } from "./passwords.ts";

/** Why a password can't be one. */
export interface BadPassword {
  readonly refusal: Refusal;
  /** Whether it is too easily found out, rather than one that can't be said. */
  readonly isWeak: boolean;
}

/** What is said while more passwords wait to be worked on than the server holds. */
export const TOO_MANY_PASSWORDS: Refusal = refuse("busy", undefined, "Too many want that just now; try again.");

/** A password that an account is to have from now on, in the form in which it is proved; or why it can't be one. */
export function newPassword(account: string, password: string): { readonly prepared: string } | BadPassword {
  const prepared = preparePassword(password);
  if (prepared === undefined || !fits(prepared, LIMITS.accountPasswordBytes)) {
    return { refusal: refuse("bad-password"), isWeak: false };
  }
  if (nickKey(prepared) === nickKey(account)) return weak("That is the account's name: choose another password.");
  if ([...prepared].length < LIMITS.accountPasswordLeast) {
    return weak(`A password has at least ${LIMITS.accountPasswordLeast} characters.`);
  }
  return { prepared };
}

function weak(text: string): BadPassword {
  return { refusal: refuse("bad-password", undefined, text), isWeak: true };
}
