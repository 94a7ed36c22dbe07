import * as v from "valibot";
import type { Audience, TypingEvent, Who } from "../core/events.ts";
import { LIMITS } from "../core/limits.ts";
import { fits } from "../core/utf8.ts";
import type { Passing } from "./ports.ts";

/** What passed on a node, and who is to know: every node has the same channels and users by these names and numbers. */
export interface Passed {
  readonly event: TypingEvent;
  readonly audience: Audience;
}

type Schema<T> = v.GenericSchema<unknown, T>;

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const maybeText = v.exactOptional(v.string());

const WHO: Schema<Who> = v.object({
  nick: v.string(),
  user: v.string(),
  host: v.string(),
  account: maybeText,
  address: v.exactOptional(v.object({ host: v.string(), port: whole })),
  bot: v.exactOptional(v.boolean()),
});

const PASSED: Schema<Passed> = v.object({
  event: v.object({
    type: v.literal("typing"),
    at: whole,
    from: WHO,
    to: v.string(),
    state: v.picklist(["active", "paused", "done"]),
  }),
  audience: v.object({ channels: v.array(v.string()), users: v.array(whole), except: v.exactOptional(whole) }),
});

/** What passed as a text for other nodes; nothing if it would be too long, and is to be missed there. */
export function passedText(passed: Passed): string | undefined {
  const text = JSON.stringify(passed);
  return fits(text, LIMITS.passedBytes) ? text : undefined;
}

/** Reads such a text. Nothing if it is too long, or none that is known here: another node may be newer. Never throws. */
export function parsePassed(text: string): Passed | undefined {
  if (!fits(text, LIMITS.passedBytes)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const result = v.safeParse(PASSED, value);
  return result.success ? result.output : undefined;
}

/**
 * Has a node hear what passes on others. What it gives back hands what passes here to them, as `HubParts.passed`.
 * @param hear as `Hub.hearPassing`
 */
export function exchangePassing(
  passing: Passing,
  hear: (event: TypingEvent, audience: Audience) => void,
): (event: TypingEvent, audience: Audience) => void {
  passing.hear((text) => {
    const passed = parsePassed(text);
    if (passed) hear(passed.event, passed.audience);
  });
  return (event, audience) => {
    const text = passedText({ event, audience });
    if (text !== undefined) passing.send(text);
  };
}
