import {
  type FocusEvent,
  type KeyboardEvent,
  type ReactElement,
  useDeferredValue,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import type { Place } from "../../client/model/place.ts";
import { IconButton } from "../parts/button.tsx";
import { useProfile } from "../shell/profile-context.ts";
import { useSource } from "../use-source.ts";
import { List, ListContext, ListItem } from "./list-item.tsx";
import { MemberRow } from "./member-row.tsx";
import { memberCount, type Row, rowAfter, rowsOf } from "./rows.ts";
import "./members.css";

/** Pixels of most rows, until they are measured. */
const ROW = 40;

/** From so many members on one may filter them. */
const FILTERED = 8;

/** Who is in a channel, by standing; each opens their profile. */
export function Members({ place, close }: { readonly place: Place; readonly close: () => void }): ReactElement {
  const { list, isWhole, total } = useSource(place.members);
  const [typed, setTyped] = useState("");
  const showProfile = useProfile();
  const wanted = useDeferredValue(typed);
  const rows = useMemo(() => rowsOf(list, wanted), [list, wanted]);
  const heading = useId();
  const isFiltered = wanted.trim() !== "";
  return (
    <section className="members" aria-labelledby={heading}>
      <div className="members-head">
        <h2 id={heading}>
          Members <span className="badge">{isWhole ? total : `${total}+`}</span>
        </h2>
        <IconButton icon="close" label="Hide who is here" onClick={close} />
      </div>
      {(total >= FILTERED || typed !== "") && (
        <input
          className="input members-filter"
          type="search"
          placeholder="Find somebody"
          aria-label="Find somebody among the members"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      <p className="unseen" role="status">
        {isFiltered ? `${memberCount(rows)} of ${total}` : ""}
      </p>
      {rows.length === 0 ? (
        <p className="empty">{nobody(isFiltered, isWhole)}</p>
      ) : (
        <Rows rows={rows} heading={heading} open={showProfile} />
      )}
    </section>
  );
}

function nobody(isFiltered: boolean, isWhole: boolean): string {
  if (isFiltered) return "Nobody here is called that.";
  return isWhole ? "Nobody is here." : "Looking who is here …";
}

/** Only those rows are drawn that are seen, and the one that the keyboard is at. */
function Rows({
  rows,
  heading,
  open,
}: {
  readonly rows: readonly Row[];
  readonly heading: string;
  readonly open: (nick: string) => void;
}): ReactElement {
  const box = useRef<HTMLDivElement>(null);
  const virtualizer = useRef<VirtualizerHandle>(null);
  const [at, setAt] = useState<string>();
  const found = rows.findIndex((row) => row.kind === "member" && row.key === at);
  const active = found >= 0 ? found : rowAfter(rows, 0, "Home");
  const kept = useMemo(() => [active], [active]);
  const facts = useMemo(() => ({ heading, size: rows.length }), [heading, rows.length]);

  const isMoving = useRef(false);

  useEffect(() => {
    if (!isMoving.current) return;
    isMoving.current = false;
    virtualizer.current?.scrollToIndex(active, { align: "nearest" });
    focusRow(box.current, active);
  }, [active]);

  const move = (event: KeyboardEvent): void => {
    if (!MOVING.has(event.key)) return;
    event.preventDefault();
    const next = rowAfter(rows, active, event.key);
    isMoving.current = next !== active;
    setAt(rows[next]?.key);
  };

  const come = (event: FocusEvent<HTMLElement>): void => {
    const index = Number(event.target.dataset["row"] ?? Number.NaN);
    if (index !== active) setAt(rows[index]?.key);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys come up from the buttons inside
    <div ref={box} className="members-list" onKeyDown={move} onFocus={come}>
      <ListContext value={facts}>
        <Virtualizer ref={virtualizer} data={rows} itemSize={ROW} keepMounted={kept} as={List} item={ListItem}>
          {(row, index) =>
            row.kind === "heading" ? (
              <h3 key={row.key} className="members-standing">
                {row.standing.many} <span aria-hidden="true">·</span> {row.count}
              </h3>
            ) : (
              <MemberRow key={row.key} member={row.member} index={index} isActive={index === active} open={open} />
            )
          }
        </Virtualizer>
      </ListContext>
    </div>
  );
}

/** Gives a row the keyboard. One that was far away is drawn by now, but can be seen only once it was measured. */
function focusRow(box: HTMLElement | null, index: number, tries: number = FOCUS_TRIES): void {
  const row = box?.querySelector<HTMLElement>(`[data-row="${index}"]`);
  row?.focus({ preventScroll: true });
  const isDone = row !== undefined && row === document.activeElement;
  if (!isDone && tries > 0) requestAnimationFrame(() => focusRow(box, index, tries - 1));
}

const FOCUS_TRIES = 20;

const MOVING: ReadonlySet<string> = new Set(["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End"]);
