import { useEffect } from "react";
import type { Chat } from "../../client/model/chat.ts";
import { fold } from "../../core/names.ts";
import { goTo, type Route } from "../platform/route.ts";

/** Has the place be the current one that the address names. When it gets another name the address follows. */
export function useShownPlace(chat: Chat, route: Route): void {
  const name = route.at === "place" ? route.name : undefined;
  const makes = route.at === "place" && route.makes === true;
  useEffect(() => {
    if (name === undefined) {
      chat.lookAway();
      return () => chat.lookBack();
    }
    if (makes) {
      // By this address one comes in once; the place has another.
      void chat.ask({ type: "join", channel: name });
      goTo({ at: "place", name }, true);
    }
    const place = chat.show(name);
    const key = fold(name);
    return place.summary.subscribe(() => {
      if (place.key !== key && chat.current.get() === place) goTo({ at: "place", name: place.name }, true);
    });
  }, [chat, name, makes]);
}
