import type { Members } from "../../client/model/place.ts";
import type { Message, MessageItem } from "../../client/model/timeline.ts";
import { fold } from "../../core/names.ts";
import type { MenuItem } from "../parts/menu.tsx";

/** What the entries of a message's menu do. */
export interface Deeds {
  readonly react: () => void;
  readonly reply: () => void;
  readonly edit: () => void;
  readonly remove: () => void;
  readonly copyText: () => void;
  readonly copyLink: () => void;
  readonly report: () => void;
  readonly profile: () => void;
}

/** The standings from half-operator on, who may take back what others say. */
const KEEPS_ORDER = /[qaoh]/;

/** Whether somebody may take back what others said in a channel. */
export function keepsOrder({ list }: Members, nick: string): boolean {
  const own = fold(nick);
  return list.some((member) => fold(member.nick) === own && KEEPS_ORDER.test(member.modes));
}

/** All that one can do with a message. */
export function menuOf({ message, isOwn }: MessageItem, mayRemove: boolean, deeds: Deeds): readonly MenuItem[] {
  const { takenBack } = message;
  const items: readonly (MenuItem | false)[] = [
    !takenBack && { label: "React", icon: "emoji", run: deeds.react },
    !takenBack && { label: "Reply", icon: "reply", run: deeds.reply },
    !takenBack && isOwn && isPlain(message) && { label: "Edit", icon: "edit", run: deeds.edit },
    !takenBack && { label: "Copy text", icon: "copy", run: deeds.copyText },
    { label: "Copy link", icon: "link", run: deeds.copyLink },
    { label: `About ${message.from.nick}`, icon: "person", run: deeds.profile },
    !takenBack && !isOwn && { label: "Report", icon: "warning", run: deeds.report },
    !takenBack && (isOwn || mayRemove) && { label: "Delete", icon: "trash", danger: true, run: deeds.remove },
  ];
  return items.filter((item) => item !== false);
}

/** Whether it was said here, and not elsewhere and passed on. */
function isPlain({ by }: Message): boolean {
  return by === undefined;
}
