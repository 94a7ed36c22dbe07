import { type ReactElement, useState } from "react";
import { signIn } from "../entrance/server-door.ts";
import { useAsking } from "../parts/asking.ts";
import { Button } from "../parts/button.tsx";
import { Form, type Given, TextField } from "../parts/form.tsx";
import { useNotice } from "../parts/notice.tsx";
import { placed } from "../parts/placed-problem.ts";
import { FormProblem } from "../parts/problem.tsx";
import { NOT_THE_SAME } from "./passwords.ts";

/** Giving oneself another password. Everything else that is signed in is signed out by it; this browser stays in. */
export function PasswordForm({
  account,
  hasPassword,
  changed,
}: {
  readonly account: string;
  readonly hasPassword: boolean;
  readonly changed: () => void;
}): ReactElement {
  const { isBusy, problem, ask, setProblem } = useAsking();
  const [mismatch, setMismatch] = useState<string>();
  const { notice, tell } = useNotice();
  const change = async (given: Given, form: HTMLFormElement): Promise<void> => {
    const [current, password] = [given("current"), given("password")];
    const isSame = password === given("again");
    setMismatch(isSame ? undefined : NOT_THE_SAME);
    if (!isSame || !(await ask({ type: "passwd", password, ...(hasPassword && { current }) }))) return;
    form.reset();
    // What this browser was signed in with is forgotten too.
    const done = await signIn(account, password);
    if (!done.ok) setProblem({ text: `The password is changed, but this browser is signed out: ${done.text}` });
    else tell("Your password is changed. Everything else was signed out.");
    changed();
  };
  const beside = placed(problem, { "wrong-password": "current", "bad-password": "password" });
  return (
    <Form onGiven={change} label="Change the password">
      <input type="text" hidden readOnly autoComplete="username" value={account} />
      {hasPassword && (
        <TextField
          label="Current password"
          name="current"
          type="password"
          autoComplete="current-password"
          required
          problem={beside("current")}
        />
      )}
      <TextField
        label="New password"
        name="password"
        type="password"
        autoComplete="new-password"
        required
        problem={beside("password")}
      />
      <TextField
        label="New password again"
        name="again"
        type="password"
        autoComplete="new-password"
        required
        problem={mismatch}
      />
      {notice}
      <FormProblem text={beside("form")} />
      <div className="form-actions">
        <Button type="submit" aria-disabled={isBusy}>
          {hasPassword ? "Change the password" : "Set the password"}
        </Button>
      </div>
    </Form>
  );
}
