import { type KeyboardEvent, type ReactElement, useEffect, useRef } from "react";
import { Icon, type IconName } from "./icon.tsx";

/** Something that can be done. */
export interface MenuItem {
  readonly label: string;
  readonly icon?: IconName;
  readonly danger?: boolean;
  readonly run: () => void;
}

/** Where a menu is shown: beside this box of the window. */
export type Anchor = Pick<DOMRect, "left" | "right" | "top" | "bottom">;

/** A menu at some place; arrows move in it, Escape and a click elsewhere close it. */
export function Menu({
  label,
  items,
  anchor,
  close,
}: {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly anchor: Anchor;
  readonly close: () => void;
}): ReactElement {
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const shown = menu.current;
    if (!shown) return;
    shown.showPopover();
    placeBeside(shown, anchor);
    shown.querySelector("button")?.focus();
  }, [anchor]);
  return (
    <div
      ref={menu}
      className="menu"
      role="menu"
      aria-label={label}
      tabIndex={-1}
      popover="auto"
      onToggle={(event) => {
        if (event.newState === "closed") close();
      }}
      onKeyDown={moveFocus}
    >
      {items.map(({ label: words, icon, danger = false, run }) => (
        <button
          key={words}
          type="button"
          role="menuitem"
          className={danger ? "menu-item menu-item-danger" : "menu-item"}
          onClick={() => {
            menu.current?.hidePopover();
            run();
          }}
        >
          {icon && <Icon name={icon} />}
          {words}
        </button>
      ))}
    </div>
  );
}

const MARGIN = 8;

function placeBeside(menu: HTMLElement, { left, right, top, bottom }: Anchor): void {
  const { offsetWidth: width, offsetHeight: height } = menu;
  const isRtl = getComputedStyle(menu).direction === "rtl";
  const wanted = isRtl ? left : right - width;
  const x = Math.min(Math.max(MARGIN, wanted), window.innerWidth - width - MARGIN);
  const below = bottom + 4;
  const y = below + height + MARGIN > window.innerHeight ? Math.max(MARGIN, top - height - 4) : below;
  menu.style.left = `${x}px`;
  menu.style.top = `${y}px`;
}

/** Arrows go round, Home and End to the ends, Tab leaves. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const items = [...event.currentTarget.querySelectorAll("button")];
  const at = items.findIndex((item) => item.matches(":focus"));
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (event.key === "Tab") event.currentTarget.hidePopover();
  if (next === undefined) return;
  event.preventDefault();
  items.at(next % items.length)?.focus();
}
