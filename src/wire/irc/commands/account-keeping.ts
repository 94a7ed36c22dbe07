import type { AdminCommand } from "../../../core/account-commands.ts";
import type { Account } from "../../../core/accounts.ts";
import type { Refusal } from "../../../core/answers.ts";
import { nickKey } from "../../../core/names.ts";
import { accountByName, type User } from "../../../core/state.ts";
import { newDevice } from "../../devices.ts";
import { newPassword, TOO_MANY_PASSWORDS } from "../../new-password.ts";
import type { Call } from "../call.ts";
import { whenConfirmed, whenDone } from "../proof.ts";
import { formatTimestamp } from "../timestamp.ts";
import type { Row } from "./row.ts";

/** What somebody does with the account that they are signed in to. Secrets are said to nobody but who asked for them. */
export const ACCOUNT_KEEPING: readonly Row[] = [
  {
    name: "PASSWD",
    minParams: 2,
    turn: "acts",
    usage: "PASSWD <old password> <new password>",
    text: "Gives your account another password; all its devices are forgotten, and your other sessions are over.",
    run(call) {
      const [old = "", password = ""] = call.params;
      withAccount(call, (account) => changePassword(call, account, old, password));
    },
  },
  {
    name: "UNREGISTER",
    minParams: 1,
    turn: "acts",
    usage: "UNREGISTER <account> <password>",
    text: "Removes your account with all that is its. Operators remove others', without a password.",
    run(call) {
      const [name = "", password = ""] = call.params;
      call.ask((user) => unregister(call, user, name, password));
    },
  },
  {
    name: "LOGOUT",
    minParams: 0,
    turn: "acts",
    usage: "LOGOUT",
    text: "Signs you out of your account.",
    run(call) {
      withAccount(call, () =>
        call.submit(
          { type: "logout" },
          ({ emissions }) => {
            call.client.login.signedOut(call);
            call.show(emissions);
          },
          (refusal) => failed(call, refusal),
        ),
      );
    },
  },
  {
    name: "CERT",
    minParams: 1,
    turn: "acts",
    usage: "CERT ADD [<fingerprint>] | DEL [<fingerprint>] | LIST",
    text: "Lets a client certificate sign you in (SASL EXTERNAL): the one of this connection, or that of a SHA-256.",
    run(call) {
      withSubcommand(call, CERT);
    },
  },
  {
    name: "DEVICE",
    minParams: 1,
    turn: "acts",
    usage: "DEVICE ADD <name> | DEL <id> | LIST",
    text: "Makes a token for a program, which it says in place of your password; shows your devices, and forgets one.",
    run(call) {
      withSubcommand(call, DEVICE);
    },
  },
];

/** Says something to a person that is no failure. */
export function inform(call: Call, text: string): void {
  call.say("NOTICE", [call.client.nick, text], true);
}

/** Runs what is for those who are signed in, when all that the client asked before is done. */
export function withAccount(call: Call, run: (account: Account) => void): void {
  call.ask(({ account: name }) => {
    const account = name === undefined ? undefined : accountByName(call.client.session.state, name);
    if (account) run(account);
    else call.fail("ACCOUNT_REQUIRED", [], "Sign in to an account first");
  });
}

/** Says that something failed by the code of the refusal, for programs and for people. */
export function failed(call: Call, { code, text, about }: Refusal): void {
  call.fail(code.toUpperCase().replaceAll("-", "_"), about === undefined ? [] : [about], text);
}

/** @param parameter what stands behind the subcommand, if anything does */
type Subcommand = (call: Call, account: Account, parameter: string | undefined) => void;

function withSubcommand(call: Call, table: ReadonlyMap<string, Subcommand>): void {
  const [name = "", ...words] = call.params;
  const parameter = words.join(" ") || undefined;
  const run = table.get(name.toUpperCase());
  withAccount(call, (account) => {
    if (run) run(call, account, parameter);
    else call.fail("INVALID_PARAMS", [name], `Say one of ${[...table.keys()].join(", ")}`);
  });
}

