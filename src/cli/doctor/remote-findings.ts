import { type Finding, mind, ok, wrong } from "../../app/doctor/finding.ts";
import { shownSpan } from "../../app/doctor/shown.ts";
import { LIMITS } from "../../core/limits.ts";
import { counted } from "../counted.ts";
import { addressOf, isThisMachine } from "../target.ts";
import { VOUCHED } from "../trust/known-servers.ts";
import type { SeenByUs } from "./probe.ts";
import type { Remote } from "./remote.ts";
import type { RemoteFacts, TriedDialect } from "./remote-facts.ts";

/** What is to be said of a server somewhere. @param now milliseconds since 1970 */
export function remoteFindings(facts: RemoteFacts, now: number): readonly Finding[] {
  const { remote, unreachable, address, roundTripMs, certificate } = facts;
  const where = addressOf(remote);
  if (unreachable !== undefined) return [notReached(where, unreachable)];
  const reached = ok("reach", `${where} (${address}) is reached in ${roundTripMs.toFixed(1)} ms, there and back.`);
  const secrecy = certificate ? certificateFindings(facts, certificate, now) : [withoutTls(remote)];
  return [reached, ...secrecy, ...plainFindings(facts), ...dialectFindings(facts), ...serverFindings(facts)];
}

function notReached(where: string, why: string): Finding {
  const mend =
    why === "no such host"
      ? "Look at how the name is written, and whether it is in the DNS."
      : "Start the server there; if it runs, look at its --host and --port, and at firewalls in between.";
  return wrong("reach", `Nothing answers at ${where}: ${why}.`, mend);
}

function withoutTls({ tls, host }: Remote): Finding {
  if (isThisMachine(host)) return ok("TLS", "It speaks no TLS, which it need not on this machine.");
  const text = "It speaks no TLS: whoever is in between reads all that is said.";
  const mend = "Start the server there without --no-tls, or with --tls.";
  return tls ? wrong("TLS", text, mend) : mind("TLS", text, mend);
}

function certificateFindings(facts: RemoteFacts, seen: SeenByUs, now: number): readonly Finding[] {
  const { expires, version } = seen;
  const day = new Date(expires).toISOString().slice(0, 10);
  const found = [trustFinding(facts, seen)];
  if (expires <= now) {
    found.push(wrong("TLS", `Its certificate ended on ${day}.`, "Put a new one in its place there."));
  } else if (expires - now <= LIMITS.certificateSoonMs) {
    found.push(
      mind(
        "TLS",
        `Its certificate ends on ${day}, in ${shownSpan(expires - now)}.`,
        "Put a new one in its place there.",
      ),
    );
  } else found.push(ok("TLS", `It speaks ${version}; its certificate ends on ${day}.`));
  return found;
}

/** Whether the certificate is to be believed: by what was said of it, by what is known of it, or by an authority. */
function trustFinding({ remote, known }: RemoteFacts, seen: SeenByUs): Finding {
  const digits = seen.fingerprint.replaceAll(":", "").toLowerCase();
  if (remote.fingerprint !== undefined) {
    if (remote.fingerprint === digits) return ok("TLS", "Its certificate is the one that the URL names.");
    return wrong("TLS", `Its certificate is not the one that the URL names, but ${seen.fingerprint}.`, ASK);
  }
  if (seen.isVouched) return ok("TLS", "An authority that this machine trusts vouches for its certificate.");
  if (known === digits) return ok("TLS", `It has the certificate that you trust: ${seen.fingerprint}.`);
  if (known !== undefined) {
    const before =
      known === VOUCHED
        ? "an authority vouched for the one before, and none does now"
        : "it is another one than before";
    return wrong("TLS", `Its certificate is ${seen.fingerprint}: ${before}.`, ASK);
  }
  if (seen.problem === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return wrong(
      "TLS",
      `Its certificate is not for ${remote.host}.`,
      "Get one for that name, or use the name that it is for.",
    );
  }
  return mind(
    "TLS",
    `No authority vouches for its certificate (${seen.problem ?? "unknown"}): ${seen.fingerprint}.`,
    "Compare that with what the server says on its console when it starts; clients ask whether to trust it.",
  );
}

const ASK = "Ask its owner whether they have made a new one. If not, somebody is in between: say nothing there.";

function plainFindings({ remote, certificate, answersPlainly }: RemoteFacts): readonly Finding[] {
  if (!certificate || !answersPlainly || isThisMachine(remote.host)) return [];
  return [
    mind(
      "TLS",
      "It can be talked to without TLS too, so who does not take care is overheard.",
      "tls=need in the listener's URL there refuses that.",
    ),
  ];
}

/** What each way of speaking needs to be answered. */
const NEEDED: Partial<Readonly<Record<Remote["dialect"], TriedDialect>>> = {
  json: "JSON",
  irc: "IRC",
  ws: "WebSocket",
};

function dialectFindings({ remote, dialects, greeting }: RemoteFacts): readonly Finding[] {
  const { dialect } = remote;
  const needed = NEEDED[dialect];
  if (dialect === "framed") return [ok("dialects", "Framed clients are not tried, since people would see it.")];
  if (needed === undefined) {
    const text = greeting === undefined ? "It waits for its client to speak first." : `It greets: ${greeting}`;
    return [ok("dialects", text)];
  }
  const answers = dialects.length > 0 ? `It answers ${dialects.join(", ")}.` : "It answers nothing that was tried.";
  if (dialects.includes(needed)) return [ok("dialects", answers)];
  return [wrong("dialects", `${answers} ${needed} is not among it.`, "Look whether this is the port that you mean.")];
}

function serverFindings({ remote, health, door, clockAheadMs }: RemoteFacts): readonly Finding[] {
  const found: Finding[] = [];
  if (!health) {
    if (NEEDED[remote.dialect] === undefined) return [];
    return [mind("server", "It does not say how it is (/health), so it is no Parley, or not its one port.")];
  }
  const { version, sessions, ok: isWritable } = health;
  found.push(ok("server", `It is Parley ${version}, with ${counted(sessions, "session")}.`));
  found.push(
    isWritable
      ? ok("server", "It takes what is said.")
      : wrong(
          "server",
          "It can't write what is said just now, and refuses it.",
          "Look at its disk: it is full or read-only; or at its way to NATS.",
        ),
  );
  if (door) found.push(ok("access", sayDoor(door)));
  if (clockAheadMs !== undefined) found.push(clockFinding(clockAheadMs));
  return found;
}

function sayDoor({ access, guests }: NonNullable<RemoteFacts["door"]>): string {
  if (access === "open") return `It lets in everybody; guests may ${guests}.`;
  return access === "invite"
    ? "It lets in those with an account or an invite link."
    : "It lets in those with an account.";
}

function clockFinding(aheadMs: number): Finding {
  if (Math.abs(aheadMs) <= LIMITS.doctorClockMs) return ok("clock", "Its clock and this one agree, to a second or so.");
  return mind(
    "clock",
    `Its clock is ${shownSpan(Math.abs(aheadMs))} ${aheadMs > 0 ? "ahead of" : "behind"} this one.`,
    "Have both kept right (NTP): times of messages and ends of certificates depend on them.",
  );
}
