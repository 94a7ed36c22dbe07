import { useCallback, useEffect, useState } from "react";
import type { ModesAnswer } from "../../wire/json/messages.ts";
import { useChat } from "../chat-context.ts";
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
  const chat = useChat();
  const [turn, setTurn] = useState(0);
  const [told, setTold] = useState<Omit<Modes, "refresh">>({ answer: undefined, problem: undefined });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn asks again
  useEffect(() => {
    if (!isWanted) return undefined;
    let isAwaited = true;
    void chat.ask({ type: "modes", channel }).then((reply) => {
      if (!isAwaited) return;
      setTold({ answer: modesOf(reply), problem: reply.type === "refused" ? reply.text : undefined });
    });
    return () => {
      isAwaited = false;
    };
  }, [chat, channel, isWanted, turn]);
  const refresh = useCallback(() => setTurn((count) => count + 1), []);
  return { ...told, refresh };
}
