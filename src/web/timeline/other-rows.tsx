import { Fragment, memo, type NamedExoticComponent, type ReactElement, useId, useMemo, useState } from "react";
import type { NoteItem, PendingItem } from "../../client/model/timeline.ts";
import { Markdown } from "../markdown/markdown.tsx";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { Nick } from "../parts/person.tsx";
import { day, shortClock, wholeTime } from "../parts/times.ts";
import { deedOf, NAMED, summaryOf } from "./notes.ts";
import { useTimeline } from "./timeline-context.ts";

/** Where a day begins. */
export const DayRow: NamedExoticComponent<{ readonly at: number }> = memo(({ at }) => (
  <div className="timeline-line">
    <h3>
      <time dateTime={new Date(at).toISOString()}>{day(at)}</time>
    </h3>
  </div>
));

/** What is below has not been read. */
export function NewRow(): ReactElement {
  return (
    <div className="timeline-line timeline-line-new">
      <h3>New</h3>
    </div>
  );
}

/** Something is missing. */
export function GapRow({ text }: { readonly text: string }): ReactElement {
  return (
    <p className="timeline-gap">
      <Icon name="warning" />
      <span>{text}</span>
    </p>
  );
}

/** Notes in a row: one as it is, several as one line that opens. */
export const NotesRow: NamedExoticComponent<{ readonly notes: readonly NoteItem[] }> = memo(({ notes }) => {
  const [isOpen, setOpen] = useState(false);
  const list = useId();
  const [only, ...others] = notes;
  if (!only) return null;
  if (others.length === 0) return <NoteLine note={only} />;
  return (
    <div className="timeline-notes">
      <button
        type="button"
        className="timeline-notes-button"
        aria-expanded={isOpen}
        aria-controls={list}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="down" />
        <Summary notes={notes} />
      </button>
      <div id={list} hidden={!isOpen}>
        {isOpen && notes.slice(-SHOWN).map((note) => <NoteLine key={note.key} note={note} />)}
      </div>
    </div>
  );
});

/** What they tell in one line: "bob and zoe came, bob left", or "3 came". */
function Summary({ notes }: { readonly notes: readonly NoteItem[] }): ReactElement {
  const deeds = useMemo(() => summaryOf(notes.map(({ event }) => event)), [notes]);
  return (
    <span className="timeline-notes-summary">
      {deeds.map(({ nicks, words }, index) => (
        <Fragment key={words}>
          {index > 0 && ", "}
          {nicks.length > NAMED ? nicks.length : <Names nicks={nicks} />} {words}
        </Fragment>
      ))}
    </span>
  );
}

function Names({ nicks: [first = "", second] }: { readonly nicks: readonly string[] }): ReactElement {
  if (second === undefined) return <Nick nick={first} />;
  return (
    <>
      <Nick nick={first} /> and <Nick nick={second} />
    </>
  );
}

/** So many notes are shown of those in a row, the latest. */
const SHOWN = 200;

function NoteLine({ note: { event } }: { readonly note: NoteItem }): ReactElement {
  return (
    <p className="timeline-note">
      <time dateTime={new Date(event.at).toISOString()} title={wholeTime(event.at)} dir="auto">
        {shortClock(event.at)}
      </time>
      <span>
        <Nick nick={event.from.nick} /> <bdi>{deedOf(event)}</bdi>
      </span>
    </p>
  );
}

/** Something that one says and that is on its way, or was refused. */
export const PendingRow: NamedExoticComponent<{ readonly item: PendingItem }> = memo(({ item }) => {
  const { retry, drop, me } = useTimeline();
  const { key, text, state, form } = item;
  return (
    <div className="timeline-message timeline-pending">
      <div className="timeline-gutter" />
      <div className="timeline-body">
        <div className="timeline-text">
          <Markdown text={form === "action" ? `${me.nick} ${text}` : text} nick={me.nick} />
        </div>
        {state === "waiting" ? (
          <p className="timeline-state">Sending…</p>
        ) : (
          <div className="problem timeline-problem" role="alert">
            <span>{state.refused}</span>
            <Button onClick={() => retry(key)}>Retry</Button>
            <Button onClick={() => drop(key)}>Discard</Button>
          </div>
        )}
      </div>
    </div>
  );
});
