import { type ReactElement, useState } from "react";
import type { Place } from "../../client/model/place.ts";
import type { Message } from "../../client/model/timeline.ts";
import { ChannelHeader } from "../channel/channel-header.tsx";
import { useChat } from "../chat-context.ts";
import { Composer } from "../composer/composer.tsx";
import { IconButton } from "../parts/button.tsx";
import { goTo } from "../platform/route.ts";
import { TimelineView } from "../timeline/timeline-view.tsx";
import { useSource } from "../use-source.ts";
import { GuestBar } from "./guest-bar.tsx";
import { useProfile } from "./profile-context.ts";

/** Whether who is here is shown, and what turns that round. */
export interface MembersToggle {
  readonly isShown: boolean;
  readonly toggle: () => void;
}

/** A channel or a talk: what it is about, what was said, and what one says. */
export function PlacePanel({
  place,
  message,
  members,
}: {
  readonly place: Place;
  /** The id of the message that is to be seen. */
  readonly message?: string | undefined;
  readonly members: MembersToggle;
}): ReactElement {
  const [reply, setReply] = useState<Message>();
  const [editing, setEditing] = useState<Message>();
  const showProfile = useProfile();
  const self = useSource(useChat().self);
  const done = (): void => {
    setReply(undefined);
    setEditing(undefined);
  };
  return (
    <section className="shell-place" aria-label={place.name}>
      <ChannelHeader
        place={place}
        before={<BackButton />}
        after={
          place.kind === "channel" && (
            <IconButton
              icon="people"
              label="Who is here"
              aria-pressed={members.isShown}
              onClick={() => members.toggle()}
            />
          )
        }
      />
      <TimelineView
        place={place}
        goToMessage={message}
        onReply={(answered) => {
          setEditing(undefined);
          setReply(answered);
        }}
        onEdit={(edited) => {
          setReply(undefined);
          setEditing(edited);
        }}
        onProfile={showProfile}
      />
      {self && self.account === undefined && <GuestBar />}
      <Composer place={place} reply={reply} editing={editing} onDone={done} />
    </section>
  );
}

/** On a narrow screen: back to the list of places. */
export function BackButton(): ReactElement {
  return (
    <span className="shell-back">
      <IconButton icon="back" label="Back to the list" onClick={() => goTo({ at: "home" })} />
    </span>
  );
}
