import {
  type KeyboardEvent,
  type ReactElement,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import type { Place } from "../../client/model/place.ts";
import type { Message, Timeline } from "../../client/model/timeline.ts";
import { settings } from "../platform/settings.ts";
import { useSource } from "../use-source.ts";
import { Announcer } from "./announcer.tsx";
import { MessageRow } from "./message-row.tsx";
import { DayRow, GapRow, NewRow, NotesRow, PendingRow } from "./other-rows.tsx";
import { MessageFinder, type Row, replyOf } from "./rows.ts";
import { InTimeline } from "./timeline-context.ts";
import { ToEnd } from "./to-end.tsx";
import { TypingLine } from "./typing-line.tsx";
import { useMessageDeeds } from "./use-message-deeds.tsx";
import { useRowFocus } from "./use-row-focus.ts";
import { useRows } from "./use-rows.ts";
import { useScrolling } from "./use-scrolling.ts";
import "./timeline.css";

export interface TimelineViewProps {
  readonly place: Place;
  readonly onReply: (message: Message) => void;
  readonly onEdit: (message: Message) => void;
  readonly onProfile: (nick: string) => void;
  /** The id or seq of a message that is to be shown. */
  readonly goToMessage?: string | undefined;
}

/** What is said in a place. */
export function TimelineView(props: TimelineViewProps): ReactElement {
  return <PlaceTimeline key={idOf(props.place)} {...props} />;
}

const ids = new WeakMap<Place, number>();
let lastId = 0;

/** Stays the same when a place gets another name. */
function idOf(place: Place): number {
  const id = ids.get(place) ?? ++lastId;
  ids.set(place, id);
  return id;
}

/** The room above the messages, where it says whether there are earlier ones. In pixels, as in the style sheet. */
const TOP = 48;

function PlaceTimeline(props: TimelineViewProps): ReactElement {
  const { place, goToMessage } = props;
  const timeline = useSource(place.timeline);
  const { notes } = useSource(settings);
  const drawn = useRows(timeline, notes);
  const { rows, shift, generation } = drawn;
  const list = useRef<VirtualizerHandle>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const scrolling = useScrolling(list, scroller, place, timeline, drawn, goToMessage === undefined);
  const { isAtEnd, onScroll, onResize, toLatest, toRow } = scrolling;
  const [finder] = useState(() => new MessageFinder());
  finder.set(timeline.items);

  const [active, setActive] = useState<string>();
  const activeIndex = useMemo(() => indexOfActive(rows, active), [rows, active]);
  const activeKey = rows[activeIndex]?.key;
  const focus = useRowFocus(scroller);

  const { wanted, highlighted, lost, show, found } = useShown(place, goToMessage);
  useLayoutEffect(() => {
    if (wanted === undefined) return;
    const index = rows.findIndex(
      (row) => row.kind === "message" && (row.item.message.id === wanted || String(row.item.message.seq) === wanted),
    );
    const key = rows[index]?.key;
    if (key === undefined) return;
    toRow(index, "center");
    setActive(key);
    focus(key);
    found(key);
  }, [wanted, rows, toRow, found, focus]);

  const { context, dialogs, openMenuOf } = useMessageDeeds(props, show, finder, focus);

  const move = (index: number): void => {
    const row = rows[index];
    if (!row) return;
    setActive(row.key);
    toRow(index, "nearest");
    focus(row.key);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && !event.defaultPrevented) focusWriting(scroller.current);
    if (!(event.target instanceof HTMLElement) || event.target.dataset["key"] === undefined) return;
    const next = keyTarget(rows, activeIndex, event.key);
    if (next !== undefined) move(next);
    else if (opensMenu(event)) openMenuOf(rows[activeIndex], event.target.getBoundingClientRect());
    else return;
    event.preventDefault();
  };

  const count = rows.length;
  const keepMounted = useMemo(
    () => (activeIndex >= 0 && activeIndex < count ? [activeIndex] : []),
    [activeIndex, count],
  );
  const draw = useCallback(
    (row: Row) => drawRow(row, finder, row.key === activeKey, row.key === highlighted),
    [finder, activeKey, highlighted],
  );

  return (
    <InTimeline.Provider value={context}>
      <section className="timeline" aria-label={`Messages in ${place.name}`}>
        <div
          ref={scroller}
          className="timeline-scroller"
          role="log"
          aria-live="off"
          aria-label="Messages"
          aria-busy={timeline.loading !== undefined}
          onScroll={onScroll}
          onKeyDown={onKeyDown}
          onFocus={({ target }) => {
            const key = target.closest<HTMLElement>("[data-key]")?.dataset["key"];
            if (key !== undefined) setActive(key);
          }}
        >
          <div className="timeline-spacer" />
          <div className="timeline-top" dir="auto">
            {timeline.loading === undefined ? topWords(timeline) : "Loading…"}
          </div>
          <Virtualizer
            key={generation}
            ref={list}
            as="ol"
            item="li"
            data={rows}
            shift={shift}
            startMargin={TOP}
            bufferSize={400}
            keepMounted={keepMounted}
            onResize={onResize}
          >
            {draw}
          </Virtualizer>
        </div>
        <ToEnd
          timeline={timeline}
          isAtEnd={isAtEnd}
          toLatest={() => {
            toLatest();
            setActive(undefined);
          }}
        />
        {lost && (
          <p className="problem timeline-lost" role="alert">
            That message is not there any more, or not for you.
          </p>
        )}
        <TypingLine place={place} />
        <Announcer timeline={timeline} />
        {dialogs}
      </section>
    </InTimeline.Provider>
  );
}

