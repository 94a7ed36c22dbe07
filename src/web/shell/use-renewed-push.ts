import { useEffect } from "react";
import type { Chat } from "../../client/model/chat.ts";
import { pushParts } from "../push/push-parts.ts";
import { renew } from "../push/subscribe.ts";
import { useSource } from "../use-source.ts";

/** Where this browser is to be told of messages while the page is closed, the server is told so with each sign-in. */
export function useRenewedPush(chat: Chat): void {
  const account = useSource(chat.self)?.account;
  useEffect(() => {
    if (account === undefined) return;
    pushParts(chat)
      .then(renew)
      // Nobody has asked for it; the settings show how it stands.
      .catch(() => undefined);
  }, [chat, account]);
}
