import { type FormEvent, type ReactElement, useId, useState } from "react";
import type { Who } from "../../core/events.ts";
import { Button } from "../parts/button.tsx";
import { useAct } from "../use-act.ts";
import { banChoices, DURATIONS } from "./powers.ts";

/** What operators of the server may do about somebody: keep them from speaking, or from coming at all. */
export function ServerOrder({ who }: { readonly who: Who }): ReactElement {
  const { isBusy, problem, act } = useAct();
  const [done, setDone] = useState("");
  const heading = useId();
  const choices = banChoices(who);

  const carryOut = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const choice = choices[Number(form.get("whom"))];
    const ms = DURATIONS[Number(form.get("duration"))]?.ms;
    const reason = String(form.get("reason") ?? "").trim();
    if (!choice) return;
    const { nativeEvent } = event;
    const mutes = nativeEvent instanceof SubmitEvent && nativeEvent.submitter?.dataset["deed"] === "mute";
    setDone("");
    act(
      {
        type: "ban-add",
        ...choice.target,
        ...(mutes && { mutes }),
        ...(ms !== undefined && { until: Date.now() + ms }),
        ...(reason !== "" && { reason }),
      },
      () => setDone(mutes ? "They can't say anything here." : "They are banned."),
    );
  };

  return (
    <section className="profile-order" aria-labelledby={heading}>
      <h3 id={heading}>On the whole server</h3>
      <form className="profile-form" onSubmit={carryOut}>
        <label className="field">
          <span>Whom</span>
          <select name="whom">
            {choices.map(({ label, mask }, index) => (
              <option key={mask} value={index}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span>For</span>
          <select name="duration" defaultValue={1}>
            {DURATIONS.map(({ label }, index) => (
              <option key={label} value={index}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <label className="field profile-wide">
          <span>Reason, which they are told</span>
          <input name="reason" maxLength={512} autoComplete="off" dir="auto" />
        </label>
        {problem !== undefined && (
          <p role="alert" className="problem profile-wide">
            {problem}
          </p>
        )}
        <div className="profile-buttons profile-wide">
          <Button type="submit" data-deed="mute" look="danger" aria-disabled={isBusy}>
            Mute
          </Button>
          <Button type="submit" data-deed="ban" look="danger" aria-disabled={isBusy}>
            Ban from the server
          </Button>
          <span role="status" className="profile-status">
            {done}
          </span>
        </div>
      </form>
    </section>
  );
}
