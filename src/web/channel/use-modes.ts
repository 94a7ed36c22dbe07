import type { ModesAnswer } from "../../wire/json/messages.ts";
import { useAnswer } from "../parts/asking.ts";
import { modesOf } from "./modes-of.ts";

/** How a channel's modes stand. */
export interface Modes {
  /** Nothing until it was answered. */
  readonly answer: ModesAnswer | undefined;
  readonly problem: string | undefined;
  /** Asks again. */
  readonly refresh: () => void;
}

/** Asks how a channel's modes stand. @param isWanted whether that matters at all */
export function useModes(channel: string, isWanted: boolean = true): Modes {
  const { answer, problem, reload } = useAnswer(isWanted ? { type: "modes", channel } : undefined);
  return { answer: answer && modesOf(answer), problem: problem?.text, refresh: reload };
}
