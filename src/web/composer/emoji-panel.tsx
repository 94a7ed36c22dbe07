import {
  type KeyboardEvent,
  type ReactElement,
  useEffect,
  useEffectEvent,
  useId,
  useMemo,
  useRef,
  useState,
} from "react";
import { LIMITS } from "../../core/limits.ts";
import type { Anchor } from "../parts/menu.tsx";
import { findEmoji, recentEmoji, usedEmoji } from "./emoji.ts";
import { EMOJI, type Emoji } from "./emoji-data.ts";
import { moved } from "./grid.ts";
import "./emoji-panel.css";

/** What whoever opens it says. */
export interface EmojiPanelProps {
  /** One was picked; `close` is called behind it. */
  readonly pick: (emoji: string) => void;
  readonly close: () => void;
  /** Where it is shown: beside this box; without it, beside what has the focus. */
  readonly anchor?: Anchor;
}

const RECENT = "Used last";
const BY_SIGN: ReadonlyMap<string, Emoji> = new Map(EMOJI.map((one) => [one.emoji, one]));
const CATEGORIES: readonly string[] = [...new Set(EMOJI.map(({ category }) => category))];

/** The first emoji of a category stands for it. */
const SIGNS: ReadonlyMap<string, string> = new Map([
  [RECENT, "🕘"],
  ...EMOJI.toReversed().map(({ category, emoji }) => [category, emoji] as const),
]);

/** @see EmojiPicker */
export function EmojiPanel({ pick, close, anchor }: EmojiPanelProps): ReactElement {
  const panel = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLFieldSetElement>(null);
  const title = useId();
  const [recent] = useState(recentEmoji);
  const [category, setCategory] = useState(() => (recent.length > 0 ? RECENT : (CATEGORIES[0] ?? "")));
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const shown = useMemo(() => shownIn(query, category, recent), [query, category, recent]);
  const categories = recent.length > 0 ? [RECENT, ...CATEGORIES] : CATEGORIES;

  // It stays where it was opened.
  const open = useEffectEvent((element: HTMLElement) => {
    const focused = document.activeElement;
    const box = anchor ?? (focused && focused !== document.body ? focused.getBoundingClientRect() : undefined);
    element.showPopover();
    placeBy(element, box);
    element.querySelector("input")?.focus();
  });
  useEffect(() => {
    if (panel.current) open(panel.current);
  }, []);

  const take = (emoji: string): void => {
    usedEmoji(emoji);
    panel.current?.hidePopover();
    pick(emoji);
  };

  const focusOn = (at: number): void => {
    setActive(at);
    grid.current?.querySelectorAll("button")[at]?.focus();
  };

  const pressed = (event: KeyboardEvent<HTMLElement>): void => {
    const isRtl = getComputedStyle(event.currentTarget).direction === "rtl";
    const next = moved(event.key, active, shown.length, columnsOf(event.currentTarget), isRtl);
    if (next === undefined) return;
    event.preventDefault();
    if (next < 0) panel.current?.querySelector("input")?.focus();
    else focusOn(next);
  };

  const choose = (next: string): void => {
    setCategory(next);
    setQuery("");
    setActive(0);
  };

  const [first] = shown;
  return (
    <div
      ref={panel}
      className="emoji-panel"
      role="dialog"
      aria-label="Emoji"
      popover="auto"
      onToggle={(event) => {
        if (event.newState === "closed") close();
      }}
    >
      <input
        type="search"
        className="input"
        aria-label="Find an emoji"
        placeholder="Find an emoji"
        autoComplete="off"
        value={query}
        onChange={({ currentTarget }) => {
          setQuery(currentTarget.value);
          setActive(0);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === "ArrowDown" && first) {
            event.preventDefault();
            focusOn(0);
          }
          if (event.key === "Enter" && first && query !== "") {
            event.preventDefault();
            take(first.emoji);
          }
        }}
      />
      <fieldset className="emoji-categories" aria-label="Categories">
        {categories.map((one) => (
          <button
            key={one}
            type="button"
            className="emoji-category"
            aria-label={one}
            title={one}
            aria-pressed={query === "" && one === category}
            onClick={() => choose(one)}
          >
            {SIGNS.get(one)}
          </button>
        ))}
      </fieldset>
      <h2 id={title} className="emoji-title" aria-live="polite">
        {headingOf(query, category, shown.length)}
      </h2>
      <fieldset ref={grid} className="emoji-grid" aria-labelledby={title} onKeyDown={pressed}>
        {shown.map(({ emoji, names: [name = ""] }, i) => (
          <button
            key={emoji}
            type="button"
            className="emoji-one"
            aria-label={name.replaceAll("_", " ")}
            title={`:${name}:`}
            tabIndex={i === active ? 0 : -1}
            onFocus={() => setActive(i)}
            onClick={() => take(emoji)}
          >
            {emoji}
          </button>
        ))}
      </fieldset>
    </div>
  );
}

function shownIn(query: string, category: string, recent: readonly string[]): readonly Emoji[] {
  if (query.trim() !== "") return findEmoji(EMOJI, query, LIMITS.emojiFound);
  if (category === RECENT) return recent.flatMap((sign) => BY_SIGN.get(sign) ?? []);
  return EMOJI.filter((one) => one.category === category);
}

function headingOf(query: string, category: string, found: number): string {
  if (query.trim() === "") return category;
  return found === 0 ? "Nothing is called so" : `Found: ${found}`;
}

/** How many stand beside each other. */
function columnsOf(grid: HTMLElement): number {
  const buttons = [...grid.querySelectorAll("button")];
  const [first] = buttons;
  const next = buttons.findIndex(({ offsetTop }) => offsetTop !== first?.offsetTop);
  return next < 0 ? Math.max(1, buttons.length) : next;
}

const MARGIN = 8;

/** Beside a box: above it, if there is room; in the middle at the bottom of a narrow window, or without a box. */
function placeBy(panel: HTMLElement, box: Anchor | undefined): void {
  const { offsetWidth: width, offsetHeight: height } = panel;
  const { innerWidth, innerHeight } = window;
  const within = (wanted: number, size: number, room: number): number =>
    Math.max(MARGIN, Math.min(wanted, room - size - MARGIN));
  const isRtl = getComputedStyle(panel).direction === "rtl";
  const isNarrow = innerWidth < NARROW;
  const x = isNarrow || !box ? (innerWidth - width) / 2 : isRtl ? box.left : box.right - width;
  const above = (box?.top ?? innerHeight) - height - 4;
  const y = isNarrow || !box ? innerHeight - height - MARGIN : above >= MARGIN ? above : box.bottom + 4;
  panel.style.left = `${within(x, width, innerWidth)}px`;
  panel.style.top = `${within(y, height, innerHeight)}px`;
}

/** So wide is a telephone. */
const NARROW = 480;
