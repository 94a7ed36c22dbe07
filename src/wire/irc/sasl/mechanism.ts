import type { Verifier } from "../../../core/commands.ts";

/** The names of the mechanisms that there are. */
export const MECHANISMS = ["PLAIN", "SCRAM-SHA-256"] as const;

/** What comes of a client's message in a SASL exchange. */
export type Step =
  /** The client is to answer this: with its proof, or, if that was right, as soon as it has taken the server's. */
  | { readonly type: "challenge"; readonly data: Uint8Array; readonly isProved: boolean }
  /** This is to be checked; it is prepared already. */
  | { readonly type: "password"; readonly account: string; readonly password: string }
  /** The client has proved that it may sign in to this account. */
  | { readonly type: "proved"; readonly account: string }
  /** The proof is wrong. */
  | { readonly type: "wrong" }
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