const CERT: ReadonlyMap<string, Subcommand> = new Map<string, Subcommand>([
  ["ADD", (call, account, said) => changeCertificate(call, "certificate-add", account, said)],
  ["DEL", (call, account, said) => changeCertificate(call, "certificate-remove", account, said)],
  [
    "LIST",
    (call, { certificates }) => {
      for (const fingerprint of certificates) inform(call, `Certificate ${fingerprint}`);
      inform(call, `Your account has ${counted(certificates.size, "certificate")}`);
    },
  ],
]);

function changeCertificate(
  call: Call,
  type: "certificate-add" | "certificate-remove",
  { name: account }: Account,
  said: string | undefined,
): void {
  const fingerprint = said?.replaceAll(":", "").toLowerCase() ?? call.client.line.certificate;
  if (fingerprint === undefined) {
    call.fail("INVALID_PARAMS", [], "This connection has shown no certificate: say the fingerprint of one");
    return;
  }
  const done = type === "certificate-add" ? "signs you in from now on" : "signs you in no more";
  act(call, { type, account, fingerprint }, () => inform(call, `The certificate ${fingerprint} ${done}`));
}

const DEVICE: ReadonlyMap<string, Subcommand> = new Map<string, Subcommand>([
  ["ADD", addDevice],
  [
    "DEL",
    (call, { name: account }, id = "") =>
      act(call, { type: "device-remove", account, id }, () => inform(call, `The device ${id} is forgotten`)),
  ],
  [
    "LIST",
    (call, { devices }) => {
      for (const { id, name, created, used } of devices.values()) {
        const last = used === undefined ? "never used" : `used ${formatTimestamp(used)}`;
        inform(call, `Device ${id}, made ${formatTimestamp(created)}, ${last}: ${name}`);
      }
      inform(call, `Your account has ${counted(devices.size, "device")}`);
    },
  ],
]);

function addDevice(call: Call, { name: account }: Account, name: string | undefined): void {
  if (name === undefined) {
    call.needMoreParams();
    return;
  }
  const { server, line } = call.client;
  const parts = { passwords: server.passwords, digest: (secret: string) => line.digest(secret) };
  const { device, token } = newDevice(parts, name);
  act(call, { type: "device-add", account, device }, () => {
    inform(call, `The token of the device ${device.id} is ${token}`);
    inform(call, "It is not shown again: have the program say it as the password of your account");
  });
}

function changePassword(call: Call, account: Account, old: string, password: string): void {
  const chosen = newPassword(account.name, password);
  if ("refusal" in chosen) {
    failed(call, chosen.refusal);
    return;
  }
  const { server, line } = call.client;
  const refused = (refusal: Refusal): void => failed(call, refusal);
  whenConfirmed(
    call,
    account,
    old,
    () =>
      whenDone(
        call,
        server.passwords.make(chosen.prepared, line.peer.host),
        (verifier) => {
          if (verifier === "busy") failed(call, TOO_MANY_PASSWORDS);
          else act(call, { type: "passwd", account: account.name, verifier }, () => inform(call, CHANGED));
        },
        () => failed(call, TOO_MANY_PASSWORDS),
      ),
    refused,
  );
}

const CHANGED = "Your account has another password: its devices are forgotten, and your other sessions are over";

function unregister(call: Call, user: User, name: string, password: string): void {
  const own = user.account === undefined ? undefined : accountByName(call.client.session.state, user.account);
  const remove = (account: string): void =>
    act(call, { type: "unregister", account }, () => inform(call, `The account ${account} is no more`));
  if (!own || nickKey(own.name) !== nickKey(name)) remove(name);
  else {
    whenConfirmed(
      call,
      own,
      password,
      () => remove(own.name),
      (refusal) => failed(call, refusal),
    );
  }
}

function act(call: Call, command: AdminCommand, done: () => void): void {
  call.submit(
    command,
    ({ emissions }) => {
      done();
      call.show(emissions);
    },
    (refusal) => failed(call, refusal),
  );
}

function counted(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what}s`;
}
