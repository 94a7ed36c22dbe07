import type { AdminCommand, Register, Verifier } from "../../core/account-commands.ts";
import { type Refusal, refuse } from "../../core/answers.ts";
import { nickKey } from "../../core/names.ts";
import { checkInvite, linkOf } from "../../core/rules/invite-links.ts";
import { accountByName } from "../../core/state.ts";
import { newDevice } from "../devices.ts";
import { inviteCodeOf } from "../invite-code.ts";
import { newPassword, TOO_MANY_PASSWORDS } from "../new-password.ts";
import { type Asker, type Plan, simply } from "./asker.ts";
import type { DeskCommand } from "./desk-schemas.ts";

/** What is to be done when somebody wants an account, or another proof of one. */

type Command<T extends DeskCommand["type"]> = Extract<DeskCommand, { type: T }>;

/** Making an account. */
export function planRegister(command: Command<"register">, asker: Asker): Plan | Promise<Plan> {
  const refusal = mayRegister(command, asker);
  if (refusal) return { refusal };
  const { account, password, role } = command;
  const invite = command.invite === undefined ? undefined : asker.digest(inviteCodeOf(command.invite));
  const made = command.device === undefined ? undefined : newDevice(asker, command.device);
  const act: Register = {
    type: "register",
    account,
    verifier: asker.passwords.standIn(account),
    ...(invite !== undefined && { invite }),
    ...(made && { device: made.device }),
    ...(role !== undefined && { role }),
  };
  const impossible = asker.check(act);
  if (impossible) return { refusal: impossible };
  return withPassword(account, password, asker, (verifier) => {
    // Others may have been faster while the password was worked on.
    const enough = asker.registrations.take(asker.from, asker.now());
    if (enough) return { refusal: enough };
    const link = invite === undefined ? undefined : linkOf(asker.state, invite);
    const given = role ?? link?.role;
    return {
      act: { ...act, verifier },
      answer: {
        account,
        ...(made && { id: made.device.id, token: made.token }),
        ...(given !== undefined && { role: given }),
        ...(link?.channel !== undefined && { channel: link.channel }),
      },
    };
  });
}

/** Giving an account another password. Who only has a session of it does not know the one of now. */
export function planPassword(command: Command<"passwd">, account: string, asker: Asker): Plan | Promise<Plan> {
  // Whether it may be done does not depend on what proves the password.
  const impossible = asker.check({ type: "passwd", account, verifier: asker.passwords.standIn(account) });
  if (impossible) return { refusal: impossible };
  const change = (): Plan | Promise<Plan> =>
    withPassword(account, command.password, asker, (verifier) => simply({ type: "passwd", account, verifier }));
  if (!isConfirmed(account, asker)) return change();
  const bad = newPassword(account, command.password);
  return "refusal" in bad ? bad : confirmed(account, command.current, "current", asker, change);
}

/** Removing an account. */
export function planUnregister(command: Command<"unregister">, account: string, asker: Asker): Plan | Promise<Plan> {
  const act: AdminCommand = { type: "unregister", account };
  const impossible = asker.check(act);
  if (impossible) return { refusal: impossible };
  const remove = (): Plan => simply(act);
  return isConfirmed(account, asker) ? confirmed(account, command.password, "password", asker, remove) : remove();
}

/** Adding a device. */
export function planDevice(name: string, account: string, asker: Asker): Plan {
  const foreign = checkForeign(account, asker);
  if (foreign) return { refusal: foreign };
  const { device, token } = newDevice(asker, name);
  return { act: { type: "device-add", account, device }, answer: { id: device.id, token } };
}

/** Adding a certificate: the one that is said, however it is written, or that of the connection. */
export function planCertificate(said: string | undefined, account: string, asker: Asker): Plan {
  const foreign = checkForeign(account, asker);
  if (foreign) return { refusal: foreign };
  const fingerprint = said?.replaceAll(":", "").toLowerCase() ?? asker.certificate;
  if (fingerprint === undefined) return { refusal: refuse("bad-command", "fingerprint", NO_CERTIFICATE) };
  return { act: { type: "certificate-add", account, fingerprint }, answer: { fingerprint } };
}

const NO_CERTIFICATE = "This connection showed no certificate: say the fingerprint of one.";

/** Having a browser told what happens. */
export function planPush({ endpoint, keys }: Command<"push-add">, account: string, { pushKey }: Asker): Plan {
  if (pushKey === undefined) return { refusal: refuse("unavailable", undefined, "This server sends no pushes.") };
  return simply({ type: "push-add", account, endpoint, p256dh: keys.p256dh, auth: keys.auth });
}

function mayRegister({ invite }: Command<"register">, asker: Asker): Refusal | undefined {
  const { state, user, isServer, registering, registrations, from } = asker;
  if (isServer) return undefined;
  if (user?.account !== undefined) return refuse("already-open", user.account, SIGNED_IN);
  // Before anything else: who has no way in does not learn here which accounts there are.
  if (invite !== undefined) {
    const refusal = checkInvite(state, asker.digest(inviteCodeOf(invite)), asker.now());
    if (refusal) return refusal;
  } else if (registering === "none") return refuse("registration-closed");
  else if (registering === "after-connect" && !user) return refuse("not-open");
  return registrations.check(from, asker.now());
}

const SIGNED_IN = "You are signed in to an account already.";

/** Goes on with what proves a new password, if it can be one. */
function withPassword(
  account: string,
  password: string,
  { passwords, from }: Asker,
  goOn: (verifier: Verifier) => Plan,
): Plan | Promise<Plan> {
  const made = newPassword(account, password);
  if ("refusal" in made) return made;
  return passwords
    .make(made.prepared, from)
    .then((verifier) => (verifier === "busy" ? { refusal: TOO_MANY_PASSWORDS } : goOn(verifier)));
}

/** Goes on once the account's password of now was said. */
function confirmed(
  account: string,
  password: string | undefined,
  field: string,
  asker: Asker,
  goOn: () => Plan | Promise<Plan>,
): Plan | Promise<Plan> {
  if (password === undefined) return { refusal: refuse("bad-command", field, `The field "${field}" is needed here.`) };
  return asker.confirm(account, password).then((refusal) => (refusal ? { refusal } : goOn()));
}

/** Whether the password of now is asked for: one's own, if there is one. */
function isConfirmed(account: string, asker: Asker): boolean {
  return isOwn(account, asker) && accountByName(asker.state, account)?.verifier !== undefined;
}

function isOwn(account: string, { user }: Asker): boolean {
  return user?.account !== undefined && nickKey(user.account) === nickKey(account);
}

/** Nobody lets themselves in as somebody else, however much they have to say here. */
function checkForeign(account: string, asker: Asker): Refusal | undefined {
  return asker.isServer || isOwn(account, asker) ? undefined : refuse("not-yours", account);
}
