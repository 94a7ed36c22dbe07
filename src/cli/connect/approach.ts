import { clientEnvironment } from "../environment.ts";
import { parseTarget, readFingerprint, type Target } from "../target.ts";
import { Devices } from "../trust/devices.ts";
import { KnownServers } from "../trust/known-servers.ts";
import { settleTarget, Trust } from "../trust/trust.ts";
import type { ClientOptions } from "./client-options.ts";

/** A server that somebody wants to go to, and what is kept here of it. */
export interface Approach {
  readonly target: Target;
  readonly devices: Devices;
  /** Which certificates are taken. @param tell tells a person, in one sentence, of one that is taken for the first time */
  trust(tell: (text: string) => void): Trust;
}

/** How to get to a server that was named, or a sentence that says what is wrong with that. */
export function approach(
  url: string | undefined,
  options: Pick<ClientOptions, "configFolder" | "trust" | "authorities">,
): Approach | { readonly problem: string } {
  const { configFolder = clientEnvironment().configFolder, authorities } = options;
  const known = new KnownServers(configFolder);
  const target = settleTarget(parseTarget(url), known);
  if ("problem" in target) return target;
  const accept = options.trust === undefined ? undefined : readFingerprint(options.trust);
  if (options.trust !== undefined && accept === undefined) {
    return { problem: "--trust takes the SHA-256 of a certificate, in 64 hexadecimal digits." };
  }
  if (accept !== undefined && !target.tls)
    return { problem: `--trust is for TLS, and "${url ?? "localhost"}" is without.` };
  return {
    target,
    devices: new Devices(configFolder),
    trust: (tell) => new Trust({ known, target, accept, authorities, tell }),
  };
}
