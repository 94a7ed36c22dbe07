import { LIMITS } from "../../../core/limits.ts";
import { Ircv3BearerMechanism, OAuthBearerMechanism } from "./bearer.ts";
import { Chunks } from "./chunks.ts";
import { ExternalMechanism } from "./external.ts";
import type { LookUp, Mechanism, MechanismName } from "./mechanism.ts";
import { PlainMechanism } from "./plain.ts";
import { ScramMechanism, type ScramTools } from "./scram.ts";

/** What mechanisms ask of the server. */
export interface ExchangeTools {
  readonly passwords: ScramTools;
  readonly lookUp: LookUp;
  /** Whose certificate the client has shown. */
  certified(): string | undefined;
}

const MAKE: { readonly [M in MechanismName]: (tools: ExchangeTools) => Mechanism } = {
  PLAIN: () => new PlainMechanism(),
  "SCRAM-SHA-256": ({ passwords, lookUp }) => new ScramMechanism(passwords, lookUp),
  EXTERNAL: ({ certified }) => new ExternalMechanism(certified),
  OAUTHBEARER: () => new OAuthBearerMechanism(),
  IRCV3BEARER: () => new Ircv3BearerMechanism(),
};

/** The mechanisms whose messages may be longer than others'. */
const BEARING: ReadonlySet<MechanismName> = new Set<MechanismName>(["OAUTHBEARER", "IRCV3BEARER"]);

/** A SASL exchange that has begun. */
export class Exchange {
  readonly mechanism: Mechanism;
  readonly chunks: Chunks;
  /** What it is to open, as the client's guesses have it, once that is known. */
  opens: string | undefined;
  /** `Account.renewed` of the account that is to be proved, when that was looked up. */
  renewed = 0;
  /** The certificate that is the proof, if it is one. */
  certificate: string | undefined;
  /** The client owes its proof: if that does not come, it was a wrong try. */
  isDue = false;

  /** What the core is told of the proof. */
  get proof(): { readonly renewed: number; readonly certificate?: string } {
    const { renewed, certificate } = this;
    return certificate === undefined ? { renewed } : { renewed, certificate };
  }

  constructor(name: MechanismName, tools: ExchangeTools) {
    this.mechanism = MAKE[name](tools);
    this.chunks = new Chunks(BEARING.has(name) ? LIMITS.ircBearerBytes : LIMITS.ircSaslBytes);
  }
}
