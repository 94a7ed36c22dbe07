import type { ReactElement, ReactNode } from "react";
import type { Asked } from "../../client/outgoing.ts";
import type { RefusalCode } from "../../core/answers.ts";
import type { Ok } from "../../wire/json/messages.ts";
import { useAsking } from "./asking.ts";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { Form, type Given } from "./form.tsx";
import { placed } from "./placed-problem.ts";
import { FormProblem } from "./problem.tsx";

/** Says what is wrong with a field of the dialog. */
type Beside = (field: string) => string | undefined;

/**
 * Asks whether something is meant before the server is asked for it, maybe with fields to fill in. What the server refuses is
 * said here, and the dialog stays.
 */
export function Confirm({
  title,
  verb,
  isDangerous = true,
  fields = {},
  command,
  done,
  close,
  children,
}: {
  readonly title: string;
  /** What the button says: what will be done. */
  readonly verb: string;
  readonly isDangerous?: boolean;
  /** The names of fields that problems are about, by the codes of refusals. */
  readonly fields?: Readonly<Partial<Record<RefusalCode, string>>>;
  /** What the server is asked for: one thing, or several of which each waits for the one before. */
  readonly command: (given: Given) => Asked | readonly Asked[];
  /** All of it was done; the dialog is closed behind it. */
  readonly done: (last: Ok, given: Given) => void;
  readonly close: () => void;
  readonly children: ReactNode | ((beside: Beside) => ReactNode);
}): ReactElement {
  const { isBusy, problem, ask } = useAsking();
  const beside = placed(problem, fields);
  return (
    <Dialog title={title} close={close}>
      <Form
        onGiven={async (given) => {
          let last: Ok | undefined;
          for (const one of [command(given)].flat()) {
            last = await ask(one);
            if (!last) return;
          }
          if (last) done(last, given);
          close();
        }}
      >
        {typeof children === "function" ? children(beside) : children}
        <FormProblem text={beside("form")} />
        <div className="form-actions">
          <Button type="submit" look={isDangerous ? "danger" : "main"} aria-disabled={isBusy}>
            {verb}
          </Button>
          <Button onClick={close}>Cancel</Button>
        </div>
      </Form>
    </Dialog>
  );
}
