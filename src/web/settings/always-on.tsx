import type { ReactElement } from "react";
import { useAsking } from "../parts/asking.ts";
import { Tick } from "../parts/form.tsx";
import { useNotice } from "../parts/notice.tsx";
import { FormProblem } from "../parts/problem.tsx";

/** Whether one stays in the channels when nothing of one is connected. */
export function AlwaysOn({ isOn, changed }: { readonly isOn: boolean; readonly changed: () => void }): ReactElement {
  const { isBusy, problem, ask } = useAsking();
  const { notice, tell } = useNotice();
  const turn = async (on: boolean): Promise<void> => {
    if (!(await ask({ type: "alwayson", on }))) return;
    tell(on ? "You stay in your channels from now on." : "You leave your channels with your last session.");
    changed();
  };
  return (
    <>
      <Tick
        label="Stay in the channels while I am not connected"
        hint="What is said there meanwhile waits for you, and you can be told of it."
        checked={isOn}
        aria-disabled={isBusy}
        onChange={(event) => void turn(event.currentTarget.checked)}
      />
      {notice}
      <FormProblem text={problem?.text} />
    </>
  );
}
