import { useEffect } from "react";
import type { Chat } from "../../client/model/chat.ts";
import { goTo, type Route } from "../platform/route.ts";
import { useSource } from "../use-source.ts";

/** Where the list of places is beside what is said, nobody stays at home, where nothing is said. */
const NARROW = "(width < 720px)";

/** Goes on from home to the first place, as soon as there is one; on a narrow screen home is the list of places. */
export function useHome(chat: Chat, route: Route): void {
  const places = useSource(chat.places);
  const self = useSource(chat.self);
  const first = places.find(({ name }) => name === self?.channel) ?? places[0];
  const name = first?.name;
  const isFirstVisit = useSource(chat.current) === undefined;
  useEffect(() => {
    if (route.at !== "home" || name === undefined) return;
    if (isFirstVisit || !window.matchMedia(NARROW).matches) goTo({ at: "place", name }, true);
  }, [route.at, name, isFirstVisit]);
}
