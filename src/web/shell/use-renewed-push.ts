import { useEffect } from "react";
import type { Chat } from "../../client/model/chat.ts";
import { useSource } from "../use-source.ts";

/** Where this browser is to be told of messages while the page is closed, the server is told so with each sign-in. */
export function useRenewedPush(chat: Chat): void {
  const account = useSource(chat.self)?.account;
  useEffect(() => {
    if (account === undefined) return;
    renewed(chat)
      // Nobody has asked for it; the settings show how it stands.
      .catch(() => undefined);
  }, [chat, account]);
}

/** What it takes is loaded for those who are signed in: others can't be told. */
async function renewed(chat: Chat): Promise<void> {
  const [{ pushParts }, { renew }] = await Promise.all([
    import("../push/push-parts.ts"),
    import("../push/subscribe.ts"),
  ]);
  await renew(await pushParts(chat));
}
