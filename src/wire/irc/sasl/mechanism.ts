import type { Verifier } from "../../../core/account-commands.ts";

/** The names of the mechanisms that there are; not every one is offered to every client. */
export const MECHANISMS = ["PLAIN", "SCRAM-SHA-256", "EXTERNAL", "OAUTHBEARER", "IRCV3BEARER"] as const;

/** The name of a mechanism. */
export type MechanismName = (typeof MECHANISMS)[number];

/** What comes of a client's message in a SASL exchange. */
export type Step =
  /** The client is to answer this: with its proof, or, if that was right, as soon as it has taken the server's. */
  | { readonly type: "challenge"; readonly data: Uint8Array; readonly isProved: boolean }
  /** This is to be checked; it is prepared already. */
  | { readonly type: "password"; readonly account: string; readonly password: string }
  /** This is to be checked, and is to be of the account that is said, if one is; `wrong` comes of one that is not good. */
  | { readonly type: "token"; readonly token: string; readonly account?: string; readonly wrong: Step }
  /** The client has proved that it may sign in to this account. */
  | { readonly type: "proved"; readonly account: string }
  /** The proof is wrong. */
  | { readonly type: "wrong" }
  /** What was shown can't be guessed, and proves nothing here. */
  | { readonly type: "unknown" }
  /** That is no message of this mechanism, or it asks for what is not done here. */
  | { readonly type: "malformed" };

/** The server's part of one exchange. It ends with any step but a challenge. */
export interface Mechanism {
  /** Takes the client's next message. */
  take(message: Uint8Array): Step;
}

/** What is known of the account of a name; who is asked about one that there is not says what stands in for it. */
export interface Known {
  /** As it was registered; nothing if there is no such account. */
  readonly account?: string;
  readonly verifier: Verifier;
}

/** Finds out about an account by its name, however that is written. */
export type LookUp = (name: string) => Known;
