import { type Refusal, refuse } from "../core/answers.ts";
import { fits, LIMITS } from "../core/limits.ts";
import { nickKey } from "../core/names.ts";
import { preparePassword } from "./passwords.ts";

/** A password that an account is to have from now on, in the form in which it is proved; or why it can't be one. */
export function newPassword(account: string, password: string): { readonly prepared: string } | Refusal {
  const prepared = preparePassword(password);
  if (prepared === undefined || !fits(prepared, LIMITS.accountPasswordBytes)) return refuse("bad-password");
  if ([...prepared].length < LIMITS.accountPasswordLeast) {
    return refuse("bad-password", undefined, `A password has at least ${LIMITS.accountPasswordLeast} characters.`);
  }
  if (nickKey(prepared) === nickKey(account)) {
    return refuse("bad-password", undefined, "That is the account's name: choose another password.");
  }
  return { prepared };
}
