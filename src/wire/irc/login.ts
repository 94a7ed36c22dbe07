import type { Refusal } from "../../core/answers.ts";
import { nickKey } from "../../core/names.ts";
import { checkProof } from "../../core/rules/accounts.ts";
import { accountByName, accountByProof, certificateProof } from "../../core/state.ts";
import { isWrong, type Proved, prove, provingOf } from "../sign-in.ts";
import { accountGuess } from "../wrong-passwords.ts";
import type { Call } from "./call.ts";
import type { Client } from "./client.ts";
import { answerWrong, countRight, countWrong, isBarred, refuseInTime, whenDone } from "./proof.ts";
import { inChunks } from "./sasl/chunks.ts";
import { Exchange } from "./sasl/exchange.ts";
import type { Known, MechanismName, Step } from "./sasl/mechanism.ts";
import { offeredMechanisms } from "./sasl/offered.ts";

const FAILED = "SASL authentication failed";
const UNKNOWN = "That certificate is not one of the account's: sign in otherwise, and say CERT ADD";

/** How one connection signs in to an account, with SASL (IRCv3 sasl-3.2). */
export class Login {
  readonly #client: Client;
  #exchange: Exchange | undefined;
  /** Who the connection has proved to be before it is somebody. */
  #signed: Proved | undefined;

  constructor(client: Client) {
    this.#client = client;
  }

  /** The account that the client is signed in to, as a user or before it is one. */
  get account(): string | undefined {
    const { user } = this.#client.session;
    return user ? user.account : this.proved?.account;
  }

