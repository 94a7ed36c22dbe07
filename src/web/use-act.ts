import { useCallback, useEffect, useRef, useState } from "react";
import type { Asked, Reply } from "../client/outgoing.ts";
import { useChat } from "./chat-context.ts";

/** What a part of the page does, and what became of it. */
export interface Acting {
  /** Whether an answer is waited for. */
  readonly isBusy: boolean;
  /** Why the last one was not done, in the server's words. */
  readonly problem: string | undefined;
  /** Asks it of the server, unless an answer is waited for. `done` is called if it was done, all of it. */
  readonly act: (command: Asked, done?: (reply: Reply) => void) => void;
  readonly forget: () => void;
}

/** Why something was not done, or not all of it; nothing if it was. */
export function problemOf(reply: Reply): string | undefined {
  if (reply.type === "refused") return reply.text;
  const texts = new Set(reply.refused?.map(({ text }) => text));
  return texts.size > 0 ? [...texts].join(" ") : undefined;
}

/** Asks things of the server and keeps what is to be shown of that where they were asked. */
export function useAct(): Acting {
  const chat = useChat();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const isShown = useRef(true);
  const isAwaited = useRef(false);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  const act = useCallback(
    (command: Asked, done?: (reply: Reply) => void): void => {
      // A button that was pressed stays usable, so that it keeps the keyboard, but does nothing twice.
      if (isAwaited.current) return;
      isAwaited.current = true;
      setBusy(true);
      setProblem(undefined);
      void chat.ask(command).then((reply) => {
        isAwaited.current = false;
        if (!isShown.current) return;
        setBusy(false);
        const trouble = problemOf(reply);
        if (trouble !== undefined) setProblem(trouble);
        else done?.(reply);
      });
    },
    [chat],
  );
  const forget = useCallback(() => setProblem(undefined), []);
  return { isBusy, problem, act, forget };
}
