import { useCallback, useEffect, useRef, useState } from "react";
import { LIMITS } from "../../core/limits.ts";
import type { SessionFacts } from "../../wire/json/status-facts.ts";
import { useChat } from "../chat-context.ts";
import { useSource } from "../use-source.ts";

/** How often they are asked for again, in milliseconds. */
const AGAIN_MS = 5_000;

/** The sessions that there are: the first page and as many more as were asked for. */
export interface Sessions {
  readonly list: readonly SessionFacts[];
  readonly more: boolean;
  readonly isKnown: boolean;
  readonly problem: string | undefined;
  readonly load: () => void;
}

/** The sessions, asked for again every few seconds while the page is looked at. */
export function useSessions(): Sessions {
  const chat = useChat();
  const { phase } = useSource(chat.connection);
  const [pages, setPages] = useState(1);
  const [shown, setShown] = useState<Omit<Sessions, "load">>(NOTHING);
  const turn = useRef(0);
  useEffect(() => {
    if (phase !== "open") return;
    const ask = async (): Promise<void> => {
      const mine = ++turn.current;
      const list: SessionFacts[] = [];
      let more = true;
      for (let page = 0; page < pages && more; page++) {
        const after = list.at(-1)?.session;
        const reply = await chat.ask({
          type: "sessions",
          limit: LIMITS.deskPage,
          ...(after !== undefined && { after }),
        });
        if (mine !== turn.current) return;
        if (reply.type === "refused") {
          setShown((now) => ({ ...now, isKnown: true, problem: reply.text }));
          return;
        }
        list.push(...(reply.sessions ?? []));
        more = reply.more === true;
      }
      setShown({ list, more, isKnown: true, problem: undefined });
    };
    void ask();
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void ask();
    }, AGAIN_MS);
    return () => {
      turn.current++;
      clearInterval(timer);
    };
  }, [chat, phase, pages]);
  const load = useCallback(() => setPages((count) => count + 1), []);
  return { ...shown, load };
}

const NOTHING: Omit<Sessions, "load"> = { list: [], more: false, isKnown: false, problem: undefined };
