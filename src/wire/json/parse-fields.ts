import * as v from "valibot";

/** Kinds of fields of what a server sends. */

export type Schema<T> = v.GenericSchema<unknown, T>;

export const maybeText: v.ExactOptionalSchema<v.StringSchema<undefined>, undefined> = v.exactOptional(v.string());

export const maybeYes: v.ExactOptionalSchema<v.BooleanSchema<undefined>, undefined> = v.exactOptional(v.boolean());

/** A whole number. */
export const whole: Schema<number> = v.pipe(v.number(), v.safeInteger());

export const maybeWhole: v.ExactOptionalSchema<Schema<number>, undefined> = v.exactOptional(whole);

/** The items that are what they should be; one that is not does not spoil the others. */
export function listOf<T>(item: Schema<T>): Schema<T[]> {
  return v.pipe(
    v.array(v.unknown()),
    v.transform((list) =>
      list.flatMap((one) => {
        const result = v.safeParse(item, one);
        return result.success ? [result.output] : [];
      }),
    ),
  );
}
