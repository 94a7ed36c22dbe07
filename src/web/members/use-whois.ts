import { useCallback, useEffect, useState } from "react";
import type { WhoisAnswer } from "../../wire/json/messages.ts";
import { useChat } from "../chat-context.ts";
import { whoisOf } from "./whois-of.ts";

/** What was found out about somebody. */
export interface Whois {
  /** Nothing until it was answered. */
  readonly answer: WhoisAnswer | undefined;
  /** Why it could not be found out. */
  readonly problem: string | undefined;
  /** Asks again. */
  readonly refresh: () => void;
}

/** Asks who somebody is. */
export function useWhois(nick: string): Whois {
  const chat = useChat();
  const [turn, setTurn] = useState(0);
  const [told, setTold] = useState<Omit<Whois, "refresh">>({ answer: undefined, problem: undefined });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn asks again
  useEffect(() => {
    let isWanted = true;
    void chat.ask({ type: "whois", nick }).then((reply) => {
      if (!isWanted) return;
      const answer = whoisOf(reply);
      const problem = reply.type === "refused" ? reply.text : "The server's answer could not be read.";
      setTold(answer ? { answer, problem: undefined } : { answer: undefined, problem });
    });
    return () => {
      isWanted = false;
    };
  }, [chat, nick, turn]);
  const refresh = useCallback(() => setTurn((count) => count + 1), []);
  return { ...told, refresh };
}
