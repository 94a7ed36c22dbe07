import { type ReactElement, useState } from "react";
import { useChat } from "../chat-context.ts";
import { IconButton } from "../parts/button.tsx";
import { type Anchor, Menu, type MenuItem } from "../parts/menu.tsx";
import { Avatar } from "../parts/person.tsx";
import { goTo } from "../platform/route.ts";
import { useProfile } from "../shell/profile-context.ts";
import { useSource } from "../use-source.ts";

/** Oneself, at the end of the list: who one is, and what one can do about it. */
export function Me({ leave }: { readonly leave: () => void }): ReactElement | null {
  const chat = useChat();
  const self = useSource(chat.self);
  const showProfile = useProfile();
  const [anchor, setAnchor] = useState<Anchor>();
  if (!self) return null;
  const { nick, account, away } = self;
  const items: readonly MenuItem[] = [
    { label: "Profile", icon: "person", run: () => showProfile(nick) },
    away === undefined
      ? { label: "I am away", icon: "bell", run: () => void chat.ask({ type: "away", text: "away" }) }
      : { label: "I am back", icon: "bell", run: () => void chat.ask({ type: "away" }) },
    { label: "Settings", icon: "gear", run: () => goTo({ at: "settings" }) },
    account === undefined
      ? { label: "Sign in", icon: "lock", run: leave }
      : { label: "Sign out", icon: "out", run: () => goTo({ at: "settings", tab: "sign-out" }) },
  ];
  return (
    <div className="sidebar-me">
      <button type="button" className="sidebar-self" onClick={() => showProfile(nick)}>
        <Avatar nick={nick} size={30} />
        <span>
          <bdi className="nick">{nick}</bdi>
          <small>{away === undefined ? (account === undefined ? "guest" : "here") : `away: ${away}`}</small>
        </span>
      </button>
      <IconButton
        icon="more"
        label="More about you"
        aria-haspopup="menu"
        aria-expanded={anchor !== undefined}
        onClick={(event) => setAnchor(event.currentTarget.getBoundingClientRect())}
      />
      {anchor && <Menu label="More about you" items={items} anchor={anchor} close={() => setAnchor(undefined)} />}
    </div>
  );
}
