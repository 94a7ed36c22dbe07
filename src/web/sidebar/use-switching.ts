import { useEffect } from "react";
import type { PlaceSummary } from "../../client/model/place.ts";
import { fold } from "../../core/names.ts";
import { goTo } from "../platform/route.ts";

/** Alt with an arrow goes to the place above or below; with Shift, to the next in which something waits. */
export function useSwitching(places: readonly PlaceSummary[], here: string | undefined): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const step = event.altKey && !event.ctrlKey ? { ArrowUp: -1, ArrowDown: 1 }[event.key] : undefined;
      if (step === undefined) return;
      event.preventDefault();
      const next = nextPlace(places, here, step, event.shiftKey);
      if (next) goTo({ at: "place", name: next.name });
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [places, here]);
}

/** The place behind (or for a negative step, before) the one where one is; round at the ends. */
export function nextPlace(
  places: readonly PlaceSummary[],
  here: string | undefined,
  step: number,
  isUnread: boolean,
): PlaceSummary | undefined {
  const at = places.findIndex(({ key }) => here !== undefined && key === fold(here));
  for (let i = 1; i <= places.length; i++) {
    const place = places.at((at + step * i) % places.length);
    if (place && (!isUnread || place.unread > 0)) return place;
  }
  return undefined;
}
