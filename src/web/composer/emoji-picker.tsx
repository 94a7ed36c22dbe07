import { lazy, type ReactElement } from "react";
import { Late } from "../parts/late.tsx";
import type { Anchor } from "../parts/menu.tsx";

export interface EmojiPickerProps {
  /** One was picked; `close` is called behind it. */
  readonly pick: (emoji: string) => void;
  readonly close: () => void;
  /** Where it is shown: beside this box; without it, beside what has the focus. */
  readonly anchor?: Anchor;
}

const EmojiPanel = lazy(() => import("./emoji-panel.tsx").then((module) => ({ default: module.EmojiPanel })));

/** A window to pick an emoji from. It is loaded when it is first shown. */
export function EmojiPicker(props: EmojiPickerProps): ReactElement {
  return (
    <Late>
      <EmojiPanel {...props} />
    </Late>
  );
}
