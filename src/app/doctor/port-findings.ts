import { isLoopback } from "../../server/addresses.ts";
import { hostInUrl } from "../open-listener.ts";
import { type Finding, mind, ok, wrong } from "./finding.ts";
import type { PortFacts } from "./port-facts.ts";
import { shownCount } from "./shown.ts";

const ABOUT = "listener";

/**
 * What is to be said of a listener.
 * @param isRunning whether a server runs on the data folder, which then has the ports
 */
export function portFindings(facts: PortFacts, isRunning: boolean): readonly Finding[] {
  return [portFinding(facts, isRunning), ...exposure(facts)];
}

function portFinding({ listener, is, health, holder }: PortFacts, isRunning: boolean): Finding {
  const { scheme, host, port } = listener;
  const where = `${scheme}://${hostInUrl(host)}:${port}`;
  if (is === "free") return freeFinding(where, port, isRunning);
  if (is !== "taken") return impossible(where, is);
  if (isRunning && health?.ok === false) {
    return wrong(
      ABOUT,
      `${where}: Parley ${health.version} answers there, and can't write what is said.`,
      "Look at its disk: it is full or read-only.",
    );
  }
  const by = holder ? ` (process ${holder.pid}: ${holder.command})` : "";
  if (isRunning && health) {
    return ok(
      ABOUT,
      `${where}: Parley ${health.version} answers there, with ${shownCount(health.sessions, "session")}.`,
    );
  }
  if (isRunning && scheme !== "auto")
    return ok(ABOUT, `${where} is taken, as it should be while the server runs${by}.`);
  const whom = health ? `another Parley (${health.version})` : "something else";
  return wrong(
    ABOUT,
    `${where} is taken by ${whom}${by}.`,
    `Stop it, or choose another port ${scheme === "auto" ? "with --port" : "in the URL of --listen"}.`,
  );
}

function freeFinding(where: string, port: number, isRunning: boolean): Finding {
  if (port === 0) return ok(ABOUT, `${where}: the system chooses the port.`);
  if (!isRunning) return ok(ABOUT, `${where} is free.`);
  return mind(
    ABOUT,
    `A server runs on the data folder, and not on ${where}: it was started with other options than these.`,
    "Give parley doctor the options that the server has.",
  );
}

function impossible(where: string, code: string): Finding {
  switch (code) {
    case "EACCES":
      return wrong(ABOUT, `${where}: ports below 1024 need privileges.`, "Choose another with --port.");
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return wrong(ABOUT, `${where}: that is not an address of this machine.`, "Choose one with --host.");
    default:
      return wrong(ABOUT, `${where}: nothing can listen there (${code}).`);
  }
}

/** What others can do by a listener that its operator may not have meant. */
function exposure({ listener }: PortFacts): readonly Finding[] {
  const { scheme, host, port, tls, access } = listener;
  if (isLoopback(host)) return [];
  const where = `${scheme}://${hostInUrl(host)}:${port}`;
  const found: Finding[] = [];
  if (tls !== "need") {
    found.push(
      mind(
        ABOUT,
        `${where} is open to other machines ${tls === "off" ? "without encryption" : "also without encryption"}: whoever is in between reads passwords and all that is said.`,
        "Leave out --no-tls, or tls=off in the listener's URL, unless the network is one that you trust.",
      ),
    );
  }
  if (access === "open") {
    found.push(
      mind(
        ABOUT,
        `${where} lets in everybody who can reach it, without an account.`,
        "If that is not meant so: --access invite or --access accounts.",
      ),
    );
  }
  return found;
}
