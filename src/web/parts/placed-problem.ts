import type { RefusalCode } from "../../core/answers.ts";
import type { Problem } from "./asking.ts";

/** Says beside which field of a form a problem is to be shown. */
export type PlacedProblem<F extends string> = (field: F | "form") => string | undefined;

/** Places a problem: by its code beside the field that it is about, and otherwise beside the form as a whole. */
export function placed<F extends string>(
  problem: Problem | undefined,
  fields: Readonly<Partial<Record<RefusalCode, F>>>,
): PlacedProblem<F> {
  const where = (problem?.code && fields[problem.code]) ?? "form";
  return (field) => (field === where ? problem?.text : undefined);
}
