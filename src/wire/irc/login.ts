import { nickKey } from "../../core/names.ts";
import { accountByName } from "../../core/state.ts";
import { accountGuess } from "../wrong-passwords.ts";
import type { Call } from "./call.ts";
import type { Client } from "./client.ts";
import { Chunks, inChunks } from "./sasl/chunks.ts";
import type { Known, Mechanism, Step } from "./sasl/mechanism.ts";
import { MECHANISMS } from "./sasl/mechanism.ts";
import { PlainMechanism } from "./sasl/plain.ts";
import { ScramMechanism } from "./sasl/scram.ts";

/** A SASL exchange that has begun. */
interface Exchange {
  readonly mechanism: Mechanism;
  readonly chunks: Chunks;
  /** What it is to open, as the client's guesses have it, once that is known. */
  opens?: string;
  /** The client owes its proof: if that does not come, it was a wrong try. */
  isDue: boolean;
}

const FAILED = "SASL authentication failed";

/** How one connection signs in to an account, with SASL (IRCv3 sasl-3.2). */
export class Login {
  readonly #client: Client;
  #exchange: Exchange | undefined;
  #account: string | undefined;

  constructor(client: Client) {
    this.#client = client;
  }

  /** The account that the client is signed in to, as a user or before it is one. */
  get account(): string | undefined {
    const { user } = this.#client.session;
    return user ? user.account : this.#account;
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
  }

  /** The connection is gone. */
  closed(): void {
    this.#drop();
  }

  /** The client is signed in by now; a user is known to be by the core too. */
  signedIn(call: Call, account: string): void {
    this.#account = account;
    const { nick, session, line } = this.#client;
    const { user } = session;
    const mask = user ? `${user.nick}!${user.ident}@${user.host}` : `${nick}!*@${line.host}`;
    call.numeric("900", [mask, account], `You are now logged in as ${account}`);
  }

  #begin(call: Call, name: string): void {
    const mechanism = this.#mechanismOf(name.toUpperCase());
    if (mechanism) {
      this.#exchange = { mechanism, chunks: new Chunks(), isDue: false };
      call.say("AUTHENTICATE", ["+"]);
      return;
    }
    call.numeric("908", [MECHANISMS.join(",")], "are available SASL mechanisms");
    call.numeric("904", [], FAILED);
  }

  #mechanismOf(name: string): Mechanism | undefined {
    if (name === "PLAIN") return new PlainMechanism();
    const { passwords } = this.#client.server;
    return name === "SCRAM-SHA-256" ? new ScramMechanism(passwords, (account) => this.#lookUp(account)) : undefined;
  }

  #lookUp(name: string): Known {
    if (this.#exchange) this.#exchange.opens = accountGuess(name);
    const account = accountByName(this.#client.session.state, name);
    if (account) return { account: account.name, verifier: account.verifier };
    return { verifier: this.#client.server.passwords.standIn(nickKey(name)) };
  }

  #giveUp(call: Call): void {
    this.#drop();
    call.numeric("906", [], "SASL authentication aborted");
  }

  /** Ends the exchange, if there is one. */
  #drop(): void {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    if (exchange?.isDue) this.#client.guesses.count(exchange.opens);
  }

  #takePart(call: Call, exchange: Exchange, parameter: string): void {
    const taken = exchange.chunks.take(parameter);
    if (taken === "more") return;
    if (taken === "chunk-too-long") this.#end(call, "905", "SASL message too long");
    else if (taken === "bad") this.#end(call, "904", FAILED);
    else this.#step(call, exchange, exchange.mechanism.take(taken));
  }

  #step(call: Call, exchange: Exchange, step: Step): void {
    if (step.type === "password") exchange.opens = accountGuess(step.account);
    // Who is barred is not told what came of it, not even whether it was right.
    if (step.type !== "proved" && step.type !== "malformed" && this.#client.guesses.isBarred(exchange.opens)) {
      exchange.isDue = false;
      this.#client.guesses.bar(call, () => this.#end(call, "904", FAILED));
      return;
    }
    switch (step.type) {
      case "challenge":
        exchange.isDue = !step.isProved;
        for (const chunk of inChunks(step.data)) call.say("AUTHENTICATE", [chunk]);
        break;
      case "password":
        this.#check(call, step.account, step.password);
        break;
      case "proved":
        this.#succeed(call, step.account);
        break;
      case "wrong":
        this.#fail(call);
        break;
      case "malformed":
        if (exchange.isDue) this.#fail(call);
        else this.#end(call, "904", FAILED);
    }
  }

  /** As much is done for a name without an account as for another, so that how long it takes does not tell. */
  #check(call: Call, name: string, password: string): void {
    const { account, verifier } = this.#lookUp(name);
    const release = this.#client.guesses.hold(call);
    const settle = (outcome: boolean | "busy"): void => {
      // In a turn of the connection's own: if it is gone by then, there is nobody to tell.
      this.#client.line.timer(0, () => {
        this.#settle(call, outcome, account);
        release();
      });
    };
    this.#client.server.passwords
      .matches(password, verifier, this.#client.line.peer.host)
      .then(settle, () => settle("busy"));
  }

  #settle(call: Call, outcome: boolean | "busy", account: string | undefined): void {
    if (outcome === "busy") this.#end(call, "904", "Too many want to sign in just now; try again");
    else if (!outcome || account === undefined) this.#fail(call);
    else this.#succeed(call, account);
  }

  #succeed(call: Call, account: string): void {
    this.#exchange = undefined;
    const succeeded = (): void => {
      this.signedIn(call, account);
      call.numeric("903", [], "SASL authentication successful");
    };
    if (!this.#client.registration.isComplete) {
      succeeded();
      return;
    }
    call.submit(
      { type: "login", account },
      ({ emissions }) => {
        succeeded();
        call.show(emissions);
      },
      (refusal) => call.numeric("904", [], refusal.text),
    );
  }

  #fail(call: Call): void {
    const { opens } = this.#exchange ?? {};
    // It is counted here, and only here.
    if (this.#exchange) this.#exchange.isDue = false;
    this.#client.guesses.refuse(call, opens, () => this.#end(call, "904", FAILED));
  }

  #end(call: Call, code: string, text: string): void {
    this.#drop();
    call.numeric(code, [], text);
  }
}
