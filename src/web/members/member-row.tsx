import { type MemoExoticComponent, memo, type ReactElement } from "react";
import type { Member } from "../../wire/json/messages.ts";
import { Avatar, Nick } from "../parts/person.tsx";
import { Dialects } from "./dialect-badges.tsx";

export interface MemberRowProps {
  readonly member: Member;
  /** Which line of the list it is. */
  readonly index: number;
  /** Whether the keyboard comes to this one first. */
  readonly isActive: boolean;
  readonly open: (nick: string) => void;
}

/** Somebody in a list of members: a button that opens their profile. */
export const MemberRow: MemoExoticComponent<(props: MemberRowProps) => ReactElement> = memo(function Row({
  member,
  index,
  isActive,
  open,
}: MemberRowProps) {
  const { nick, away, bot = false, dialects } = member;
  return (
    <button
      type="button"
      className={away === undefined ? "members-row" : "members-row members-away"}
      tabIndex={isActive ? 0 : -1}
      data-row={index}
      onClick={() => open(nick)}
    >
      <Avatar nick={nick} size={28} />
      <span className="members-who">
        <Nick nick={nick} />
        {away !== undefined && (
          <span className="members-why" dir="auto">
            away{away !== "" && ": "}
            <bdi>{away}</bdi>
          </span>
        )}
      </span>
      <Dialects dialects={dialects} isKnown={dialects !== undefined} isBot={bot} />
    </button>
  );
});
