import { useEffect } from "react";
import type { Chat } from "../../client/model/chat.ts";
import type { Route } from "../platform/route.ts";

/** Has the place be the current one that the address names. */
export function useShownPlace(chat: Chat, route: Route): void {
  const name = route.at === "place" ? route.name : undefined;
  useEffect(() => {
    if (name !== undefined) chat.show(name);
    else chat.lookAway();
    return () => chat.lookBack();
  }, [chat, name]);
}
