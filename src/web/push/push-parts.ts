import type { Chat } from "../../client/model/chat.ts";
import { browserNotification, type PushParts } from "./subscribe.ts";

/** What it takes to have this browser told while the page is closed, as it is now. */
export async function pushParts(chat: Pick<Chat, "self" | "ask">): Promise<PushParts> {
  const workers = "serviceWorker" in navigator ? navigator.serviceWorker : undefined;
  return {
    registration: await workers?.getRegistration(),
    key: chat.self.get()?.pushKey,
    ask: (command) => chat.ask(command),
    notification: browserNotification(),
  };
}
