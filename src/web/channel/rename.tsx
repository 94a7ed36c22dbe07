import type { FormEvent, ReactElement } from "react";
import { Button } from "../parts/button.tsx";
import { FormProblem } from "../parts/problem.tsx";
import { goTo } from "../platform/route.ts";
import { useAct } from "../use-act.ts";
import { channelNameOf } from "./channel-name.ts";

/** Gives a channel another name, under which it goes on. */
export function Rename({ channel, close }: { readonly channel: string; readonly close: () => void }): ReactElement {
  const { isBusy, problem, act } = useAct();
  const rename = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const name = channelNameOf(String(form.get("name") ?? ""));
    const reason = String(form.get("reason") ?? "").trim();
    act({ type: "rename", channel, name, ...(reason !== "" && { reason }) }, () => {
      close();
      goTo({ at: "place", name }, true);
    });
  };
  return (
    <form className="channel-form" onSubmit={rename}>
      <label className="field">
        <span>New name</span>
        <input name="name" required defaultValue={channel} autoComplete="off" spellCheck={false} dir="auto" />
        <small>It stays the same channel, with all that was said in it.</small>
      </label>
      <label className="field">
        <span>Reason</span>
        <input name="reason" maxLength={512} autoComplete="off" dir="auto" />
      </label>
      <FormProblem text={problem} />
      <div className="channel-buttons">
        <Button type="submit" look="main" aria-disabled={isBusy}>
          Rename
        </Button>
      </div>
    </form>
  );
}
