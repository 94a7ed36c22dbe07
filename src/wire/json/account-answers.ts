import type { Account } from "../../core/accounts.ts";
import { refuse } from "../../core/answers.ts";
import { nickKey } from "../../core/names.ts";
import { accountByName, type State } from "../../core/state.ts";
import { type Asker, isOperator, type Plan } from "./asker.ts";
import type { AccountItem } from "./desk-messages.ts";

/** What a JSON client is told of accounts: never what proves them. */

/** All that an account's owner may know of it, and an operator of the server. */
export function accountAnswer(name: string, asker: Asker): Plan {
  const { state, user } = asker;
  const account = accountByName(state, name);
  const isOwn = account !== undefined && user?.account === account.name;
  // Who may not see which accounts there are does not learn it here.
  if (!isOwn && !isOperator(asker)) return { refusal: refuse("not-yours", name) };
  if (!account) return { refusal: refuse("no-such-account", name) };
  const devices = [...account.devices.values()].map(({ digest: _, ...device }) => device);
  return {
    answer: {
      account: account.name,
      ...(account.role && { role: account.role }),
      alwaysOn: account.alwaysOn === true,
      created: account.created,
      hasPassword: account.verifier !== undefined,
      devices,
      certificates: [...account.certificates],
    },
  };
}

/** Accounts in the order in which they were made, behind the one of a name if that is said. */
export function accountsAnswer(state: State, after: string | undefined, limit: number): Plan {
  const first = after === undefined ? undefined : nickKey(after);
  if (first !== undefined && !state.accounts.has(first)) return { refusal: refuse("no-such-account", after) };
  const accounts: AccountItem[] = [];
  let isBehind = first === undefined;
  for (const [key, account] of state.accounts) {
    if (isBehind) {
      if (accounts.length === limit) return { answer: { accounts, more: true } };
      accounts.push(itemOf(account));
    }
    isBehind ||= key === first;
  }
  return { answer: { accounts, more: false } };
}

function itemOf({ name, created, role, alwaysOn, users }: Account): AccountItem {
  return {
    account: name,
    created,
    ...(role && { role }),
    ...(alwaysOn && { alwaysOn }),
    ...(users.size > 0 && { here: true }),
  };
}
