import { useEffect, useState } from "react";
import { useChat } from "../chat-context.ts";
import { useSource } from "../use-source.ts";
import { addFigures, NO_SAMPLES, type Samples } from "./samples.ts";

/** How the server does, followed for as long as the component is shown. */
export function useSamples(): { readonly samples: Samples; readonly problem: string | undefined } {
  const chat = useChat();
  const { phase } = useSource(chat.connection);
  const [samples, setSamples] = useState(NO_SAMPLES);
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    if (phase !== "open") return;
    const stop = chat.followStatus((message) => {
      if (message.type === "status") setSamples((now) => addFigures(now, message.figures));
    });
    let isOver = false;
    // Another connection is told nothing that this one was, so it is asked for on each.
    void chat.ask({ type: "status", follow: true }).then((reply) => {
      if (isOver) return;
      setProblem(reply.type === "refused" ? reply.text : undefined);
      if (reply.type === "ok" && reply.figures) {
        const { figures } = reply;
        setSamples((now) => addFigures(now, figures));
      }
    });
    return () => {
      isOver = true;
      stop();
      void chat.ask({ type: "status", follow: false });
    };
  }, [chat, phase]);
  return { samples, problem };
}
