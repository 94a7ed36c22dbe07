import type { Register, Verifier } from "../../core/account-commands.ts";
import { REFUSALS, type Refusal, refuse } from "../../core/answers.ts";
import { checkInvite } from "../../core/rules/invite-links.ts";
import type { Settings } from "../conversation.ts";
import { Guesses } from "../guesses.ts";
import type { Guest } from "../guest.ts";
import { inviteCodeOf } from "../invite-code.ts";
import { newPassword, TOO_MANY_PASSWORDS } from "../new-password.ts";
import { registeringOf } from "../registrations.ts";
import { type Proved, prove, provingOf } from "../sign-in.ts";
import type { Turnstile } from "../turnstile.ts";

/** What signing in asks of the listener. */
export type SignInSettings = Pick<
  Settings,
  "passwords" | "wrong" | "registration" | "registrations" | "access" | "guests"
>;

/** What is done for who has proved who they are. */
export interface Proving {
  /** They have said the password of an account, or a device's token. */
  signedIn(proved: Proved): void;
  /** They have made an account; a session that is somebody's is signed in to it by that. */
  registered(account: string): void;
}

const UNINVITED = "Accounts are made here with an invite link: write it as /register NAME PASSWORD INVITE.";
const INSECURE = "Beware: this connection is not encrypted, so others on the way can read your password.";

/** What somebody is told who has to sign in, or who gets in as they are. */
export function prompt({ access, registration }: SignInSettings, isSecure: boolean): string {
  const open = registration === "before-connect" ? ", or make an account: /register NAME PASSWORD" : "";
  const ways = access === "invite" ? ", or with an invite /register NAME PASSWORD INVITE" : open;
  return `Sign in: /login NAME PASSWORD${ways}${isSecure ? "" : ` (${INSECURE})`}`;
}

/** How a person with netcat signs in. Lines that come while a password is looked at wait. */
export class SignIn {
  readonly #guest: Guest;
  readonly #settings: SignInSettings;
  readonly #turnstile: Turnstile;
  readonly #then: Proving;
  readonly #guesses: Guesses;
  #isWarned = false;

  constructor(guest: Guest, settings: SignInSettings, turnstile: Turnstile, then: Proving) {
    this.#guest = guest;
    this.#settings = settings;
    this.#turnstile = turnstile;
    this.#then = then;
    this.#guesses = new Guesses(guest.line, () =>
      guest.leave("Too many wrong passwords", "Too many wrong passwords.\n"),
    );
  }

  /** @param rest a name, and behind a space the password or a token */
  login(rest: string): void {
    this.#warn();
    const [, account = "", password = ""] = /^(\S+)\s+(.+)$/s.exec(rest) ?? [];
    const { session, line } = this.#guest;
    const release = this.#turnstile.hold();
    this.#inTurn(
      prove(provingOf(this.#settings, session, line), { account, password }, line.peer.host),
      (outcome) => {
        if ("refusal" in outcome) this.#refuse(outcome.refusal, release);
        else {
          this.#then.signedIn(outcome);
          release();
        }
      },
      release,
    );
  }

  /** @param rest a name, a password and perhaps an invite link or its code, with spaces between */
  register(rest: string): void {
    this.#warn();
    const [account = "", password = "", code] = rest.split(/\s+/);
    const { session, line } = this.#guest;
    const invite = code === undefined ? undefined : line.digest(inviteCodeOf(code));
    const act = (verifier: Verifier): Register => ({ type: "register", account, verifier, ...(invite && { invite }) });
    const chosen = newPassword(account, password);
    const refusal =
      this.#mayRegister(invite) ??
      session.check(act(this.#settings.passwords.standIn(account))) ??
      ("refusal" in chosen ? chosen.refusal : undefined);
    if (refusal || "refusal" in chosen) {
      this.#say(refusal?.text ?? "");
      return;
    }
    const release = this.#turnstile.hold();
    this.#inTurn(
      this.#settings.passwords.make(chosen.prepared, line.peer.host),
      (verifier) => {
        if (verifier !== "busy") {
          this.#make(act(verifier), release);
          return;
        }
        this.#say(TOO_MANY_PASSWORDS.text);
        release();
      },
      release,
    );
  }

  #make(act: Register, release: () => void): void {
    const { session, line } = this.#guest;
    // Others may have been faster while the password was worked on.
    const enough = this.#settings.registrations.take(line.peer.host, line.now());
    if (enough) {
      this.#say(enough.text);
      release();
      return;
    }
    session.submit(act, ({ refusal }) => {
      if (refusal) this.#say(refusal.text);
      else {
        this.#say(`The account ${act.account} is yours.`);
        this.#then.registered(act.account);
      }
      release();
    });
  }

  /** Before anything else: who has no way in does not learn here which accounts there are. */
  #mayRegister(invite: string | undefined): Refusal | undefined {
    const { session, line } = this.#guest;
    const { access, registrations } = this.#settings;
    const enough = (): Refusal | undefined => registrations.check(line.peer.host, line.now());
    if (session.user?.account !== undefined) return refuse("already-open", undefined, "You are signed in already.");
    if (invite !== undefined) return checkInvite(session.state, invite, line.now()) ?? enough();
    if (registeringOf(this.#settings) !== "none") return enough();
    return access === "invite" ? refuse("bad-invite", undefined, UNINVITED) : refuse("registration-closed");
  }

  /** A wrong password is answered in its time. */
  #refuse(refusal: Refusal, release: () => void): void {
    this.#guesses.refuse(refusal, () => this.#say(refusal.text), release);
  }

  /** In a turn of the connection's own: if it is gone by then, there is nobody to tell. */
  #inTurn<T>(asked: Promise<T>, settle: (outcome: T) => void, release: () => void): void {
    const { line } = this.#guest;
    asked.then(
      (outcome) => line.timer(0, () => settle(outcome)),
      () =>
        line.timer(0, () => {
          this.#say(REFUSALS.unavailable);
          release();
        }),
    );
  }

  /** Who was not told so by the prompt is told once. */
  #warn(): void {
    if (!this.#isWarned && !this.#guest.line.secure && this.#settings.guests !== "none") this.#say(INSECURE);
    this.#isWarned = true;
  }

  #say(text: string): void {
    this.#guest.write(`${text}\n`);
  }
}
