import { useCallback, useEffect, useRef } from "react";
import type { Asked, Reply } from "../client/outgoing.ts";
import { useAsking } from "./parts/asking.ts";

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
  const { isBusy, problem, ask, setProblem } = useAsking();
  const isShown = useRef(true);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  const act = useCallback(
    (command: Asked, done?: (reply: Reply) => void): void => {
      void ask(command).then((reply) => {
        if (!reply || !isShown.current) return;
        const text = problemOf(reply);
        if (text !== undefined) setProblem({ text });
        else done?.(reply);
      });
    },
    [ask, setProblem],
  );
  const forget = useCallback(() => setProblem(undefined), [setProblem]);
  return { isBusy, problem: problem?.text, act, forget };
}
