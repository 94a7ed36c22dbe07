import * as v from "valibot";
import { LIMITS } from "../../core/limits.ts";

/** Kinds of fields that commands have in common. */

/** A text. */
export type TextField = v.SchemaWithPipe<readonly [v.StringSchema<undefined>, v.DescriptionAction<string, string>]>;

/** A text that has to be there. */
export function text(description: string): TextField {
  return v.pipe(v.string(), v.description(description));
}

/** A text that may be left out. */
export function maybe(description: string): v.ExactOptionalSchema<TextField, undefined> {
  return v.exactOptional(text(description));
}

/** An account's name. What is too long for one is not looked at: to fold it could take seconds. */
export function accountName(description: string): v.GenericSchema<unknown, string> {
  return v.pipe(v.string(), v.maxLength(LIMITS.nickBytes), v.description(description));
}

/** An account's name that may be left out. */
export function maybeAccount(description: string): v.ExactOptionalSchema<v.GenericSchema<unknown, string>, undefined> {
  return v.exactOptional(accountName(description));
}

/** A whole number from 0 on that may be left out. */
export function place(description: string): v.ExactOptionalSchema<v.GenericSchema<number>, undefined> {
  return v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.description(description)));
}

/** A channel. */
export const channel: TextField = text("The channel's name, with its `#`.");

/** What the others are told. */
export const reason: v.ExactOptionalSchema<TextField, undefined> = maybe("A line for the others.");

/** What a command is called. */
export const ref: v.ExactOptionalSchema<TextField, undefined> = maybe(
  "Your own name for this command; its answer carries it back.",
);

/** What every command may carry: its answer carries it back. */
export interface Named {
  readonly ref?: string;
}
