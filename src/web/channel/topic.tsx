import { type FormEvent, type ReactElement, useEffect, useRef, useState } from "react";
import type { Place } from "../../client/model/place.ts";
import { RANK } from "../../core/modes.ts";
import { Button, IconButton } from "../parts/button.tsx";
import { FormProblem } from "../parts/problem.tsx";
import { useAct } from "../use-act.ts";
import { LinkedText } from "./linked-text.tsx";
import { useModes } from "./use-modes.ts";
import { useRank } from "./use-rank.ts";

/** Characters of a topic that may be too much for one line. */
const LONG = 40;

/** What a channel is about: one line of it, all of it on demand, to be changed by who may. */
export function Topic({ place, topic }: { readonly place: Place; readonly topic: string }): ReactElement {
  const [isEditing, setEditing] = useState(false);
  const [isWhole, setWhole] = useState(false);
  const rank = useRank(place);
  const isOperator = rank >= RANK.halfOperator;
  const { answer } = useModes(place.name, !isOperator);
  const mayEdit = isOperator || (answer !== undefined && !answer.flags.includes("t"));
  const edit = useRef<HTMLSpanElement>(null);
  const hasEdited = useRef(false);
  useEffect(() => {
    if (!isEditing && hasEdited.current) edit.current?.querySelector("button")?.focus();
    hasEdited.current = isEditing;
  }, [isEditing]);
  if (isEditing) return <TopicForm channel={place.name} topic={topic} close={() => setEditing(false)} />;
  const look = ["channel-topic", isWhole && "channel-topic-whole", topic === "" && "channel-topic-none"];
  return (
    <div className={look.filter(Boolean).join(" ")}>
      <p>{topic === "" ? mayEdit && <span className="channel-none">No topic</span> : <LinkedText text={topic} />}</p>
      {topic.length > LONG && (
        <IconButton icon="down" label="The whole topic" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)} />
      )}
      {mayEdit && (
        <span ref={edit}>
          <IconButton icon="edit" label="Change the topic" onClick={() => setEditing(true)} />
        </span>
      )}
    </div>
  );
}

function TopicForm({
  channel,
  topic,
  close,
}: {
  readonly channel: string;
  readonly topic: string;
  readonly close: () => void;
}): ReactElement {
  const { isBusy, problem, act } = useAct();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const next = (field.current?.value ?? "").trim();
    if (next === topic) close();
    else act({ type: "topic", channel, topic: next }, close);
  };
  return (
    <form
      className="channel-topic-form"
      onSubmit={save}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        close();
      }}
    >
      <input ref={field} className="input" aria-label="Topic" defaultValue={topic} dir="auto" autoComplete="off" />
      <Button type="submit" look="main" aria-disabled={isBusy}>
        Save
      </Button>
      <Button onClick={close}>Cancel</Button>
      <FormProblem text={problem} />
    </form>
  );
}
