import { useCallback, useEffect, useRef, useState } from "react";
import type { Asked, Reply } from "../../client/outgoing.ts";
import type { RefusalCode } from "../../core/answers.ts";
import type { Ok } from "../../wire/json/messages.ts";
import { useChat } from "../chat-context.ts";

/** Why something was not done: a code if the server refused it, and a sentence for a person. */
export interface Problem {
  readonly code?: RefusalCode;
  readonly text: string;
}

/** Asking the server for something that a form or a button is for. */
export interface Asking {
  /** Whether an answer is waited for; what is asked meanwhile is not sent. */
  readonly isBusy: boolean;
  /** What became of the last question, if that was nothing good. */
  readonly problem: Problem | undefined;
  /** Asks. Nothing comes of what was refused; `problem` says why. */
  readonly ask: (command: Asked) => Promise<Ok | undefined>;
  /** Has something else be the problem, or nothing. */
  readonly setProblem: (problem: Problem | undefined) => void;
}

/** Asks the server, one thing at a time. */
export function useAsking(): Asking {
  const chat = useChat();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const busy = useRef(false);
  const ask = useCallback(
    async (command: Asked): Promise<Ok | undefined> => {
      // A button that was pressed stays usable, so that it keeps the keyboard, but does nothing twice.
      if (busy.current) return undefined;
      busy.current = true;
      setBusy(true);
      setProblem(undefined);
      const reply = await chat.ask(command);
      busy.current = false;
      setBusy(false);
      if (reply.type === "ok") return reply;
      setProblem(reply);
      return undefined;
    },
    [chat],
  );
  return { isBusy, problem, ask, setProblem };
}

/** What the server says to a question, once it has said it. */
export interface Answered {
  readonly answer: Ok | undefined;
  readonly problem: Problem | undefined;
  /** Asks again. What was said before stays until then. */
  readonly reload: () => void;
}

/** Asks something at once, and again when the question is another one. @param question undefined asks nothing yet */
export function useAnswer(question: Asked | undefined): Answered {
  const chat = useChat();
  const [reply, setReply] = useState<Reply>();
  const [count, setCount] = useState(0);
  const text = question && JSON.stringify(question);
  const asked = useRef(question);
  asked.current = question;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the question is another one when its text is; `count` asks again
  useEffect(() => {
    let isWanted = true;
    if (asked.current) {
      void chat.ask(asked.current).then((said) => {
        if (isWanted) setReply(said);
      });
    }
    return () => {
      isWanted = false;
    };
  }, [chat, text, count]);
  const reload = useCallback(() => setCount((before) => before + 1), []);
  return {
    answer: reply?.type === "ok" ? reply : undefined,
    problem: reply?.type === "refused" ? reply : undefined,
    reload,
  };
}
