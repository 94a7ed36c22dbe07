import { type MouseEvent, type PointerEvent, useEffect, useRef } from "react";
import type { Anchor } from "../parts/menu.tsx";

const PRESS_MS = 500;
/** A finger that moves further than this scrolls. In pixels. */
const STILL = 10;

interface PressHandlers {
  readonly onPointerDown: (event: PointerEvent) => void;
  readonly onPointerMove: (event: PointerEvent) => void;
  readonly onPointerUp: () => void;
  readonly onPointerCancel: () => void;
  readonly onContextMenu: (event: MouseEvent) => void;
}

/** What has a finger that stays do something, where it is. */
export function useLongPress(pressed: (anchor: Anchor) => void): PressHandlers {
  const state = useRef<{ timer?: number; x: number; y: number; isTouch: boolean }>({ x: 0, y: 0, isTouch: false });
  const stop = (): void => window.clearTimeout(state.current.timer);
  useEffect(() => () => window.clearTimeout(state.current.timer), []);
  return {
    onPointerDown(event) {
      stop();
      const { clientX: x, clientY: y } = event;
      const isTouch = event.pointerType === "touch";
      state.current = { x, y, isTouch };
      if (!isTouch) return;
      const anchor = { left: x, right: x, top: y, bottom: y };
      state.current.timer = window.setTimeout(() => pressed(anchor), PRESS_MS);
    },
    onPointerMove({ clientX, clientY }) {
      if (Math.hypot(clientX - state.current.x, clientY - state.current.y) > STILL) stop();
    },
    onPointerUp: stop,
    onPointerCancel: stop,
    // A finger's is taken, so that the browser's own menu is not shown over it.
    onContextMenu(event) {
      if (state.current.isTouch) event.preventDefault();
    },
  };
}
