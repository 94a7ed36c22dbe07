import { type ReactElement, useState } from "react";
import { signOut } from "../entrance/server-door.ts";
import { Button } from "../parts/button.tsx";
import { FormProblem } from "../parts/form.tsx";
import { Section } from "../parts/panel.tsx";

/** Signing this browser out. */
export function SignOut({ leave }: { readonly leave: () => void }): ReactElement {
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const out = async (): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    const done = await signOut();
    setBusy(false);
    if (done.ok) leave();
    else setProblem(done.text);
  };
  return (
    <Section title="Sign out">
      <p>The server forgets this browser. You come back with your name and your password.</p>
      <FormProblem text={problem} />
      <Button look="main" aria-disabled={isBusy} onClick={() => void out()}>
        Sign out
      </Button>
    </Section>
  );
}
