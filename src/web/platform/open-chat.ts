import { Chat, type Notice } from "../../client/model/chat.ts";
import { browserTimers, socketUrl, withNextPicture } from "./browser.ts";
import { clientSecret, draftStore, keptChannels, keptNick } from "./kept.ts";
import { webSocketTransport } from "./websocket-transport.ts";

/** A chat with the server of the page, which goes on where this browser was. */
export function openChat(notify: (notice: Notice) => void): Chat {
  const nick = keptNick.get();
  const kept = keptChannels.get();
  return new Chat({
    transport: webSocketTransport(socketUrl()),
    timers: browserTimers,
    chance: Math.random,
    client: clientSecret(),
    ...(nick !== undefined && { nick }),
    ...(kept && { kept }),
    now: Date.now,
    schedule: withNextPicture,
    drafts: draftStore,
    notify,
  });
}
