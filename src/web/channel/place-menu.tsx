import { lazy, type ReactElement, useEffect, useRef, useState } from "react";
import type { Place } from "../../client/model/place.ts";
import { RANK } from "../../core/modes.ts";
import { useChat } from "../chat-context.ts";
import { IconButton } from "../parts/button.tsx";
import { Late } from "../parts/late.tsx";
import { type Anchor, Menu, type MenuItem } from "../parts/menu.tsx";
import { goTo } from "../platform/route.ts";
import { useProfile } from "../shell/profile-context.ts";
import type { ChannelDialogName } from "./channel-dialog.tsx";
import { useRank } from "./use-rank.ts";

const ChannelDialog = lazy(async () => ({ default: (await import("./channel-dialog.tsx")).ChannelDialog }));

/** What one may do with a place. @param failed is told why it could not be left */
export function PlaceMenu({
  place,
  failed,
}: {
  readonly place: Place;
  readonly failed: (problem: string | undefined) => void;
}): ReactElement {
  const [anchor, setAnchor] = useState<Anchor>();
  const [dialog, setDialog] = useState<ChannelDialogName>();
  const button = useRef<HTMLSpanElement>(null);
  const items = useItems(place, setDialog, failed);
  const isOpen = anchor !== undefined || dialog !== undefined;
  const wasOpen = useRef(false);
  useEffect(() => {
    // What opened the dialog is gone with the menu.
    if (wasOpen.current && !isOpen) button.current?.querySelector("button")?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  return (
    <span ref={button}>
      <IconButton
        icon="more"
        label={place.kind === "channel" ? "What to do with this channel" : "What to do with this talk"}
        aria-haspopup="menu"
        aria-expanded={anchor !== undefined}
        onClick={(event) => setAnchor(event.currentTarget.getBoundingClientRect())}
      />
      {anchor && <Menu label={place.name} items={items} anchor={anchor} close={() => setAnchor(undefined)} />}
      {dialog && (
        <Late>
          <ChannelDialog name={dialog} place={place} close={() => setDialog(undefined)} />
        </Late>
      )}
    </span>
  );
}

function useItems(
  place: Place,
  open: (dialog: ChannelDialogName) => void,
  failed: (problem: string | undefined) => void,
): readonly MenuItem[] {
  const chat = useChat();
  const rank = useRank(place);
  const showProfile = useProfile();
  const { name, kind } = place;
  const search: MenuItem = {
    label: "Search here",
    icon: "search",
    run: () => goTo({ at: "search", text: `in:${name} ` }),
  };
  const leave = (): void => {
    failed(undefined);
    void chat.leave(name).then((reply) => {
      if (reply.type === "refused") failed(reply.text);
      else goTo({ at: "home" }, true);
    });
  };
  if (kind === "talk") {
    return [
      { label: "Profile", icon: "person", run: () => showProfile(name) },
      search,
      { label: "Put the talk away", icon: "out", run: leave },
    ];
  }
  return [
    search,
    { label: "Invite somebody", icon: "plus", run: () => open("invite") },
    { label: "Rules of the channel", icon: "lock", run: () => open("modes") },
    { label: "Bans and exceptions", icon: "shield", run: () => open("bans") },
    ...(rank >= RANK.operator ? [{ label: "Rename", icon: "edit", run: () => open("rename") } as const] : []),
    { label: "Leave the channel", icon: "out", danger: true, run: leave },
  ];
}
