import { LIMITS } from "../../core/limits.ts";
import { dayOf } from "../../server/tls/pair.ts";
import { type Finding, mind, ok, wrong } from "./finding.ts";
import { shownSpan } from "./shown.ts";

/** A certificate that a server has. */
export interface CertificateFacts {
  readonly file: string;
  /** Whether the server made it and looks after it itself. */
  readonly isMade: boolean;
  /** When it ends, in milliseconds since 1970. */
  readonly expires: number;
  /** SHA-256, as `AB:CD:…`. */
  readonly fingerprint: string;
  /** The host of `--url`, and whether the certificate is for it; nothing if there is no `--url`. */
  readonly outside?: { readonly host: string; readonly isNamed: boolean };
  /** Whether everybody on the machine can read the file of its key. */
  readonly isKeyOpen: boolean;
  readonly keyFile: string;
}

const ABOUT = "certificate";

/** What is to be said of a certificate. @param now milliseconds since 1970 */
export function certificateFindings(facts: CertificateFacts, now: number): readonly Finding[] {
  const { file, keyFile, fingerprint, outside, isMade, isKeyOpen } = facts;
  const found = [endFinding(facts, now)];
  if (isMade) {
    found.push(
      mind(
        ABOUT,
        `The server signs its certificate itself, so clients ask whether to trust it: ${fingerprint}.`,
        "To spare people that, get one for the server's name, and say --tls-cert and --tls-key (docs/tls.md).",
      ),
    );
  }
  if (outside && !outside.isNamed) {
    const mend = isMade
      ? `Remove ${file} and its key, and start the server again: it makes one with that name.`
      : "Get one for that name, or correct --url.";
    found.push(wrong(ABOUT, `The certificate in ${file} is not for ${outside.host}, as --url calls the server.`, mend));
  }
  if (isKeyOpen) {
    found.push(
      wrong(
        ABOUT,
        `Everybody on this machine can read the key ${keyFile}.`,
        `Take that right away: chmod o-rwx ${keyFile}`,
      ),
    );
  }
  return found;
}

function endFinding({ file, expires, isMade }: CertificateFacts, now: number): Finding {
  const mend = isMade
    ? "Remove it and its key, and start the server again: it makes a new one."
    : "Put a new one in its place, which is taken without a restart.";
  if (expires <= now) return wrong(ABOUT, `The certificate in ${file} ended on ${dayOf(expires)}.`, mend);
  const text = `The certificate in ${file} ends on ${dayOf(expires)}, in ${shownSpan(expires - now)}.`;
  return expires - now <= LIMITS.certificateSoonMs ? mind(ABOUT, text, mend) : ok(ABOUT, text);
}
