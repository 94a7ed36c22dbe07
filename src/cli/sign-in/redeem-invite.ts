import type { Reply } from "../../client/outgoing.ts";
import { harmless } from "../../wire/lines.ts";
import type { Approach } from "../connect/approach.ts";
import type { ClientOptions } from "../connect/client-options.ts";
import { statusOf } from "../connect/link-end.ts";
import { tcpTransport, unreachable } from "../connect/tcp.ts";
import { EXIT } from "../exit.ts";
import { complain, type Io } from "../io.ts";
import { isThisMachine } from "../target.ts";
import { Asker } from "../terminal/asker.ts";
import { askOnce, type Outcome } from "./ask-once.ts";
import { askTwice } from "./new-password.ts";
import { askFor, type Credentials, deviceName, keepToken, type SignedIn } from "./sign-in.ts";

/** An account that somebody wants to have. */
interface Wanted {
  readonly account: string;
  readonly password: string;
}

/**
 * Makes an account with an invite link. A person at a terminal is asked for its name and password, once it is known that
 * the right server is there; a program says them beforehand.
 */
export async function redeemInvite(
  server: Approach,
  invite: string,
  { account, password }: Pick<ClientOptions, "account" | "password">,
  io: Io,
): Promise<SignedIn> {
  const said = account !== undefined && password !== undefined ? { account, password } : undefined;
  if (said) return new Redeeming(server, invite, io).once(said);
  const asker = Asker.at(io);
  if (!asker) {
    complain(io, "an account is made with --account NAME, and its password in PARLEY_PASSWORD.");
    return { status: EXIT.usage };
  }
  try {
    return await new Redeeming(server, invite, io).with(asker, account);
  } finally {
    asker.close();
  }
}

class Redeeming {
  readonly #server: Approach;
  readonly #invite: string;
  readonly #io: Io;
  readonly #trust: ReturnType<Approach["trust"]>;

  constructor(server: Approach, invite: string, io: Io) {
    this.#server = server;
    this.#invite = invite;
    this.#io = io;
    this.#trust = server.trust((text) => complain(io, text));
  }

  async once(wanted: Wanted): Promise<SignedIn> {
    const reply = await this.#register(wanted);
    if ("status" in reply) return reply;
    if (reply.type === "refused") return this.#refused(reply);
    return this.#taken(wanted, reply, "environment", (text) => complain(this.#io, text));
  }

  /** Asks until there is an account, or none is wanted any more. */
  async with(asker: Asker, named: string | undefined): Promise<SignedIn> {
    const there = await this.#ask(undefined);
    if ("status" in there) return there;
    const { tls, host } = this.#server.target;
    if (!tls && !isThisMachine(host)) asker.tell(`what you type goes to ${host} without encryption.`);
    for (let account = named; ; ) {
      const wanted = await askForAccount(asker, account);
      if (!wanted) return { status: EXIT.tempFail };
      const reply = await this.#register(wanted);
      if ("status" in reply) return reply;
      if (reply.type === "ok") return this.#taken(wanted, reply, "typed", (text) => asker.tell(text));
      if (!ANOTHER.has(reply.code)) return this.#refused(reply);
      asker.tell(harmless(reply.text));
      account = reply.code === "bad-password" ? wanted.account : undefined;
    }
  }

  #register({ account, password }: Wanted): Promise<Reply | { readonly status: number }> {
    return this.#ask({ type: "register", account, password, invite: this.#invite, device: deviceName() });
  }

  async #ask(command: object | undefined): Promise<Reply | { readonly status: number }> {
    const transport = tcpTransport(this.#server.target, this.#trust);
    const outcome = await askOnce(transport, command, this.#io.signal);
    return outcome.type === "answered" ? outcome.reply : this.#failed(outcome);
  }

  #failed(outcome: Exclude<Outcome, { readonly type: "answered" }>): { readonly status: number } {
    const isAway = outcome.type === "unreachable";
    complain(this.#io, isAway ? unreachable(this.#server.target, outcome.why) : outcome.text);
    return { status: isAway ? EXIT.unavailable : EXIT.noPermission };
  }

  #refused(reply: Extract<Reply, { readonly type: "refused" }>): { readonly status: number } {
    complain(this.#io, harmless(reply.text));
    return { status: statusOf(reply.code) };
  }

  #taken(
    { account, password }: Wanted,
    reply: Extract<Reply, { readonly type: "ok" }>,
    from: "typed" | "environment",
    tell: (text: string) => void,
  ): Credentials {
    const { token, role, channel } = reply;
    const invited = { account, ...(channel !== undefined && { channel }) };
    tell(`the account ${account} is yours${role === undefined ? "" : `, and you are ${role} of the server`}.`);
    if (token === undefined) return { signIn: { account, password }, ...invited, from };
    // Whoever comes without a person at a terminal has no other place for it: the link is good only once.
    const isKept = keepToken(this.#server, { account, from: "typed" }, token, tell);
    if (isKept) tell("this machine is signed in to it from now on.");
    return { signIn: { token }, ...invited, from: "kept" };
  }
}

/** Refusals after which another name or password may do. */
const ANOTHER: ReadonlySet<string> = new Set(["account-exists", "bad-nick", "nick-in-use", "bad-password"]);

async function askForAccount(asker: Asker, named: string | undefined): Promise<Wanted | undefined> {
  const account = named ?? (await askFor(() => asker.line("Name of your account: ")));
  if (account === undefined) return undefined;
  const password = await askTwice(asker, "Password: ");
  return password === undefined ? undefined : { account, password };
}
