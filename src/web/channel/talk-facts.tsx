import { type ReactElement, useEffect, useRef } from "react";
import { Dialects } from "../members/dialect-badges.tsx";
import { useWhois } from "../members/use-whois.ts";

/** Whom one talks with: whether they are here, and if they are away, why. */
export function TalkFacts({ nick, isHere }: { readonly nick: string; readonly isHere: boolean }): ReactElement {
  const { answer, refresh } = useWhois(nick);
  const was = useRef(isHere);
  useEffect(() => {
    if (was.current !== isHere) refresh();
    was.current = isHere;
  }, [isHere, refresh]);
  // Who was not talked with yet may be here without this being known.
  const isThere = isHere || answer !== undefined;
  return (
    <div className="channel-talk">
      <span className={isThere ? "channel-here" : "channel-gone"}>{isThere ? "here" : "not here"}</span>
      {answer?.away !== undefined && (
        <span className="channel-away">
          away{answer.away !== "" && ": "}
          <bdi>{answer.away}</bdi>
        </span>
      )}
      {answer && <Dialects dialects={answer.dialects} isKnown isBot={answer.user.bot === true} />}
    </div>
  );
}
