import type { ReactElement } from "react";
import type { PlaceSummary } from "../../client/model/place.ts";
import { fold } from "../../core/names.ts";
import { Icon } from "../parts/icon.tsx";
import { Avatar } from "../parts/person.tsx";
import { hrefOf } from "../platform/route.ts";

/** A place in the list, with what waits there. */
export function PlaceLink({
  place,
  here,
}: {
  readonly place: PlaceSummary;
  /** The name of the place that one looks at. */
  readonly here: string | undefined;
}): ReactElement {
  const { name, kind, unread, mentions, isHere } = place;
  const isCurrent = here !== undefined && fold(here) === place.key;
  const look = unread > 0 ? "sidebar-place sidebar-place-unread" : "sidebar-place";
  return (
    <li>
      <a className={look} href={hrefOf({ at: "place", name })} aria-current={isCurrent ? "page" : undefined}>
        {kind === "channel" ? <Icon name="channel" /> : <Avatar nick={name} size={22} />}
        <bdi className="sidebar-name">{kind === "channel" ? name.slice(1) : name}</bdi>
        {kind === "talk" && !isHere && <span className="sidebar-gone">not here</span>}
        {unread > 0 && <Unread place={place} isMention={mentions > 0} />}
      </a>
    </li>
  );
}

function Unread({ place, isMention }: { readonly place: PlaceSummary; readonly isMention: boolean }): ReactElement {
  const { unread, mentions, hasMoreUnread } = place;
  const shown = isMention ? String(mentions) : `${unread}${hasMoreUnread ? "+" : ""}`;
  const words = isMention
    ? `${mentions} for you, ${unread} unread`
    : `${unread}${hasMoreUnread ? " or more" : ""} unread`;
  return (
    <>
      <span className={isMention ? "badge badge-mention" : "badge"} aria-hidden="true">
        {shown}
      </span>
      <span className="unseen">, {words}</span>
    </>
  );
}
