import type { Approach } from "../connect/approach.ts";
import { httpRequest } from "../connect/http-request.ts";
import { causeOf, unreachable } from "../connect/tcp.ts";
import { EXIT } from "../exit.ts";
import { complain, type Io } from "../io.ts";
import { addressOf } from "../target.ts";
import { serverUrl } from "../transfers/transfers.ts";
import { UntrustedError } from "../trust/tls-error.ts";

/**
 * Has a server forget the token by which one is signed in there, and forgets it here. It stays if the server can't be
 * reached, or does not say that it is good no more.
 *
 * @returns an exit status
 */
export async function signOut({ target, devices, trust }: Approach, io: Io): Promise<number> {
  const address = addressOf(target);
  const kept = devices.find(target);
  if (!kept || (kept.tls && !target.tls)) {
    complain(io, `nothing is kept here by which anybody is signed in to ${address}.`);
    return EXIT.data;
  }
  const trusted = trust((text) => complain(io, text));
  const url = new URL("/session", serverUrl(target));
  // Both names of the cookie: which one it is depends on how the server is reached at its other end.
  const cookie = `__Host-parley=${kept.token}; parley=${kept.token}`;
  const ask = async (method: "DELETE" | "GET"): Promise<number> => {
    const answer = await httpRequest(url, { method, headers: { cookie }, trust: trusted, signal: io.signal });
    answer.destroy();
    return answer.statusCode ?? 0;
  };
  try {
    await ask("DELETE");
    const status = await ask("GET");
    if (status !== UNKNOWN) {
      complain(io, `${address} does not say that you are signed out (${status}), so it is kept here.`);
      return EXIT.tempFail;
    }
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    complain(io, cause instanceof UntrustedError ? cause.message : unreachable(target, causeOf(cause)));
    return cause instanceof UntrustedError ? EXIT.noPermission : EXIT.unavailable;
  }
  devices.forget(target);
  io.stdout.write(`${kept.account} is signed out of ${address}.\n`);
  return EXIT.ok;
}

/** What HTTP answers to whom nobody knows. */
const UNKNOWN = 401;
