import * as v from "valibot";
import { RATES } from "../../core/rates.ts";
import { maybe, maybeAccount, type Named, ref, type TextField } from "./fields.ts";

/** What says who somebody is, and proves it. */
export type SignInCommand = (
  | {
      readonly type: "hello";
      readonly nick?: string;
      readonly realname?: string;
      readonly client?: string;
    }
  | { readonly type: "login" }
) &
  Proofs &
  Named;

/** An account with its password, or a device's token; and whether there is to be a token from then on. */
export interface Proofs {
  readonly account?: string;
  readonly password?: string;
  readonly token?: string;
  readonly device?: string;
}

const token: v.ExactOptionalSchema<TextField, undefined> = maybe("In place of both: the token of a device of yours.");
const proofs = {
  account: maybeAccount("The account that you sign in to."),
  password: maybe("Its password."),
  token,
  device: maybe(
    "With a password: what you call this program or browser. It gets a `token` by which it can sign in from then on.",
  ),
};

/** The schema of each, with a sentence on what it does. */
export const SIGN_IN: {
  readonly [N in SignInCommand["type"]]: v.GenericSchema<unknown, Extract<SignInCommand, { type: N }>>;
} = {
  hello: v.pipe(
    v.object({
      type: v.literal("hello"),
      ref,
      nick: maybe(
        "The nick you want; without one you get that of your account, or one that is free. If the user of your account or " +
          "of your `client` secret is here already, you speak for them, and have the nick that they have.",
      ),
      realname: maybe("A line about you."),
      client: v.exactOptional(
        v.pipe(
          v.string(),
          v.minLength(16),
          v.maxLength(128),
          v.description(
            "A secret of 16 to 128 characters that your client made up and keeps. Who comes back with it is the same " +
              "user while that one is still there, and a `ref` used again is the same message. It is no proof of an " +
              "account: who was signed in has to be so again.",
          ),
        ),
      ),
      ...proofs,
    }),
    v.description(
      "Says who you are, and signs in to an account if you have one. It comes first. The answer tells your nick, the log's " +
        "`epoch`, and where it stands. A browser that is signed in by its cookie need not say so.",
    ),
  ),
  login: v.pipe(
    v.object({ type: v.literal("login"), ref, ...proofs }),
    v.description(
      "Signs in to an account, for who has said `hello` without one. A wrong password is answered the later the more there " +
        `were, and the last of ${RATES.wrongPerConnection.most} is the end of the connection. What you send meanwhile waits.`,
    ),
  ),
};
