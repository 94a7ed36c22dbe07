import { useMemo } from "react";
import type { Place } from "../../client/model/place.ts";
import { fold } from "../../core/names.ts";
import { useChat } from "../chat-context.ts";
import { rankHere } from "../members/rank-here.ts";
import { useSource } from "../use-source.ts";

/** The rank that one has in a channel (see `RANK`). */
export function useRank(place: Place): number {
  const self = useSource(useChat().self);
  const { list } = useSource(place.members);
  const key = fold(self?.nick ?? "");
  const modes = useMemo(() => list.find(({ nick }) => fold(nick) === key)?.modes, [list, key]);
  return rankHere(modes, self?.role !== undefined);
}
