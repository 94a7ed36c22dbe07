import { RANK, rankOf } from "../../core/modes.ts";

/** The rank that somebody has in a channel; operators of the server have an owner's in each where they are. */
export function rankHere(modes: string | undefined, isServerOperator: boolean): number {
  return modes !== undefined && isServerOperator ? RANK.owner : rankOf(modes ?? "");
}
