import { useEffect } from "react";
import type { Chat } from "../../client/model/chat.ts";
import { useSource } from "../use-source.ts";

/** Says in the window's title and on the app's icon what waits to be read, and tells the chat whether one looks. */
export function useAttention(chat: Chat): void {
  const places = useSource(chat.places);
  const current = useSource(chat.current);
  const mentions = places.reduce((sum, place) => sum + place.mentions, 0);
  const isUnread = places.some(({ unread }) => unread > 0);
  const name = current?.name;
  useEffect(() => {
    const count = mentions > 0 ? `(${mentions}) ` : isUnread ? "• " : "";
    document.title = `${count}${name === undefined ? "" : `${name} – `}Parley`;
    tellBadge(mentions);
  }, [mentions, isUnread, name]);
  useEffect(
    () => () => {
      // Who is out is told of nothing, and nobody is shown with whom they talked.
      document.title = "Parley";
      tellBadge(0);
    },
    [],
  );
  useEffect(() => {
    const looked = (): void => {
      if (document.hidden || !document.hasFocus()) chat.lookAway();
      else chat.lookBack();
    };
    document.addEventListener("visibilitychange", looked);
    window.addEventListener("focus", looked);
    window.addEventListener("blur", looked);
    return () => {
      document.removeEventListener("visibilitychange", looked);
      window.removeEventListener("focus", looked);
      window.removeEventListener("blur", looked);
    };
  }, [chat]);
}

function tellBadge(count: number): void {
  if (!("setAppBadge" in navigator)) return;
  const told = count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge();
  // A browser that has no badges for this page says so, and that is all.
  told.catch(() => undefined);
}
