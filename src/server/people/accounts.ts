import type { AdminCommand, Register } from "../../core/account-commands.ts";
import type { Account } from "../../core/accounts.ts";
import { type Refusal, refuse } from "../../core/answers.ts";
import type { Hub } from "../../core/hub.ts";
import { nickKey } from "../../core/names.ts";
import { isAccountBanned } from "../../core/rules/bans.ts";
import { checkInvite, linkOf } from "../../core/rules/invite-links.ts";
import { accountByName } from "../../core/state.ts";
import { newDevice } from "../../wire/devices.ts";
import { newPassword, TOO_MANY_PASSWORDS } from "../../wire/new-password.ts";
import type { Passwords } from "../../wire/passwords.ts";
import type { Registrations } from "../../wire/registrations.ts";
import { type Credentials, type Proved, prove, recognize } from "../../wire/sign-in.ts";
import type { WrongPasswords } from "../../wire/wrong-passwords.ts";
import { digest } from "../digest.ts";

/** What it takes to sign people in whom no session speaks for yet. */
export interface AccountsParts {
  readonly hub: Pick<Hub, "state" | "run">;
  readonly passwords: Passwords;
  readonly wrong: WrongPasswords;
  /** Without it, as many accounts are made as anybody wants. */
  readonly registrations?: Registrations;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** A device that has just been signed in: its token is told once, and kept nowhere. */
export interface SignedIn {
  readonly account: string;
  readonly token: string;
}

/** By what a browser is signed in: a device of that very account, whatever other may have its name later. */
export interface KnownDevice {
  readonly account: Account;
  /** Its id. */
  readonly device: string;
}

/** Who asks for an account. */
export interface Newcomer {
  /** The address that they ask from. */
  readonly from: string;
  /** What their device is called. */
  readonly device: string;
}

type Refused = { readonly refusal: Refusal };

/** Signs devices in and out, and makes accounts, for requests that have no session: as the server itself, once it is proved. */
export class Accounts {
  readonly #parts: AccountsParts;

  constructor(parts: AccountsParts) {
    this.#parts = parts;
  }

  /**
   * Signs in by credentials: by a password with a new device, by a token as the device that has it.
   * @param from the address that they came from
   * @param name what the owner of a new device may know it by
   */
  async enter(said: Credentials, from: string, name: string): Promise<SignedIn | Refused> {
    const { hub, passwords, wrong, clock } = this.#parts;
    const proved = await prove({ state: hub.state, passwords, wrong, digest, now: clock }, said, from);
    if ("refusal" in proved) return proved;
    const { account, device } = proved;
    if (device === undefined) return this.signIn(proved, name);
    // Another device would outlive this one's being removed, which may be because its token was stolen.
    const refusal = this.#checkBan(account);
    return refusal ? { refusal } : { account, token: said.account === undefined ? said.token : said.password };
  }

  /** The account and the device of a token; nothing if it is nobody's. Whoever has it is believed, so this is quick. */
  ofToken(token: string): Proved | undefined {
    return recognize({ state: this.#parts.hub.state, digest }, token);
  }

  /** A new device of an account that was proved. @param name what its owner may know it by */
  async signIn({ account, renewed }: Proved, name: string): Promise<SignedIn | Refused> {
    const { token, device } = this.#newDevice(name);
    const refusal = this.#checkBan(account) ?? (await this.#run({ type: "device-add", account, device, renewed }));
    return refusal ? { refusal } : { account, token };
  }

  /** Forgets a device. */
  async signOut({ account, device }: Proved): Promise<void> {
    if (device !== undefined) await this.#run({ type: "device-remove", account, id: device });
  }

  /**
   * Makes an account by an invite link, with a device that is signed in.
   * @param code of the link, which is looked at before all else: who has none is told nothing of who is here
   * @returns with the channel that the link leads to, if it leads to one
   */
  async redeem(
    { account, password, code }: { readonly account: string; readonly password: string; readonly code: string },
    newcomer: Newcomer,
  ): Promise<(SignedIn & { readonly channel?: string }) | Refused> {
    const uninvited = this.#checkInvite(code);
    if (uninvited) return { refusal: uninvited };
    const made = newPassword(account, password);
    if ("refusal" in made) return made;
    if (this.#parts.hub.state.nicks.has(nickKey(account))) {
      return { refusal: refuse("nick-in-use", account, "Somebody who is here has that name: choose another one.") };
    }
    const verifier = await this.#parts.passwords.make(made.prepared, newcomer.from);
    if (verifier === "busy") return { refusal: TOO_MANY_PASSWORDS };
    const invite = digest(code);
    const channel = linkOf(this.#parts.hub.state, invite)?.channel;
    const done = await this.#register({ account, verifier, invite }, newcomer);
    return "refusal" in done || channel === undefined ? done : { ...done, channel };
  }

  /** Makes an account without a password, for somebody who is known elsewhere, with a device that is signed in. */
  admit(who: { readonly account: string; readonly subject: string }, newcomer: Newcomer): Promise<SignedIn | Refused> {
    return this.#register(who, newcomer);
  }

  /** By what a browser is signed in that has such a token. */
  signInOf(token: string): KnownDevice | undefined {
    const { account: name = "", device } = this.ofToken(token) ?? {};
    const account = accountByName(this.#parts.hub.state, name);
    return account && device !== undefined ? { account, device } : undefined;
  }

  /** Why a browser is not signed in any more that was. */
  check({ account, device }: KnownDevice): Refusal | undefined {
    const isStill = accountByName(this.#parts.hub.state, account.name) === account && account.devices.has(device);
    return isStill ? this.#checkBan(account.name) : refuse("account-needed", account.name, SIGNED_OUT);
  }

  /** Lets somebody's being known elsewhere prove an account that was proved otherwise. */
  link({ account }: KnownDevice, subject: string): Promise<Refusal | undefined> {
    const { name, renewed } = account;
    return this.#run({ type: "subject-add", account: name, subject, renewed });
  }

  /** Whether the code is that of an invite link by which accounts can be made now. */
  isInvited(code: string): boolean {
    return this.#checkInvite(code) === undefined;
  }

  async #register(
    account: Pick<Register, "account" | "verifier" | "invite" | "subject">,
    { from, device: name }: Newcomer,
  ): Promise<SignedIn | Refused> {
    const { registrations, clock } = this.#parts;
    const enough = registrations?.take(from, clock());
    if (enough) return { refusal: enough };
    const { token, device } = this.#newDevice(name);
    const refusal = await this.#run({ type: "register", ...account, device });
    return refusal ? { refusal } : { account: account.account, token };
  }

  #checkBan(account: string): Refusal | undefined {
    const { hub, clock } = this.#parts;
    return isAccountBanned(hub.state, account, clock()) ? refuse("server-banned", account) : undefined;
  }

  #checkInvite(code: string): Refusal | undefined {
    return checkInvite(this.#parts.hub.state, digest(code), this.#parts.clock());
  }

  #newDevice(name: string): ReturnType<typeof newDevice> {
    return newDevice({ passwords: this.#parts.passwords, digest }, name);
  }

  #run(act: AdminCommand | Register): Promise<Refusal | undefined> {
    return new Promise((resolve) => {
      this.#parts.hub.run(act, ({ refusal }) => resolve(refusal));
    });
  }
}

const SIGNED_OUT = "This browser is not signed in to that account any more: sign in, and begin again.";
