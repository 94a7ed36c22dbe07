import type { LinkEnd } from "../../client/news.ts";
import { harmless } from "../../wire/lines.ts";
import type { Approach } from "../connect/approach.ts";
import { tellEnd } from "../connect/link-end.ts";
import { EXIT } from "../exit.ts";
import { complain, type Io } from "../io.ts";
import { redeemInvite } from "../sign-in/redeem-invite.ts";
import {
  askPerson,
  type Credentials,
  forgetUseless,
  openWarning,
  readyCredentials,
  readyOrAsked,
  type SignedIn,
} from "../sign-in/sign-in.ts";
import { addressOf } from "../target.ts";
import { joinNative } from "./join-native.ts";
import type { JoinOptions } from "./join-options.ts";

/** Passwords that a person is asked for before it is left at that. */
const TRIES = 3;

/**
 * Talks natively to a server, signed in if somebody said as whom or the server wants that. A person at a terminal is asked
 * for what is missing.
 *
 * @returns an exit status
 */
export async function joinSignedIn(server: Approach, options: JoinOptions, io: Io): Promise<number> {
  let credentials = await firstCredentials(server, options, io);
  for (let tries = 1; !("status" in credentials); tries++) {
    const warning = openWarning(server.target, credentials);
    if (warning !== undefined) complain(io, warning);
    const { end, status } = await joinNative(server, credentials, options, io);
    const useless = forgetUseless(server, credentials, end);
    const why = useless ?? whyAgain(server, credentials, end);
    const next = wantsSignIn(end) && tries <= TRIES ? await askAgain(credentials, why, io) : undefined;
    if (!next && useless !== undefined) {
      complain(io, useless);
      return EXIT.noPermission;
    }
    if (!next) return tellEnd(end, server.target, io) || status;
    credentials = next;
  }
  return credentials.status;
}

async function firstCredentials(server: Approach, options: JoinOptions, io: Io): Promise<SignedIn> {
  const { invite } = server.target;
  if (invite === undefined) return readyOrAsked(server, options, io);
  const ready = readyCredentials(server, options);
  if (ready.from !== "kept") return redeemInvite(server, invite, options, io);
  complain(io, `you are signed in to ${ready.account} there already; the link was not used.`);
  return ready;
}

/** Asks again for what the server wants; nothing if there is nobody to ask. */
function askAgain(before: Credentials, why: string, io: Io): Promise<SignedIn | undefined> {
  return askPerson(io, before.from === "nowhere" ? undefined : before.account, why);
}

function whyAgain({ target }: Approach, before: Credentials, end: LinkEnd): string {
  return before.signIn ? harmless(end.text) : `${addressOf(target)} wants you to be signed in.`;
}

function wantsSignIn({ refusal }: LinkEnd): boolean {
  return refusal?.code === "account-needed" || refusal?.code === "wrong-password";
}
