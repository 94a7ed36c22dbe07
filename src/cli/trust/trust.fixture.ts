import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { parseTarget, type Target } from "../target.ts";
import { KnownServers } from "./known-servers.ts";
import { Trust, type TrustParts } from "./trust.ts";

/** What a test has of trust: where it is kept, and what a person was told of it. */
export interface FakeTrust {
  readonly trust: Trust;
  readonly known: KnownServers;
  readonly told: readonly string[];
}

/** Trust that knows no server yet, and is kept in a folder of the test's own. */
export function fakeTrust(url = "localhost", parts: Partial<TrustParts> = {}): FakeTrust {
  const told: string[] = [];
  const known = parts.known ?? new KnownServers(tempFolder());
  const trust = new Trust({ known, target: targetOf(url), authorities: [], tell: (text) => told.push(text), ...parts });
  return { trust, known, told };
}

/** A folder of the test's own. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "parley-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A target that a test is sure of. */
export function targetOf(url: string): Target {
  const target = parseTarget(url);
  if ("problem" in target) throw new Error(target.problem);
  return target;
}

/** A fingerprint as people are shown it. */
export function colons(fingerprint: string): string {
  return (fingerprint.match(/../g) ?? []).join(":").toUpperCase();
}
