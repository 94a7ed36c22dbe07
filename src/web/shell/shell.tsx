import { lazy, type ReactElement, useRef, useState } from "react";
import { useChat } from "../chat-context.ts";
import { Members } from "../members/members.tsx";
import { Profile } from "../members/profile.tsx";
import { Late } from "../parts/late.tsx";
import { type Route, useRoute } from "../platform/route.ts";
import { Sidebar } from "../sidebar/sidebar.tsx";
import { useSource } from "../use-source.ts";
import { ConnectionBar } from "./connection-bar.tsx";
import { type MembersToggle, PlacePanel } from "./place-panel.tsx";
import { ProfileContext } from "./profile-context.ts";
import { useAttention } from "./use-attention.ts";
import { useHome } from "./use-home.ts";
import { useKept } from "./use-kept.ts";
import { useMembersShown } from "./use-members-shown.ts";
import { useRenewedPush } from "./use-renewed-push.ts";
import { useShownPlace } from "./use-shown-place.ts";
import { useUnsent } from "./use-unsent.ts";
import "./shell.css";

const SearchView = lazy(async () => ({ default: (await import("../search/search-view.tsx")).SearchView }));
const SettingsView = lazy(async () => ({ default: (await import("../settings/settings-view.tsx")).SettingsView }));
const AdminView = lazy(async () => ({ default: (await import("../admin/admin-view.tsx")).AdminView }));
const StatusView = lazy(async () => ({ default: (await import("../status/status-view.tsx")).StatusView }));

/** The page of who is in: the places at one side, what one looks at in the middle, and who is there at the other. */
export function Shell({ leave }: { readonly leave: () => void }): ReactElement {
  const chat = useChat();
  const route = useRoute();
  const place = useSource(chat.current);
  const [hasMembers, setHasMembers] = useMembersShown();
  const [profile, setProfile] = useState<string>();
  const main = useRef<HTMLElement>(null);
  useShownPlace(chat, route);
  useHome(chat, route);
  useAttention(chat);
  useKept(chat);
  useRenewedPush(chat);
  useUnsent(chat);
  const isAside = route.at === "place" && place?.kind === "channel" && hasMembers;
  return (
    <ProfileContext value={setProfile}>
      <div className="shell" data-at={route.at} data-aside={isAside}>
        {/* biome-ignore lint/a11y/useValidAnchor: it leads to a place in the page, which a button does not say */}
        <a
          className="shell-skip"
          href="#main"
          onClick={(event) => {
            // What stands behind # in the address is where one is, and stays.
            event.preventDefault();
            main.current?.focus();
          }}
        >
          To what is said
        </a>
        <Sidebar route={route} leave={leave} />
        <main ref={main} className="shell-main" id="main" tabIndex={-1}>
          <ConnectionBar />
          <Content
            route={route}
            members={{ isShown: isAside, toggle: () => setHasMembers((shown) => !shown) }}
            leave={leave}
          />
        </main>
        {isAside && (
          <aside className="shell-aside" aria-label="Who is here">
            <Members place={place} close={() => setHasMembers(false)} />
          </aside>
        )}
      </div>
      {profile !== undefined && <Profile nick={profile} close={() => setProfile(undefined)} />}
    </ProfileContext>
  );
}

function Content({
  route,
  members,
  leave,
}: {
  readonly route: Route;
  readonly members: MembersToggle;
  readonly leave: () => void;
}): ReactElement {
  const place = useSource(useChat().current);
  if (route.at === "home") return <Home />;
  if (route.at === "place") {
    return place ? <PlacePanel key={place.key} place={place} message={route.message} members={members} /> : <Waiting />;
  }
  return (
    <Late key={route.at} fallback={<Waiting />}>
      {route.at === "search" && <SearchView text={route.text} />}
      {route.at === "settings" && <SettingsView tab={route.tab} leave={leave} />}
      {route.at === "admin" && <AdminView tab={route.tab} />}
      {route.at === "status" && <StatusView />}
    </Late>
  );
}

/** On a narrow screen the list of places is all that there is to see. */
function Home(): ReactElement {
  return (
    <div className="shell-nothing">
      <h1 className="unseen">Places</h1>
    </div>
  );
}

function Waiting(): ReactElement {
  return (
    <p className="shell-nothing empty" aria-busy="true">
      One moment…
    </p>
  );
}