function topWords({ items, hasEarlier, begins }: Timeline): string {
  const [first] = items;
  if (hasEarlier) return "";
  // Whether anything was before somebody came is not told: it may be the first who ever did.
  if (begins && first?.kind === "note" && first.event.type === "join") return "This is where it begins for you.";
  if (begins) return "What was said before is not kept, or not for you.";
  return items.length === 0 ? "Nothing has been said here yet." : "This is where it begins.";
}

function drawRow(row: Row, finder: MessageFinder, isActive: boolean, isHighlighted: boolean): ReactElement {
  switch (row.kind) {
    case "message": {
      const reply = replyOf(row.item.message);
      return (
        <MessageRow
          key={row.key}
          item={row.item}
          isHead={row.isHead}
          original={reply === undefined ? undefined : finder.find(reply)?.message}
          isActive={isActive}
          isHighlighted={isHighlighted}
        />
      );
    }
    case "pending":
      return <PendingRow key={row.key} item={row.item} />;
    case "notes":
      return <NotesRow key={row.key} notes={row.notes} />;
    case "gap":
      return <GapRow key={row.key} text={row.item.text} />;
    case "day":
      return <DayRow key={row.key} at={row.at} />;
    case "new":
      return <NewRow key={row.key} />;
  }
}

/** Gives the focus to where one writes, which is beside the timeline. */
function focusWriting(scroller: HTMLElement | null): void {
  scroller?.closest(".timeline")?.parentElement?.querySelector("textarea")?.focus();
}

/** Where the keyboard is; without a choice at the last message. */
function indexOfActive(rows: readonly Row[], active: string | undefined): number {
  const index = active === undefined ? -1 : rows.findLastIndex(({ key }) => key === active);
  return index === -1 ? rows.findLastIndex(({ kind }) => kind === "message") : index;
}

function keyTarget(rows: readonly Row[], from: number, key: string): number | undefined {
  const isMessage = ({ kind }: Row): boolean => kind === "message";
  switch (key) {
    case "ArrowUp": {
      const index = rows.slice(0, from).findLastIndex(isMessage);
      return index === -1 ? undefined : index;
    }
    case "ArrowDown": {
      const index = rows.slice(from + 1).findIndex(isMessage);
      return index === -1 ? undefined : from + 1 + index;
    }
    case "Home":
      return rows.findIndex(isMessage);
    case "End":
      return rows.findLastIndex(isMessage);
    default:
      return undefined;
  }
}

function opensMenu({ key, shiftKey }: KeyboardEvent): boolean {
  return key === "Enter" || key === "ContextMenu" || (key === "F10" && shiftKey);
}

const HIGHLIGHT_MS = 3_000;

interface Shown {
  /** The id of the message that is to be shown as soon as it is there. */
  readonly wanted: string | undefined;
  /** The key of the row that is highlighted. */
  readonly highlighted: string | undefined;
  readonly lost: boolean;
  readonly show: (id: string) => void;
  readonly found: (key: string) => void;
}

/** Has the place go to messages. */
function useShown(place: Place, goToMessage: string | undefined): Shown {
  const [wanted, setWanted] = useState<string>();
  const [highlighted, setHighlighted] = useState<string>();
  const [lost, setLost] = useState(false);
  const show = useCallback(
    (id: string) => {
      setLost(false);
      void place.goTo(id).then((isThere) => {
        setWanted(isThere ? id : undefined);
        setLost(!isThere);
      });
    },
    [place],
  );
  useEffect(() => {
    if (goToMessage !== undefined) show(goToMessage);
  }, [goToMessage, show]);
  useEffect(() => {
    if (highlighted === undefined && !lost) return;
    const timer = window.setTimeout(() => {
      setHighlighted(undefined);
      setLost(false);
    }, HIGHLIGHT_MS);
    return () => window.clearTimeout(timer);
  }, [highlighted, lost]);
  const found = useCallback((key: string) => {
    setWanted(undefined);
    setHighlighted(key);
  }, []);
  return { wanted, highlighted, lost, show, found };
}
