import { lazy, type ReactElement } from "react";
import { Late } from "../parts/late.tsx";
import type { EmojiPanelProps } from "./emoji-panel.tsx";

const EmojiPanel = lazy(() => import("./emoji-panel.tsx").then((module) => ({ default: module.EmojiPanel })));

/** A window to pick an emoji from. It is loaded when it is first shown. */
export function EmojiPicker(props: EmojiPanelProps): ReactElement {
  return (
    <Late>
      <EmojiPanel {...props} />
    </Late>
  );
}
