import type { Writable } from "node:stream";
import { examine } from "../../app/doctor/examine.ts";
import type { Finding, Level } from "../../app/doctor/finding.ts";
import type { RawOptions } from "../../app/options.ts";
import { counted } from "../counted.ts";
import { processEnvironment } from "../environment.ts";
import { EXIT } from "../exit.ts";
import { complain } from "../io.ts";
import { examineRemote } from "./examine-remote.ts";
import { parseRemote } from "./remote.ts";

/** What is looked at, and how it is told. */
export interface DoctorFlags {
  /** A server somewhere; without it what is configured here. */
  readonly url?: string;
  /** A finding is a line of JSON. */
  readonly json: boolean;
  /** The options of a server, as its command line has them. */
  readonly options: RawOptions;
}

/** What it writes to. */
export interface DoctorIo {
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable;
}

/**
 * Says what is wrong, and how to mend it, as it is found.
 * @returns an exit status
 */
export async function runDoctor({ url, json, options }: DoctorFlags, io: DoctorIo): Promise<number> {
  const remote = url === undefined ? undefined : parseRemote(url);
  if (remote && "problem" in remote) {
    complain(io, remote.problem);
    return EXIT.usage;
  }
  const findings = remote ? examineRemote(remote) : examine(options, processEnvironment());
  const counts: Record<Level, number> = { ok: 0, mind: 0, wrong: 0 };
  for await (const finding of findings) {
    counts[finding.level]++;
    io.stdout.write(json ? `${JSON.stringify(finding)}\n` : showFinding(finding));
  }
  if (!json) io.stdout.write(showCounts(counts));
  return counts.wrong === 0 ? EXIT.ok : EXIT.wrong;
}

/** A finding as lines for people. */
export function showFinding({ level, about, text, mend }: Finding): string {
  const line = `${level.padEnd(5)}  ${about}: ${printable(text)}\n`;
  return level === "ok" || mend === undefined ? line : `${line}       ${printable(mend)}\n`;
}

/** What others wrote does not move the cursor about. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\ufffd");
}

function showCounts({ mind, wrong }: Readonly<Record<Level, number>>): string {
  if (wrong > 0) return `\n${counted(wrong, "thing")} wrong${mind > 0 ? `, ${mind} to mind` : ""}\n`;
  return mind > 0 ? `\nnothing is wrong; ${counted(mind, "thing")} to mind\n` : "\nnothing is wrong\n";
}
