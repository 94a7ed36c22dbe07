import { type ReactElement, type ReactNode, type SubmitEvent, useId, useState } from "react";
import { Button } from "../parts/button.tsx";
import { FormProblem } from "../parts/problem.tsx";
import { socketUrl } from "../platform/browser.ts";
import { webSocketTransport } from "../platform/websocket-transport.ts";
import { invitePath } from "./invite-code.ts";
import { registerBefore } from "./register.ts";
import { type Done, type Door, signIn } from "./server-door.ts";
import "./entrance.css";

/** What somebody does who is not in. */
type Way = "sign-in" | "register" | "invite";

/** The page of who is not in yet: the ways in that this server has. */
export function Entrance({
  door,
  problem,
  entered,
  asGuest,
}: {
  readonly door: Door;
  /** Why one is not in any more, if one was. */
  readonly problem?: string | undefined;
  /** Called when this browser is signed in. */
  readonly entered: () => void;
  /** Goes in without an account, where that is allowed. */
  readonly asGuest?: (() => void) | undefined;
}): ReactElement {
  const [way, setWay] = useState<Way>("sign-in");
  const mayRegister = door.registration === "before-connect";
  return (
    <main className="entrance">
      <img src="/icon.svg" alt="" width={56} height={56} />
      <h1>Parley</h1>
      <FormProblem text={problem} />
      {way === "sign-in" && <SignIn entered={entered} />}
      {way === "register" && <Register entered={entered} />}
      {way === "invite" && <Invite />}
      <div className="entrance-others">
        {way !== "sign-in" && <Button onClick={() => setWay("sign-in")}>I have an account</Button>}
        {way !== "register" && mayRegister && <Button onClick={() => setWay("register")}>Make an account</Button>}
        {way !== "invite" && <Button onClick={() => setWay("invite")}>I have an invite link</Button>}
        {door.signIn !== undefined && (
          <a className="button" href={door.signIn}>
            Sign in with OpenID Connect
          </a>
        )}
        {asGuest && <Button onClick={asGuest}>Go in as a guest</Button>}
      </div>
      <p className="entrance-foot">
        Or come by terminal, IRC or netcat: <a href="/ways-in">other ways in</a>
      </p>
    </main>
  );
}

function SignIn({ entered }: { readonly entered: () => void }): ReactElement {
  return (
    <EntranceForm
      title="Sign in"
      action="Sign in"
      send={({ account, password }) => signIn(account, password)}
      done={entered}
    >
      <Field name="account" label="Name" autoComplete="username" />
      <Field name="password" label="Password" type="password" autoComplete="current-password" />
    </EntranceForm>
  );
}

function Register({ entered }: { readonly entered: () => void }): ReactElement {
  const send = async ({ account, password, again }: Filled): Promise<Done> => {
    if (password !== again) return { ok: false, text: "The two passwords are not the same." };
    const made = await registerBefore(webSocketTransport(socketUrl()), { account, password });
    return made.ok ? signIn(account, password) : made;
  };
  return (
    <EntranceForm title="Make an account" action="Make it" send={send} done={entered}>
      <Field name="account" label="Name" autoComplete="username" />
      <Field name="password" label="Password" type="password" autoComplete="new-password" />
      <Field name="again" label="Password again" type="password" autoComplete="new-password" />
    </EntranceForm>
  );
}

function Invite(): ReactElement {
  const send = async ({ invite }: Filled): Promise<Done> => {
    const path = invitePath(invite);
    if (path === undefined) return { ok: false, text: "That is no invite link, and no code of one." };
    location.assign(path);
    return { ok: true };
  };
  return (
    <EntranceForm title="Come by invite" action="Open it" send={send} done={() => undefined}>
      <Field name="invite" label="Invite link or its code" autoComplete="off" />
    </EntranceForm>
  );
}

function Field(given: {
  readonly name: keyof Filled;
  readonly label: string;
  readonly type?: "password";
  readonly autoComplete: string;
}): ReactElement {
  const { label, ...input } = given;
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} className="input" required autoCapitalize="none" spellCheck={false} {...input} />
    </div>
  );
}

/** What the fields say; those that a form does not have are empty. */
interface Filled {
  readonly account: string;
  readonly password: string;
  readonly again: string;
  readonly invite: string;
}

function EntranceForm({
  title,
  action,
  send,
  done,
  children,
}: {
  readonly title: string;
  readonly action: string;
  readonly send: (filled: Filled) => Promise<Done>;
  readonly done: () => void;
  readonly children: ReactNode;
}): ReactElement {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const said = (name: string): string => String(data.get(name) ?? "");
    setBusy(true);
    setProblem(undefined);
    const answer = await send({
      account: said("account").trim(),
      password: said("password"),
      again: said("again"),
      invite: said("invite"),
    });
    setBusy(false);
    if (answer.ok) done();
    else setProblem(answer.text);
  };
  return (
    <form className="entrance-form" aria-label={title} onSubmit={(event) => void submit(event)}>
      <h2>{title}</h2>
      {children}
      <FormProblem text={problem} />
      <Button type="submit" look="main" disabled={isBusy}>
        {isBusy ? "One moment…" : action}
      </Button>
    </form>
  );
}
