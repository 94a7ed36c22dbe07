import { type FormEvent, type ReactElement, useId } from "react";
import type { Place } from "../../client/model/place.ts";
import { RANK } from "../../core/modes.ts";
import type { MaskItem } from "../../wire/json/messages.ts";
import { Button, IconButton } from "../parts/button.tsx";
import { FormProblem } from "../parts/problem.tsx";
import { shortTime, wholeTime } from "../parts/times.ts";
import { type Acting, useAct } from "../use-act.ts";
import { type ListWords, MASK_LISTS, maskWords } from "./mask-words.ts";
import { useModes } from "./use-modes.ts";
import { useRank } from "./use-rank.ts";

/** Who may not come into a channel, and who may all the same; half-operators and above change that here. */
export function Bans({ place }: { readonly place: Place }): ReactElement {
  const { answer, problem, refresh } = useModes(place.name);
  const mayChange = useRank(place) >= RANK.halfOperator;
  if (problem !== undefined) return <FormProblem text={problem} />;
  if (!answer) {
    return (
      <p className="empty" aria-busy="true">
        One moment…
      </p>
    );
  }
  return (
    <div className="channel-form">
      {MASK_LISTS.map((words) => (
        <MaskList
          key={words.mode}
          words={words}
          channel={answer.channel}
          masks={answer.masks.filter(({ list }) => list === words.mode)}
          mayChange={mayChange}
          changed={refresh}
        />
      ))}
    </div>
  );
}

function MaskList({
  words,
  channel,
  masks,
  mayChange,
  changed,
}: {
  readonly words: ListWords;
  readonly channel: string;
  readonly masks: readonly MaskItem[];
  readonly mayChange: boolean;
  readonly changed: () => void;
}): ReactElement {
  const acting = useAct();
  const heading = useId();
  const change = (set: boolean, mask: string, done: () => void): void =>
    acting.act({ type: "mode", channel, changes: [{ set, mode: words.mode, parameter: mask }] }, () => {
      changed();
      done();
    });
  return (
    <section aria-labelledby={heading} className="channel-masks">
      <h3 id={heading}>{words.title}</h3>
      <p className="channel-hint">{masks.length === 0 ? words.none : words.text}</p>
      {masks.length > 0 && (
        <ul>
          {masks.map((item) => (
            <Mask
              key={item.mask}
              item={item}
              remove={mayChange ? () => change(false, item.mask, () => undefined) : undefined}
            />
          ))}
        </ul>
      )}
      {mayChange && <AddMask acting={acting} title={words.title} add={(mask, done) => change(true, mask, done)} />}
    </section>
  );
}

function Mask({
  item: { mask, by, at },
  remove,
}: {
  readonly item: MaskItem;
  readonly remove: (() => void) | undefined;
}): ReactElement {
  return (
    <li>
      <span>
        <bdi>{maskWords(mask)}</bdi>
        <small>
          <code>
            <bdi>{mask}</bdi>
          </code>{" "}
          by <bdi>{by}</bdi>, <time title={wholeTime(at)}>{shortTime(at)}</time>
        </small>
      </span>
      {remove && <IconButton icon="trash" label={`Remove ${mask}`} onClick={remove} />}
    </li>
  );
}

function AddMask({
  acting: { isBusy, problem },
  title,
  add,
}: {
  readonly acting: Acting;
  readonly title: string;
  readonly add: (mask: string, done: () => void) => void;
}): ReactElement {
  const hint = useId();
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    add(String(new FormData(form).get("mask") ?? "").trim(), () => form.reset());
  };
  return (
    <form className="channel-add" onSubmit={submit}>
      <input
        name="mask"
        className="input"
        required
        aria-label={`Add to: ${title}`}
        aria-describedby={hint}
        placeholder="nick!user@host or a:account"
        autoComplete="off"
        spellCheck={false}
      />
      <Button type="submit" aria-disabled={isBusy}>
        Add
      </Button>
      <small id={hint} className="unseen">
        A mask with stars and question marks such as star!star@star.example, or an account as a:name
      </small>
      <FormProblem text={problem} />
    </form>
  );
}
