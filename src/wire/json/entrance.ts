import { type Refusal, refuse } from "../../core/answers.ts";
import type { Command, Open } from "../../core/commands.ts";
import { LIMITS } from "../../core/limits.ts";
import type { Answer } from "../../core/session-host.ts";
import { accountByName } from "../../core/state.ts";
import { channelsOf } from "../../core/view.ts";
import { newDevice } from "../devices.ts";
import { guestsOf } from "../guest.ts";
import { registeringOf } from "../registrations.ts";
import { type Credentials, type Proved, prove, provingOf, recognize } from "../sign-in.ts";
import type { Rest } from "./asker.ts";
import type { AccessFacts } from "./desk-messages.ts";
import type { Welcome } from "./messages.ts";
import { listMarkers } from "./questions.ts";
import type { Proofs, SignInCommand } from "./sign-in-schemas.ts";
import { inOwnTurn, type Talk } from "./talk.ts";

type Hello = Extract<SignInCommand, { type: "hello" }>;

/** A device that is to be signed in, and what its owner is told of it. */
type Made = ReturnType<typeof newDevice>;

/** Lets one connection in, and signs it in: before it is somebody by `hello`, and afterwards by `login`. */
export class Entrance {
  readonly #talk: Talk;
  readonly #entered: () => void;

  /** @param entered called when the connection is somebody */
  constructor(talk: Talk, entered: () => void) {
    this.#talk = talk;
    this.#entered = entered;
  }

