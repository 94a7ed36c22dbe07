import { type ReactElement, useState } from "react";
import { useChat } from "../chat-context.ts";
import { signIn } from "../entrance/server-door.ts";
import { type Problem, useAsking } from "../parts/asking.ts";
import { Button } from "../parts/button.tsx";
import { Form, type Given, TextField } from "../parts/form.tsx";
import { Section } from "../parts/panel.tsx";
import { placed } from "../parts/placed-problem.ts";
import { FormProblem } from "../parts/problem.tsx";
import { useSource } from "../use-source.ts";
import { NOT_THE_SAME } from "./passwords.ts";

/** For who has no account here, or has not signed in to it. The page begins anew once they have. */
export function GuestAccount(): ReactElement {
  const self = useSource(useChat().self);
  const isFree = self?.access?.register ?? false;
  return (
    <>
      <Section title="Sign in">
        <p>
          You are here as the guest <bdi>{self?.nick}</bdi>.
        </p>
        <SignInForm />
      </Section>
      <Section title="Make an account">
        <p>
          {isFree
            ? "Your name is yours alone then, and what was said to you waits for you."
            : "Here one needs an invite link for it. Ask somebody who has a say on this server."}
        </p>
        <RegisterForm nick={self?.nick ?? ""} isFree={isFree} />
      </Section>
    </>
  );
}

function SignInForm(): ReactElement {
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const enter = async (given: Given): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    const done = await signIn(given("account").trim(), given("password"));
    setBusy(false);
    if (done.ok) location.reload();
    else setProblem(done.text);
  };
  return (
    <Form onGiven={enter} label="Sign in">
      <TextField label="Name" name="account" autoComplete="username" autoCapitalize="none" required />
      <TextField label="Password" name="password" type="password" autoComplete="current-password" required />
      <FormProblem text={problem} />
      <div className="form-actions">
        <Button type="submit" look="main" aria-disabled={isBusy}>
          Sign in
        </Button>
      </div>
    </Form>
  );
}

function RegisterForm({ nick, isFree }: { readonly nick: string; readonly isFree: boolean }): ReactElement {
  const { isBusy, problem, ask, setProblem } = useAsking();
  const [mismatch, setMismatch] = useState<Problem>();
  const make = async (given: Given): Promise<void> => {
    const [account, password, invite] = [given("account").trim(), given("password"), given("invite").trim()];
    const isSame = password === given("again");
    setMismatch(isSame ? undefined : { text: NOT_THE_SAME });
    if (!isSame) return;
    const ok = await ask({ type: "register", account, password, ...(invite !== "" && { invite }) });
    if (!ok) return;
    // The account is made and this session signed in; this keeps the browser signed in.
    const done = await signIn(ok.account ?? account, password);
    if (done.ok) location.reload();
    else setProblem({ text: done.text });
  };
  const beside = placed(problem, {
    "account-exists": "account",
    "bad-nick": "account",
    "nick-in-use": "account",
    "bad-password": "password",
    "bad-invite": "invite",
    "registration-closed": "invite",
  });
  return (
    <Form onGiven={make} label="Make an account">
      <TextField
        label="Name"
        name="account"
        autoComplete="username"
        autoCapitalize="none"
        defaultValue={nick}
        required
        problem={beside("account")}
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        required
        problem={beside("password")}
      />
      <TextField
        label="Password again"
        name="again"
        type="password"
        autoComplete="new-password"
        required
        problem={mismatch?.text}
      />
      <TextField
        label={isFree ? "Invite link, if you have one" : "Invite link or its code"}
        name="invite"
        required={!isFree}
        problem={beside("invite")}
      />
      <FormProblem text={beside("form")} />
      <div className="form-actions">
        <Button type="submit" look="main" aria-disabled={isBusy}>
          Make an account
        </Button>
      </div>
    </Form>
  );
}
