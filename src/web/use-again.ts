import { useEffect, useEffectEvent, useState } from "react";
import { backoff } from "../client/backoff.ts";

/** Does something again and again for as long as this is shown, ever less often, and at once when there is a network again. */
export function useAgain(again: () => void): void {
  const [attempt, setAttempt] = useState(0);
  const act = useEffectEvent(again);
  useEffect(() => {
    const timer = window.setTimeout(
      () => {
        act();
        setAttempt(attempt + 1);
      },
      backoff(attempt, Math.random),
    );
    const online = (): void => act();
    window.addEventListener("online", online);
    return () => {
      window.clearTimeout(timer);
      window.removeEventListener("online", online);
    };
  }, [attempt]);
}