  /** Comes in; with what a browser sent along if nothing was said, and as a guest if that is good for nothing. */
  hello(command: Hello): void {
    const { session, answers, inOrder, line } = this.#talk;
    const said = credentialsOf(command);
    if (said && "code" in said) answers.refuse(command.ref, said);
    else if (said) {
      inOrder.after(() => {
        if (session.user) answers.refuse(command.ref, refuse("already-open"));
        else this.#prove(command, said, (proved) => this.#open(command, proved));
      });
    } else {
      const digest = (secret: string): string => line.digest(secret);
      this.#open(
        command,
        line.token === undefined ? undefined : recognize({ state: session.state, digest }, line.token),
      );
    }
  }

  /** Signs in, for who came as a guest. */
  login(command: Extract<SignInCommand, { type: "login" }>): void {
    const { session, answers, inOrder } = this.#talk;
    const said = credentialsOf(command);
    if (!said || "code" in said) {
      answers.refuse(command.ref, said ?? refuse("bad-command", undefined, WHAT_PROVES));
      return;
    }
    inOrder.after(() => {
      if (!session.user) answers.refuse(command.ref, refuse("not-open"));
      else this.#prove(command, said, (proved) => this.#signIn(command, proved));
    });
  }

  /** Looks at credentials; what comes behind waits for that, and a wrong password for its answer. */
  #prove(command: SignInCommand, said: Credentials, goOn: (proved: Proved) => void): void {
    const { session, line, settings, answers, inOrder, guesses } = this.#talk;
    const release = inOrder.hold();
    inOwnTurn(line, prove(provingOf(settings, session, line), said, line.peer.host), (proved) => {
      if (!("refusal" in proved)) {
        goOn(proved);
        release();
        return;
      }
      const { refusal } = proved;
      guesses.refuse(refusal, () => answers.refuse(command.ref, refusal), release);
    });
  }

  #open(command: Hello, proved: Proved | undefined): void {
    const { line, settings, answers } = this.#talk;
    const open: Open = {
      type: "open",
      nick: command.nick ?? proved?.account ?? `guest-${line.peer.port}`,
      made: command.nick === undefined,
      ident: "json",
      realname: (command.realname ?? "").slice(0, LIMITS.realnameBytes / 4),
      host: line.host,
      dialect: "json",
      ...guestsOf(settings),
      ...proved,
      ...(command.client !== undefined && { key: line.digest(command.client) }),
    };
    const made = this.#deviceFor(command, proved);
    this.#submit([open, ...signInBy(made, proved)], ([first, ...others]) => {
      if (first.refusal) {
        answers.refuse(command.ref, first.refusal);
        return;
      }
      this.#entered();
      // A user is known by the entry by which they came.
      const isPresent = this.#talk.session.user?.id !== first.seq;
      const welcome = { ...this.#welcome(), ...(isPresent && { present: true as const }) };
      answers.ok(command.ref, { seq: first.seq, ...welcome, ...tokenOf(made, others) });
    });
  }

  #signIn(command: SignInCommand, proved: Proved): void {
    const { session, answers } = this.#talk;
    const made = this.#deviceFor(command, proved);
    this.#submit([{ type: "login", ...proved }, ...signInBy(made, proved)], ([first, ...others]) => {
      const { account, role } = this.#welcome();
      const rest = { ...(account !== undefined && { account }), ...(role && { role }), ...tokenOf(made, others) };
      answers.settled(command.ref, first, session.user ? rest : {});
    });
  }

  /** Whoever came by a token has one already. */
  #deviceFor({ device }: Proofs, proved: Proved | undefined): Made | undefined {
    if (device === undefined || !proved || proved.device !== undefined) return undefined;
    const { line, settings } = this.#talk;
    return newDevice({ passwords: settings.passwords, digest: (secret) => line.digest(secret) }, device);
  }

  /** Asks for several things at once, so that nothing comes in between; `done` is given what became of each. */
  #submit(
    acts: readonly [Open | Command, ...Command[]],
    done: (answers: readonly [Answer, ...Answer[]]) => void,
  ): void {
    const [first, ...others] = acts;
    const { session } = this.#talk;
    const later: Answer[] = [];
    let head: Answer | undefined;
    const settle = (): void => {
      if (head && later.length === others.length) done([head, ...later]);
    };
    session.submit(first, (answer) => {
      head = answer;
      settle();
    });
    for (const act of others) {
      session.submit(act, (answer) => {
        later.push(answer);
        settle();
      });
    }
  }

  #welcome(): Welcome {
    const { session, settings } = this.#talk;
    const { user, state } = session;
    const account = user?.account === undefined ? undefined : accountByName(state, user.account);
    const channels = user ? channelsOf(state, user, user) : [];
    return {
      nick: user?.nick ?? "",
      ...(account && { account: account.name }),
      ...(account?.role && { role: account.role }),
      server: settings.server,
      version: settings.version,
      epoch: state.epoch,
      channel: settings.channel,
      joined: channels.map(({ name }) => name),
      joinedIds: channels.map(({ id }) => id),
      markers: user ? listMarkers(state, user) : [],
      ...(settings.pushKey !== undefined && { pushKey: settings.pushKey }),
      access: this.#access(),
    };
  }

  #access(): AccessFacts {
    const { settings } = this.#talk;
    const { access, guests } = settings;
    return {
      mode: access,
      register: registeringOf(settings) !== "none",
      ...(guests === "read" && { guests }),
      ...(settings.status?.watchesGuests && { watched: true as const }),
    };
  }
}

const WHAT_PROVES = 'Say "account" and "password", or "token".';

/** What somebody says to sign in; nothing if they say nothing of that kind. */
function credentialsOf({ account, password, token }: Proofs): Credentials | Refusal | undefined {
  if (account === undefined && password === undefined) return token === undefined ? undefined : { token };
  const secret = password ?? token;
  if (account === undefined || secret === undefined) return refuse("bad-command", undefined, WHAT_PROVES);
  return { account, password: secret };
}

/** What makes a device of the account that one is signed in to, and has the session be signed in by it. */
function signInBy(made: Made | undefined, proved: Proved | undefined): Command[] {
  if (!made || !proved) return [];
  const { account } = proved;
  return [
    { type: "device-add", account, device: made.device },
    { type: "login", account, device: made.device.id },
  ];
}

/** What is told of the device that was to be made, by what became of that. */
function tokenOf(made: Made | undefined, [added]: readonly Answer[]): Rest {
  if (!made || !added) return {};
  return added.refusal ? { refused: [added.refusal] } : { id: made.device.id, token: made.token };
}
