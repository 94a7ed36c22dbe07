import { lazy, type ReactElement } from "react";
import type { Ok } from "../../wire/json/messages.ts";
import { IconButton } from "../parts/button.tsx";
import { Late } from "../parts/late.tsx";

const Answer = lazy(async () => ({ default: (await import("./answer.tsx")).Answer }));

/** What there is to say about what was typed. */
export type Result =
  /** `unsent` is what was typed, if it stands nowhere else any more. */
  | { readonly type: "problem"; readonly text: string; readonly unsent?: string }
  | { readonly type: "note"; readonly text: string }
  | { readonly type: "answer"; readonly answer: Ok };

/** What came of what was typed, above the box until it is put away. */
export function ResultPanel({ result, close }: { readonly result: Result; readonly close: () => void }): ReactElement {
  const isProblem = result.type === "problem";
  return (
    <div className={isProblem ? "composer-result problem" : "composer-result"} role={isProblem ? "alert" : "status"}>
      <div className="composer-result-text">
        {result.type === "answer" ? (
          <Late>
            <Answer answer={result.answer} />
          </Late>
        ) : (
          <p dir="auto">{result.text}</p>
        )}
        {result.type === "problem" && result.unsent !== undefined && (
          <p className="composer-lines composer-dim" dir="auto">
            {result.unsent}
          </p>
        )}
      </div>
      <IconButton icon="close" label="Put this away" onClick={close} />
    </div>
  );
}
