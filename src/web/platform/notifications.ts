import type { Notice } from "../../client/model/chat.ts";
import { goTo } from "./route.ts";
import { settings } from "./settings.ts";

/** The longest text that is shown, in characters. */
const TEXT = 200;

/** Shows a notification of the browser, where somebody wants them and does not look at the page. */
export function notifyOf({ message, kind }: Notice): void {
  if (!settings.get().notify || !document.hidden || !("Notification" in window)) return;
  if (Notification.permission !== "granted") return;
  const name = kind === "talk" ? message.from.nick : message.to;
  const title = kind === "talk" ? message.from.nick : `${message.from.nick} in ${message.to}`;
  const shown = new Notification(title, { body: message.text.slice(0, TEXT), tag: name, icon: "/icon-192.png" });
  shown.onclick = () => {
    window.focus();
    goTo({ at: "place", name, message: message.id });
    shown.close();
  };
}