  /**
   * Who the client has proved to be. No longer so if the account has got another password meanwhile, or is no more: there
   * may be another of that name.
   */
  get proved(): Proved | undefined {
    const signed = this.#signed;
    if (!signed) return undefined;
    const account = accountByName(this.#client.session.state, signed.account);
    return account && !checkProof(account, signed) ? signed : undefined;
  }

  /** Takes a parameter of AUTHENTICATE: a mechanism's name, a part of a message, or `*` to give up. */
  take(call: Call, parameter: string): void {
    if (parameter === "*") this.#giveUp(call);
    else if (this.#exchange) this.#takePart(call, this.#exchange, parameter);
    else this.#begin(call, parameter);
  }

  /** The client goes on without waiting for the end of the exchange, so it is over (IRCv3 sasl-3.1). */
  leave(call: Call): void {
    if (this.#exchange) this.#giveUp(call);
    if (this.#signed && !this.proved) this.signedOut(call);
  }

  /** The connection is gone. */
  closed(): void {
    this.#drop();
  }

  /** The client is signed in by now; a user is known to be by the core too. */
  signedIn(call: Call, proved: Proved): void {
    this.#signed = proved;
    call.numeric("900", [this.#mask(), proved.account], `You are now logged in as ${proved.account}`);
  }

  /** The client is signed in no more. */
  signedOut(call: Call): void {
    this.#signed = undefined;
    call.numeric("901", [this.#mask()], "You are now logged out");
  }

  #mask(): string {
    const { nick, session, line } = this.#client;
    const { user } = session;
    return user ? `${user.nick}!${user.ident}@${user.host}` : `${nick}!*@${line.host}`;
  }

  #begin(call: Call, said: string): void {
    const offered = offeredMechanisms(this.#client);
    const name = offered.find((known) => known === said.toUpperCase());
    if (name) {
      this.#exchange = this.#exchangeOf(name);
      call.say("AUTHENTICATE", ["+"]);
      return;
    }
    call.numeric("908", [offered.join(",")], "are available SASL mechanisms");
    call.numeric("904", [], FAILED);
  }

  #exchangeOf(name: MechanismName): Exchange {
    return new Exchange(name, {
      passwords: this.#client.server.passwords,
      lookUp: (account) => this.#lookUp(account),
      certified: () => this.#certified(),
    });
  }

  #lookUp(name: string): Known {
    if (this.#exchange) this.#exchange.opens = accountGuess(name);
    const account = accountByName(this.#client.session.state, name);
    if (this.#exchange) this.#exchange.renewed = account?.renewed ?? 0;
    if (account?.verifier) return { account: account.name, verifier: account.verifier };
    return { verifier: this.#client.server.passwords.standIn(nickKey(name)) };
  }

  #certified(): string | undefined {
    const { line, session } = this.#client;
    const { certificate } = line;
    const account =
      certificate === undefined ? undefined : accountByProof(session.state, certificateProof(certificate));
    if (account && this.#exchange) {
      this.#exchange.renewed = account.renewed;
      this.#exchange.certificate = certificate;
    }
    return account?.name;
  }

  #giveUp(call: Call): void {
    this.#drop();
    call.numeric("906", [], "SASL authentication aborted");
  }

  /** Ends the exchange, if there is one. */
  #drop(): void {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    if (exchange?.isDue) countWrong(this.#client, exchange.opens);
  }

  #takePart(call: Call, exchange: Exchange, parameter: string): void {
    const taken = exchange.chunks.take(parameter);
    if (taken === "more") return;
    if (taken === "chunk-too-long") this.#end(call, "905", "SASL message too long");
    else if (taken === "bad") this.#end(call, "904", FAILED);
    else this.#step(call, exchange, exchange.mechanism.take(taken));
  }

  #step(call: Call, exchange: Exchange, step: Step): void {
    // Who is barred is not told what came of it, not even whether it was right.
    if (isGuess(step) && isBarred(this.#client, exchange.opens)) {
      this.#answerWrong(call, true);
      return;
    }
    switch (step.type) {
      case "challenge":
        exchange.isDue = !step.isProved;
        for (const chunk of inChunks(step.data)) call.say("AUTHENTICATE", [chunk]);
        break;
      case "password":
        this.#checkPassword(call, step.account, step.password);
        break;
      case "token":
        this.#checkToken(call, exchange, step);
        break;
      case "proved":
        this.#succeed(call, { account: step.account, ...exchange.proof });
        break;
      case "wrong":
        this.#fail(call);
        break;
      case "unknown":
        this.#end(call, "904", UNKNOWN);
        break;
      case "malformed":
        if (exchange.isDue) this.#fail(call);
        else this.#end(call, "904", FAILED);
    }
  }

  #checkPassword(call: Call, account: string, password: string): void {
    const { server, session, line } = this.#client;
    const settle = (outcome: Awaited<ReturnType<typeof prove>>): void => {
      if (!("refusal" in outcome)) this.#succeed(call, outcome);
      else this.#refuse(call, outcome.refusal);
    };
    this.#await(call, prove(provingOf(server, session, line), { account, password }, line.peer.host), settle);
  }

  #checkToken(
    call: Call,
    exchange: Exchange,
    { token, account: asked, wrong }: Extract<Step, { type: "token" }>,
  ): void {
    const { server, session } = this.#client;
    const asking = server.bearer?.check(token) ?? Promise.resolve(undefined);
    this.#await(call, asking, (found) => {
      const account = found && accountByName(session.state, found.account)?.name;
      const isMeant = account !== undefined && (asked === undefined || nickKey(asked) === nickKey(account));
      const { renewed = 0 } = accountByName(session.state, account ?? "") ?? {};
      if (isMeant) this.#succeed(call, { account, renewed });
      else this.#step(call, exchange, wrong);
    });
  }

  #await<T>(call: Call, asked: Promise<T>, settle: (outcome: T) => void): void {
    whenDone(call, asked, settle, () => this.#end(call, "904", "That could not be looked at just now; try again"));
  }

  #succeed(call: Call, proved: Proved): void {
    this.#exchange = undefined;
    countRight(this.#client, accountGuess(proved.account));
    const succeeded = (): void => {
      this.signedIn(call, proved);
      call.numeric("903", [], "SASL authentication successful");
    };
    if (!this.#client.registration.isComplete) {
      succeeded();
      return;
    }
    call.submit(
      { type: "login", ...proved },
      ({ emissions }) => {
        succeeded();
        call.show(emissions);
      },
      (refusal) => call.numeric("904", [], refusal.text),
    );
  }

  #fail(call: Call): void {
    countWrong(this.#client, this.#exchange?.opens);
    this.#answerWrong(call, false);
  }

  /** Answers a password that was looked at elsewhere. */
  #refuse(call: Call, refusal: Refusal): void {
    const text = isWrong(refusal) ? FAILED : refusal.text;
    if (this.#exchange) this.#exchange.isDue = false;
    refuseInTime(call, refusal, () => this.#end(call, "904", text));
  }

  /** Answers a try that is counted already, or that was not looked at. */
  #answerWrong(call: Call, isUnseen: boolean): void {
    if (this.#exchange) this.#exchange.isDue = false;
    answerWrong(call, isUnseen, () => this.#end(call, "904", FAILED));
  }

  #end(call: Call, code: string, text: string): void {
    this.#drop();
    call.numeric(code, [], text);
  }
}

/** Whether a step is a try to prove something that could be guessed. A password is looked at by `prove`, which knows. */
function isGuess({ type }: Step): boolean {
  return type === "challenge" || type === "token" || type === "wrong";
}
