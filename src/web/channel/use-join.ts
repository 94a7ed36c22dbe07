import { useState } from "react";
import { useChat } from "../chat-context.ts";

/** Coming into a channel. */
export interface Joining {
  readonly isBusy: boolean;
  /** Why one may not, in the server's words. */
  readonly problem: string | undefined;
  /** Whether it asked for a key. */
  readonly needsKey: boolean;
  /** @param key the empty one is none */
  readonly join: (key?: string) => void;
}

/** Comes into a channel, which is made if there is none. @param joined is told the name of the one that one is in then */
export function useJoin(channel: string, joined: (name: string) => void): Joining {
  const chat = useChat();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [needsKey, setNeedsKey] = useState(false);
  const join = (key = ""): void => {
    if (isBusy) return;
    setBusy(true);
    setProblem(undefined);
    void chat.ask({ type: "join", channel, ...(key !== "" && { key }) }).then((reply) => {
      setBusy(false);
      if (reply.type === "ok") {
        joined(reply.channel ?? channel);
        return;
      }
      if (reply.code === "bad-key") setNeedsKey(true);
      setProblem(reply.code === "bad-key" && key === "" ? "That channel has a key. Which?" : reply.text);
    });
  };
  return { isBusy, problem, needsKey, join };
}
