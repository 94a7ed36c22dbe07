import type { ReactElement } from "react";

/** What went wrong with a form as a whole, or a list, told at once; nothing if nothing did. */
export function FormProblem({ text }: { readonly text: string | undefined }): ReactElement | undefined {
  return text === undefined ? undefined : (
    <p className="problem" role="alert">
      {text}
    </p>
  );
}
