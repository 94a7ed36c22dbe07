import { type ReactElement, useEffect, useRef, useState } from "react";
import { EmojiPicker } from "../composer/emoji-picker.tsx";
import { IconButton } from "../parts/button.tsx";
import type { Anchor } from "../parts/menu.tsx";

/** The reactions that are at hand. */
const QUICK = ["👍", "❤️", "😂", "🎉", "😮", "😢", "👀", "✅"];

/** A row of reactions beside a message, and all others behind it. */
export function ReactionChoice({
  anchor,
  choose,
  close,
}: {
  readonly anchor: Anchor;
  readonly choose: (text: string) => void;
  readonly close: () => void;
}): ReactElement {
  const box = useRef<HTMLDivElement>(null);
  const [isPicking, setPicking] = useState(false);
  useEffect(() => {
    const shown = box.current;
    if (!shown) return;
    shown.showPopover();
    const { offsetWidth: width, offsetHeight: height } = shown;
    const x = Math.min(Math.max(8, anchor.right - width), window.innerWidth - width - 8);
    const y = anchor.top - height - 4 < 8 ? anchor.bottom + 4 : anchor.top - height - 4;
    shown.style.left = `${x}px`;
    shown.style.top = `${y}px`;
    shown.querySelector("button")?.focus();
  }, [anchor]);
  if (isPicking) return <EmojiPicker anchor={anchor} pick={choose} close={close} />;
  return (
    <div
      ref={box}
      className="timeline-choice"
      popover="auto"
      role="dialog"
      aria-label="React with"
      onToggle={(event) => {
        if (event.newState === "closed" && !isPicking) close();
      }}
    >
      {QUICK.map((text) => (
        <button key={text} type="button" className="timeline-choice-one" onClick={() => choose(text)}>
          {text}
        </button>
      ))}
      <IconButton icon="more" label="More reactions" onClick={() => setPicking(true)} />
    </div>
  );
}
