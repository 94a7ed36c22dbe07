import { LIMITS } from "../../core/limits.ts";
import { RATES } from "../../core/rates.ts";
import { type Finding, mind, ok, wrong } from "./finding.ts";
import { shownCount } from "./shown.ts";

/** What a machine has for a server. */
export interface MachineFacts {
  /** The version of Node, as `26.1.0`. */
  readonly node: string;
  /** The version of Parley. */
  readonly version: string;
  /** How many files a process of this user may have open; nothing if that is not bounded, or can't be told. */
  readonly openFiles?: number;
}

/** The first version of Node that Parley runs on; the next one that it is made for. */
const OLDEST_NODE = 24;
const MEANT_NODE = 26;

/** What is to be said of a machine. */
export function machineFindings({ node, version, openFiles }: MachineFacts): readonly Finding[] {
  return [nodeFinding(node, version), ...filesFinding(openFiles)];
}

function nodeFinding(node: string, version: string): Finding {
  const major = Number(node.split(".", 1)[0]);
  const text = `Parley ${version} on Node ${node}.`;
  if (major < OLDEST_NODE)
    return wrong("versions", text, `Install Node ${MEANT_NODE}: it needs ${OLDEST_NODE} at least.`);
  return major < MEANT_NODE
    ? mind("versions", text, `It is made for Node ${MEANT_NODE}, and tested with that.`)
    : ok("versions", text);
}

function filesFinding(openFiles: number | undefined): readonly Finding[] {
  if (openFiles === undefined) return [];
  const wanted = RATES.connections.most + LIMITS.doctorOpenFiles;
  const text = `A process of this user may have ${shownCount(openFiles, "file")} open; each connection is one.`;
  if (openFiles >= wanted) return [ok("open files", text)];
  const mend = `For as many connections as the server takes let it have ${wanted}: LimitNOFILE=${wanted} in systemd, or ulimit -n ${wanted}.`;
  return [openFiles < LIMITS.doctorOpenFiles * 2 ? wrong("open files", text, mend) : mind("open files", text, mend)];
}
