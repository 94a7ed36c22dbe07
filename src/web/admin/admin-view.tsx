import type { ReactElement } from "react";
import { useChat } from "../chat-context.ts";
import { Panel, type Tab } from "../parts/panel.tsx";
import { useSource } from "../use-source.ts";
import { Bans } from "./bans.tsx";
import { Channels } from "./channels.tsx";
import { Invites } from "./invites.tsx";
import { Moderation } from "./moderation.tsx";
import { People } from "./people.tsx";
import "./admin.css";

/** What there is, by the names that stand in the page's address. */
const PARTS = [
  { name: "people", words: "People", Part: People },
  { name: "invites", words: "Invites", Part: Invites },
  { name: "channels", words: "Channels", Part: Channels },
  { name: "bans", words: "Bans and mutes", Part: Bans },
  { name: "moderation", words: "Moderation log", Part: Moderation },
] as const;

const TABS: readonly Tab[] = [
  ...PARTS.map(({ name, words }): Tab => ({ name, words, route: { at: "admin", tab: name } })),
  { name: "status", words: "Status", route: { at: "status" } },
];

/** What those see and do who keep order on the server. @param tab the part that is shown; the first if it is none */
export function AdminView({ tab }: { readonly tab: string | undefined }): ReactElement {
  const self = useSource(useChat().self);
  const { name, Part } = PARTS.find((part) => part.name === tab) ?? PARTS[0];
  if (self?.role === undefined) {
    return (
      <Panel title="People and order" tabs={[]} current="">
        <p>This is for admins and owners of the server.</p>
      </Panel>
    );
  }
  return (
    <Panel title="People and order" tabs={TABS} current={name}>
      <Part isOwner={self.role === "owner"} self={self.account} />
    </Panel>
  );
}
