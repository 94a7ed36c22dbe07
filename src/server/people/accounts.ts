import type { AdminCommand, Register } from "../../core/account-commands.ts";
import { type Refusal, refuse } from "../../core/answers.ts";
import type { Hub } from "../../core/hub.ts";
import { nickKey } from "../../core/names.ts";
import { linkOf } from "../../core/rules/invite-links.ts";
import { accountByProof, deviceProof } from "../../core/state.ts";
import { newDevice } from "../../wire/devices.ts";
import { newPassword } from "../../wire/new-password.ts";
import type { Passwords } from "../../wire/passwords.ts";
import { type Credentials, type Proved, prove } from "../../wire/sign-in.ts";
import type { WrongPasswords } from "../../wire/wrong-passwords.ts";
import { digest } from "../digest.ts";

/** What it takes to sign people in whom no session speaks for yet. */
export interface AccountsParts {
  readonly hub: Pick<Hub, "state" | "run">;
  readonly passwords: Passwords;
  readonly wrong: WrongPasswords;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** A device that has just been signed in: its token is told once, and kept nowhere. */
export interface SignedIn {
  readonly account: string;
  readonly token: string;
}

type Refused = { readonly refusal: Refusal };

/** Signs devices in and out, and makes accounts, for requests that have no session: as the server itself, once it is proved. */
export class Accounts {
  readonly #parts: AccountsParts;

  constructor(parts: AccountsParts) {
    this.#parts = parts;
  }

  /** Looks at credentials. @param from the address that they came from */
  prove(said: Credentials, from: string): Promise<Proved | Refused> {
    const { hub, passwords, wrong, clock } = this.#parts;
    return prove({ state: hub.state, passwords, wrong, digest, now: clock }, said, from);
  }

  /** The account and the device of a token; nothing if it is nobody's. Whoever has it is believed, so this is quick. */
  ofToken(token: string): Proved | undefined {
    const account = accountByProof(this.#parts.hub.state, deviceProof(digest(token)));
    const device = [...(account?.devices.values() ?? [])].find((its) => its.digest === digest(token));
    return account && device && { account: account.name, device: device.id };
  }

  /** A new device of an account that was proved. @param name what its owner may know it by */
  async signIn(account: string, name: string): Promise<SignedIn | Refused> {
    const { token, device } = this.#newDevice(name);
    const refusal = await this.#run({ type: "device-add", account, device });
    return refusal ? { refusal } : { account, token };
  }

  /** Forgets a device. */
  async signOut({ account, device }: Proved): Promise<void> {
    if (device !== undefined) await this.#run({ type: "device-remove", account, id: device });
  }

  /**
   * Makes an account by an invite link, with a device that is signed in.
   * @param code of the link
   * @param from the address that asks
   */
  async redeem(
    { account, password, code }: { readonly account: string; readonly password: string; readonly code: string },
    { from, device: name }: { readonly from: string; readonly device: string },
  ): Promise<SignedIn | Refused> {
    const made = newPassword(account, password);
    if (!("prepared" in made)) return { refusal: made };
    if (this.#parts.hub.state.nicks.has(nickKey(account))) {
      return { refusal: refuse("nick-in-use", account, "Somebody who is here has that name: choose another one.") };
    }
    if (!this.isInvited(code)) return { refusal: refuse("bad-invite") };
    const verifier = await this.#parts.passwords.make(made.prepared, from);
    if (verifier === "busy") return { refusal: refuse("busy") };
    const { token, device } = this.#newDevice(name);
    const refusal = await this.#run({ type: "register", account, verifier, invite: digest(code), device });
    return refusal ? { refusal } : { account, token };
  }

  /** Makes an account without a password, for somebody who is known elsewhere, with a device that is signed in. */
  async admit(account: string, subject: string, name: string): Promise<SignedIn | Refused> {
    const { token, device } = this.#newDevice(name);
    const refusal = await this.#run({ type: "register", account, subject, device });
    return refusal ? { refusal } : { account, token };
  }

  /** Lets somebody's being known elsewhere prove an account that was proved otherwise. */
  link(account: string, subject: string): Promise<Refusal | undefined> {
    return this.#run({ type: "subject-add", account, subject });
  }

  /** Whether the code is that of an invite link by which accounts can be made now. */
  isInvited(code: string): boolean {
    const link = linkOf(this.#parts.hub.state, digest(code));
    return link !== undefined && (link.until ?? Number.POSITIVE_INFINITY) > this.#parts.clock();
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
