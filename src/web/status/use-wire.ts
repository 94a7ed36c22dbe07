import { useEffect, useState } from "react";
import type { WireFrame } from "../../wire/json/status-facts.ts";
import { useChat } from "../chat-context.ts";
import { useSource } from "../use-source.ts";

/** So many pieces are kept; the oldest go. */
const KEPT = 500;

/** A piece that went over the connection, with a number of its own. */
export interface ShownFrame extends WireFrame {
  readonly number: number;
}

/** What is seen of a connection that is watched. */
export interface Wire {
  readonly frames: readonly ShownFrame[];
  /** How many went away at the front. */
  readonly gone: number;
  readonly isWatching: boolean;
  /** Why it can't be watched, or not any more. */
  readonly end: string | undefined;
}

const NOTHING: Wire = { frames: [], gone: 0, isWatching: false, end: undefined };

/** Watches a connection for as long as the component is shown. */
export function useWire(session: string): Wire {
  const chat = useChat();
  const { phase } = useSource(chat.connection);
  const [wire, setWire] = useState(NOTHING);
  useEffect(() => {
    if (phase !== "open") return;
    let isOver = false;
    setWire(NOTHING);
    const stop = chat.followStatus((message) => {
      if (message.type === "status" || message.session !== session) return;
      if (message.type === "wire") setWire((now) => withFrame(now, message));
      else setWire((now) => ({ ...now, isWatching: false, end: message.text }));
    });
    void chat.ask({ type: "wire", session }).then((reply) => {
      if (isOver) return;
      if (reply.type === "refused") setWire((now) => ({ ...now, end: reply.text }));
      else setWire((now) => ({ ...now, isWatching: now.end === undefined }));
    });
    return () => {
      isOver = true;
      stop();
      void chat.ask({ type: "wire", session, watch: false });
    };
  }, [chat, phase, session]);
  return wire;
}

/** With one more; the oldest goes if there are too many. */
export function withFrame(wire: Wire, frame: WireFrame): Wire {
  const number = (wire.frames.at(-1)?.number ?? 0) + 1;
  const frames = [...wire.frames, { ...frame, number }];
  const gone = Math.max(0, frames.length - KEPT);
  return { ...wire, frames: gone > 0 ? frames.slice(gone) : frames, gone: wire.gone + gone };
}
