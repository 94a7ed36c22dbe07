import { type ReactElement, useState } from "react";
import { useChat } from "../chat-context.ts";
import { Panel, type Tab } from "../parts/panel.tsx";
import { useSource } from "../use-source.ts";
import { Account } from "./account.tsx";
import { GuestAccount } from "./guest-account.tsx";
import { Look } from "./look.tsx";
import { Notifications } from "./notifications.tsx";
import { Profile } from "./profile.tsx";
import { SignOut } from "./sign-out.tsx";

const TABS: readonly Tab[] = [
  tab("look", "Look"),
  tab("notifications", "Notifications"),
  tab("profile", "Profile"),
  tab("account", "Account"),
];

/** There for who is signed in. */
const SIGN_OUT: Tab = tab("sign-out", "Sign out");

function tab(name: string, words: string): Tab {
  return { name, words, route: { at: "settings", tab: name } };
}

/**
 * How somebody wants the page and the server to be for them.
 *
 * @param tab the part that is shown; the first if it is none
 * @param leave called once this browser is signed out
 */
export function SettingsView({
  tab: wanted,
  leave,
}: {
  readonly tab: string | undefined;
  readonly leave: () => void;
}): ReactElement {
  const self = useSource(useChat().self);
  const account = self?.account;
  const tabs = account === undefined ? TABS : [...TABS, SIGN_OUT];
  const current = tabs.find(({ name }) => name === wanted)?.name ?? "look";
  return (
    <Panel title="Settings" tabs={tabs} current={current}>
      {current === "look" && <Look />}
      {current === "notifications" && <Notifications account={account} />}
      {current === "profile" && <Profile key={self?.nick} />}
      {current === "account" && self && <AccountPart account={account} leave={leave} />}
      {current === "sign-out" && <SignOut leave={leave} />}
    </Panel>
  );
}

/** Who was a guest when they came here stays one here until the page begins anew, so that they are told what goes wrong. */
function AccountPart({
  account,
  leave,
}: {
  readonly account: string | undefined;
  readonly leave: () => void;
}): ReactElement {
  const [isGuest] = useState(account === undefined);
  return isGuest ? <GuestAccount /> : <Account key={account} leave={leave} />;
}
