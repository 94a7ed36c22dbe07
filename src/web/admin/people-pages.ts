import { fold } from "../../core/names.ts";
import type { AccountItem } from "../../wire/json/desk-messages.ts";

/** The accounts that have a text in their names or as their role, without regard to case; all if the text is empty. */
export function filtered(accounts: readonly AccountItem[], text: string): readonly AccountItem[] {
  const wanted = fold(text.trim());
  if (wanted === "") return accounts;
  return accounts.filter(({ account, role }) => fold(account).includes(wanted) || role === wanted);
}

/** The pages that came so far with another behind them: nobody stands there twice. */
export function joined(before: readonly AccountItem[], page: readonly AccountItem[]): readonly AccountItem[] {
  const known = new Set(before.map(({ account }) => account));
  return [...before, ...page.filter(({ account }) => !known.has(account))];
}
