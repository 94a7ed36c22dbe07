import { type FormEvent, type ReactElement, useState } from "react";
import type { Asked } from "../../client/outgoing.ts";
import type { WhoisAnswer } from "../../wire/json/messages.ts";
import { Button } from "../parts/button.tsx";
import { FormProblem } from "../parts/problem.tsx";
import { useAct } from "../use-act.ts";
import { DISPLAY_NAME, displayNameOf } from "./facts.ts";
import { type OwnFields, ownChanges } from "./own-changes.ts";

/** One's own nick, name and so on, to be changed. */
export function OwnProfile({
  whois,
  changed,
}: {
  readonly whois: WhoisAnswer;
  readonly changed: () => void;
}): ReactElement {
  const { isBusy, problem, act } = useAct();
  const before: OwnFields = {
    nick: whois.user.nick,
    realname: whois.realname,
    away: whois.away ?? "",
    [DISPLAY_NAME]: displayNameOf(whois) ?? "",
  };
  const [isSaved, setSaved] = useState(false);

  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const field = (name: keyof OwnFields): string => String(form.get(name) ?? "").trim();
    const after = {
      nick: field("nick"),
      realname: field("realname"),
      away: field("away"),
      [DISPLAY_NAME]: field(DISPLAY_NAME),
    };
    setSaved(false);
    carryOut(ownChanges(before, after), 0);
  };
  const carryOut = (commands: readonly Asked[], index: number): void => {
    const command = commands[index];
    if (command) act(command, () => carryOut(commands, index + 1));
    else {
      setSaved(true);
      changed();
    }
  };

  return (
    <form className="profile-own" onSubmit={save} onChange={() => setSaved(false)}>
      <label className="field">
        <span>Nick</span>
        <input name="nick" required maxLength={64} defaultValue={before.nick} autoComplete="off" spellCheck={false} />
      </label>
      <label className="field">
        <span>Name to be shown with</span>
        <input name={DISPLAY_NAME} defaultValue={before[DISPLAY_NAME]} autoComplete="off" dir="auto" />
      </label>
      <label className="field">
        <span>A line about you</span>
        <input name="realname" defaultValue={before.realname} autoComplete="off" dir="auto" />
      </label>
      <label className="field">
        <span>Away</span>
        <input
          name="away"
          defaultValue={before.away}
          placeholder="Why; empty if you are here"
          autoComplete="off"
          dir="auto"
        />
      </label>
      <FormProblem text={problem} />
      <div className="profile-buttons">
        <Button type="submit" look="main" aria-disabled={isBusy}>
          Save
        </Button>
        <span role="status" className="profile-status">
          {isSaved && "Saved."}
        </span>
      </div>
    </form>
  );
}
