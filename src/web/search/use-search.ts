import { useCallback, useEffect, useRef, useState } from "react";
import { useChat } from "../chat-context.ts";
import { type Found, type Order, questionOf, withPage } from "./pages.ts";
import { isQuery } from "./query-text.ts";

/** What a search has come to. */
export interface Search {
  /** Nothing if nothing was asked, or not answered yet. */
  readonly found: Found | undefined;
  /** What `found` was asked by. */
  readonly text: string;
  readonly isBusy: boolean;
  readonly problem: string | undefined;
  /** Asks for those behind what was found. */
  readonly loadMore: () => void;
}

/** A text is asked for when nothing was typed for so long, in milliseconds. */
const PAUSE = 250;

/** Searches as one types. What was asked earlier and is answered later is not shown. */
export function useSearch(text: string, order: Order): Search {
  const chat = useChat();
  const [shown, setShown] = useState<{ text: string; found: Found | undefined; problem: string | undefined }>(NOTHING);
  const [isBusy, setBusy] = useState(false);
  const turn = useRef(0);

  const ask = useCallback(
    (before: Found | undefined): void => {
      const own = ++turn.current;
      setBusy(true);
      void chat.ask(questionOf(text, order, before)).then((reply) => {
        if (own !== turn.current) return;
        setBusy(false);
        if (reply.type === "refused") setShown({ text, found: before, problem: reply.text });
        else {
          const page = { messages: reply.messages ?? [], more: reply.more === true };
          setShown({ text, found: withPage(before, order, page), problem: undefined });
        }
      });
    },
    [chat, text, order],
  );

  useEffect(() => {
    if (!isQuery(text)) {
      setShown(NOTHING);
      setBusy(false);
      return undefined;
    }
    setBusy(true);
    const timer = setTimeout(() => ask(undefined), PAUSE);
    return () => {
      turn.current++;
      clearTimeout(timer);
    };
  }, [ask, text]);

  const { found, problem } = shown;
  const loadMore = useCallback(() => {
    if (!isBusy) ask(found);
  }, [ask, found, isBusy]);
  return { found, text: shown.text, isBusy, problem, loadMore };
}

const NOTHING = { text: "", found: undefined, problem: undefined };
