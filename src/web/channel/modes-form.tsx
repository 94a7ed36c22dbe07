import type { FormEvent, ReactElement } from "react";
import type { Place } from "../../client/model/place.ts";
import { RANK } from "../../core/modes.ts";
import type { ModesAnswer } from "../../wire/json/messages.ts";
import { Button } from "../parts/button.tsx";
import { FormProblem } from "../parts/problem.tsx";
import { useAct } from "../use-act.ts";
import { channelNameOf } from "./channel-name.ts";
import { changesOf, FLAGS, formOf, type ModeForm, sentencesOf } from "./mode-words.ts";
import { useModes } from "./use-modes.ts";
import { useRank } from "./use-rank.ts";

/** The modes of a channel in words, which its operators change here. */
export function ModesForm({ place, close }: { readonly place: Place; readonly close: () => void }): ReactElement {
  const { answer, problem } = useModes(place.name);
  const rank = useRank(place);
  if (problem !== undefined) return <FormProblem text={problem} />;
  if (!answer) {
    return (
      <p className="empty" aria-busy="true">
        One moment…
      </p>
    );
  }
  return rank >= RANK.operator ? <Form modes={answer} close={close} /> : <Sentences modes={answer} />;
}

function Sentences({ modes }: { readonly modes: ModesAnswer }): ReactElement {
  const sentences = sentencesOf(modes);
  if (sentences.length === 0) return <p>Anybody may come in and write.</p>;
  return (
    <ul className="channel-rules">
      {sentences.map((sentence) => (
        <li key={sentence}>
          <bdi>{sentence}</bdi>
        </li>
      ))}
    </ul>
  );
}

function Form({ modes, close }: { readonly modes: ModesAnswer; readonly close: () => void }): ReactElement {
  const { isBusy, problem, act } = useAct();
  const before = formOf(modes);
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const changes = changesOf(before, read(new FormData(event.currentTarget)));
    if (changes.length === 0) close();
    else act({ type: "mode", channel: modes.channel, changes }, close);
  };
  return (
    <form className="channel-form" onSubmit={save}>
      <fieldset className="channel-flags">
        <legend className="unseen">Rules</legend>
        {FLAGS.map(({ mode, label, hint }) => (
          <label key={mode}>
            <input type="checkbox" name="flag" value={mode} defaultChecked={before.flags.includes(mode)} />
            <span>
              {label}
              {hint !== undefined && <small>{hint}</small>}
            </span>
          </label>
        ))}
      </fieldset>
      <div className="channel-values">
        <label className="field">
          <span>Key</span>
          <input name="key" defaultValue={before.key} autoComplete="off" spellCheck={false} />
          <small>Who comes in has to know it.</small>
        </label>
        <label className="field">
          <span>Members at most</span>
          <input name="limit" type="number" min={1} max={999_999_999} defaultValue={before.limit} />
        </label>
        <label className="field">
          <span>Sent elsewhere</span>
          <input name="forward" defaultValue={before.forward} placeholder="#channel" autoComplete="off" dir="auto" />
          <small>Where those go who may not come in; you have to operate that channel too.</small>
        </label>
      </div>
      <FormProblem text={problem} />
      <div className="channel-buttons">
        <Button type="submit" look="main" aria-disabled={isBusy}>
          Save
        </Button>
        <Button onClick={close}>Cancel</Button>
      </div>
    </form>
  );
}

function read(form: FormData): ModeForm {
  const text = (name: string): string => String(form.get(name) ?? "").trim();
  const forward = text("forward");
  return {
    flags: form.getAll("flag").join(""),
    key: text("key"),
    limit: text("limit"),
    forward: forward === "" ? "" : channelNameOf(forward),
  };
}
