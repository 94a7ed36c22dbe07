import type { Account } from "../../../core/accounts.ts";
import { accountByName, type User } from "../../../core/state.ts";
import type { Call } from "../call.ts";
import { failed, withAccount } from "./account-keeping.ts";
import type { Row } from "./row.ts";

/** Staying without a connection (IRCv3 persistence, a proposal). */
export const PERSISTENCE: readonly Row[] = [
  {
    name: "PERSISTENCE",
    minParams: 1,
    turn: "acts",
    usage: "PERSISTENCE GET | SET ON | OFF | DEFAULT",
    text: "Says or shows whether you stay in your channels when your last connection ends; by default you do not.",
    run(call) {
      const [subcommand = "", setting = ""] = call.params.map((param) => param.toUpperCase());
      withAccount(call, (account) => {
        if (subcommand === "GET") sendStatus(call, account);
        else if (subcommand === "SET" && SETTINGS.has(setting)) set(call, account, setting === "ON");
        else call.fail("INVALID_PARAMS", [], "Say GET, or SET with ON, OFF or DEFAULT");
      });
    },
  },
];

const SETTINGS: ReadonlySet<string> = new Set(["ON", "OFF", "DEFAULT"]);

/** Tells a client of it that knows of such. */
export function showPersistence(call: Call, user: User): void {
  const account = user.account === undefined ? undefined : accountByName(call.client.session.state, user.account);
  if (account && call.client.has("draft/persistence")) sendStatus(call, account);
}

function set(call: Call, { name: account }: Account, on: boolean): void {
  call.submit(
    { type: "alwayson", account, on },
    () => {
      const changed = accountByName(call.client.session.state, account);
      if (changed) sendStatus(call, changed);
    },
    (refusal) => failed(call, refusal),
  );
}

/** What the account has chosen, and what holds: that is the same here. */
function sendStatus(call: Call, { alwaysOn = false }: Account): void {
  const setting = alwaysOn ? "ON" : "OFF";
  call.say("PERSISTENCE", ["STATUS", setting, setting]);
}
