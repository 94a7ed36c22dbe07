import { type FormEvent, type ReactElement, useState } from "react";
import { Button } from "../parts/button.tsx";
import { FormProblem } from "../parts/problem.tsx";
import { useAct } from "../use-act.ts";

/** Asks somebody who is on the server into a channel. */
export function Invite({ channel }: { readonly channel: string }): ReactElement {
  const { isBusy, problem, act } = useAct();
  const [asked, setAsked] = useState("");
  const invite = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const nick = String(new FormData(form).get("nick") ?? "").trim();
    setAsked("");
    act({ type: "invite", channel, nick }, () => {
      setAsked(nick);
      form.reset();
    });
  };
  return (
    <form className="channel-form" onSubmit={invite}>
      <label className="field">
        <span>Nick</span>
        <input name="nick" required autoComplete="off" spellCheck={false} dir="auto" />
        <small>
          Of somebody who is here. They are asked, and may come in once whatever the rules say, if you may say so.
        </small>
      </label>
      <FormProblem text={problem} />
      <div className="channel-buttons">
        <Button type="submit" look="main" aria-disabled={isBusy}>
          Invite
        </Button>
        <span role="status">
          {asked !== "" && (
            <>
              <bdi>{asked}</bdi> was asked.
            </>
          )}
        </span>
      </div>
    </form>
  );
}
