import { type ReactElement, useEffect, useState } from "react";
import type { ConnectionState } from "../../client/model/chat.ts";
import { useChat } from "../chat-context.ts";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { useSource } from "../use-source.ts";

/** Says so when the server does not hear us, and what is typed meanwhile waits; or when it hears us and can keep nothing. */
export function ConnectionBar(): ReactElement {
  const chat = useChat();
  const state = useSource(chat.connection);
  const isWritable = useSource(chat.isWritable);
  useEffect(() => {
    // A device that was asleep is not told that it is online again.
    const looked = (): void => void (document.hidden || chat.hurry());
    const hurry = (): void => chat.hurry();
    window.addEventListener("online", hurry);
    document.addEventListener("visibilitychange", looked);
    return () => {
      window.removeEventListener("online", hurry);
      document.removeEventListener("visibilitychange", looked);
    };
  }, [chat]);
  return (
    <div role="status">
      {state.phase === "broken" && (
        <div className="shell-broken">
          <Icon name="warning" />
          <span>
            Not connected: {state.why}. What you send waits, and goes out when you are back. <Countdown state={state} />
          </span>
          <Button onClick={() => chat.hurry()}>Try now</Button>
        </div>
      )}
      {state.phase === "open" && !isWritable && (
        <div className="shell-broken">
          <Icon name="warning" />
          <span>
            The server can’t keep anything new at the moment. You can read; what you send is refused, and stays here so
            that you can try again.
          </span>
        </div>
      )}
    </div>
  );
}

const SECOND = 1_000;

function Countdown({ state }: { readonly state: Extract<ConnectionState, { phase: "broken" }> }): ReactElement {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), SECOND);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.ceil((state.retryAt - now) / SECOND);
  return <span aria-hidden="true">{seconds > 0 ? `Next try in ${seconds} s.` : "Trying…"}</span>;
}
