import { LIMITS } from "../core/limits.ts";
import { fold, isChannelName } from "../core/names.ts";
import type { Retention, Rule } from "../core/retention.ts";
import { parseSize, shownSize } from "../core/sizes.ts";
import { parseDuration } from "../wire/duration.ts";
import { ConfigError } from "./config-error.ts";

/**
 * Reads what is kept of what was said.
 * @param items `90d`, `2GB` or both with a comma, for everything; `#CHANNEL=…` for one channel instead; `files=90d` for
 * shared files; `none` in place of an age or a size for no limit
 * @throws ConfigError with a sentence for the operator
 */
export function readRetention(items: readonly string[]): Retention {
  const rules = new Map<string, Rule>();
  for (const item of items) {
    const split = item.lastIndexOf("=");
    const whose = split < 0 ? "" : keyOf(item.slice(0, split));
    const rule = ruleOf(item, item.slice(split + 1));
    const before = rules.get(whose);
    if (before && !goTogether(before, rule)) throw new ConfigError(`retention: what "${item}" says was said before.`);
    rules.set(whose, { ...before, ...rule });
  }
  return {
    network: networkOf(rules.get("")),
    channels: new Map([...rules].filter(([whose]) => whose.startsWith("#"))),
    ...filesOf(rules.get("files")),
  };
}

/** Whether one is an age and the other a size. */
function goTogether(one: Rule, other: Rule): boolean {
  const kinds = [one, other].flatMap((rule) => Object.keys(rule));
  return kinds.length === 2 && kinds[0] !== kinds[1];
}

function networkOf(rule: Rule = {}): Rule {
  if (rule.bytes === undefined || rule.bytes >= LIMITS.retentionBytesLeast) return rule;
  throw new ConfigError(
    `retention: everything has to have a size of ${shownSize(LIMITS.retentionBytesLeast)} at least.`,
  );
}

function filesOf(rule: Rule = {}): Pick<Retention, "filesMs"> {
  if (rule.bytes !== undefined) throw new ConfigError("retention: files are kept for a time, as in files=30d.");
  return rule.ageMs === undefined ? {} : { filesMs: rule.ageMs };
}

function keyOf(written: string): string {
  if (written === "files") return written;
  if (isChannelName(written)) return fold(written);
  throw new ConfigError(`retention: "${written}" is neither the name of a channel, such as #help, nor files.`);
}

function ruleOf(item: string, written: string): Rule {
  if (written.trim() === "none") return {};
  let rule: Rule = {};
  for (const part of written.split(",")) {
    const one = partOf(part.trim());
    if (!one || Object.keys(one).some((kind) => Object.hasOwn(rule, kind))) throw new ConfigError(wrong(item));
    rule = { ...rule, ...one };
  }
  return rule;
}

function wrong(item: string): string {
  return (
    `retention: "${item}" is not understood. It is an age (12h, 90d, 8w, 2y), a size (500MB, 2GB) or both with a comma, ` +
    "of everything or behind #CHANNEL=; or none."
  );
}

/** An age or a size, neither of them nothing. Sizes end with a B, as nobody is to lose what is older than `6m` or `90`. */
function partOf(text: string): Rule | undefined {
  if (/^\d+[hdwy]$/i.test(text)) {
    const ageMs = parseDuration(text);
    return ageMs === undefined ? undefined : { ageMs };
  }
  const bytes = /b$/i.test(text) ? parseSize(text) : undefined;
  return bytes === undefined || bytes === 0 ? undefined : { bytes };
}
