import type { ReactElement } from "react";
import type { Message } from "../../client/model/timeline.ts";
import type { Reaction } from "../../core/events.ts";
import { Icon } from "../parts/icon.tsx";
import { type TimelineContext, useTimeline } from "./timeline-context.ts";

/** So many nicks are named of those who reacted. */
const NAMED = 20;

/** The reactions to a message: how many gave each, and a button to give it too or to take it back. */
export function Reactions({
  message,
  reactions,
}: {
  readonly message: Message;
  readonly reactions: readonly Reaction[];
}): ReactElement {
  const { me, react, openReactions } = useTimeline();
  return (
    <ul className="timeline-reactions" aria-label="Reactions">
      {reactions.map(({ text, by }) => (
        <li key={text}>
          <button
            type="button"
            className="timeline-reaction"
            aria-pressed={by.some((one) => isMine(one, me))}
            aria-label={`${text}, ${namesOf(by)}`}
            title={namesOf(by)}
            onClick={() => react(message, text)}
          >
            <bdi className="timeline-reaction-text">{text}</bdi>
            <span>{by.length}</span>
          </button>
        </li>
      ))}
      <li>
        <button
          type="button"
          className="timeline-reaction timeline-reaction-more"
          aria-label="React"
          title="React"
          onClick={({ currentTarget }) => openReactions(message, currentTarget.getBoundingClientRect())}
        >
          <Icon name="plus" />
        </button>
      </li>
    </ul>
  );
}

function isMine(one: Reaction["by"][number], me: TimelineContext["me"]): boolean {
  return me.account === undefined ? one.account === undefined && one.nick === me.nick : one.account === me.account;
}

/** Who reacted. */
export function namesOf(by: Reaction["by"]): string {
  const names = by.slice(0, NAMED).map(({ nick }) => nick);
  const left = by.length - names.length;
  return left > 0 ? `${names.join(", ")} and ${left} more` : names.join(", ");
}
