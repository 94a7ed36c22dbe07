import { useEffect } from "react";
import type { Chat } from "../../client/model/chat.ts";

/** Has the browser ask before it closes the page while something that was said has not gone out. */
export function useUnsent(chat: Chat): void {
  useEffect(() => {
    const leaving = (event: BeforeUnloadEvent): void => {
      if (chat.hasUnsent) event.preventDefault();
    };
    window.addEventListener("beforeunload", leaving);
    return () => window.removeEventListener("beforeunload", leaving);
  }, [chat]);
}
