import { type ReactElement, type ReactNode, useState } from "react";
import type { Place } from "../../client/model/place.ts";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { FormProblem } from "../parts/problem.tsx";
import { useAct } from "../use-act.ts";
import { useSource } from "../use-source.ts";
import { PlaceMenu } from "./place-menu.tsx";
import { TalkFacts } from "./talk-facts.tsx";
import { Topic } from "./topic.tsx";
import "./channel.css";

/** What stands above the messages of a place: its name, what it is about or who that is, and what one may do with it. */
export function ChannelHeader({
  place,
  before,
  after,
}: {
  readonly place: Place;
  readonly before?: ReactNode;
  readonly after?: ReactNode;
}): ReactElement {
  const { name, kind, isHere, topic = "", out } = useSource(place.summary);
  const [problem, setProblem] = useState<string>();
  const isChannel = kind === "channel";
  return (
    <header className="channel">
      <div className="channel-bar">
        {before}
        <h1 className="channel-name">
          {isChannel && <Icon name="channel" />}
          <bdi>{isChannel ? name.replace(/^#/, "") : name}</bdi>
        </h1>
        {isChannel ? <Topic key={place.key} place={place} topic={topic} /> : <TalkFacts nick={name} isHere={isHere} />}
        <span className="channel-end">
          <PlaceMenu place={place} failed={setProblem} />
          {after}
        </span>
      </div>
      {isChannel && out && <NotIn channel={name} isThere={out.code !== "no-such-channel"} />}
      <FormProblem text={problem} />
    </header>
  );
}

function NotIn({ channel, isThere }: { readonly channel: string; readonly isThere: boolean }): ReactElement {
  const { isBusy, problem, act } = useAct();
  return (
    <div className="channel-out">
      <span role="status">
        {problem ??
          (isThere ? (
            "You are not in this channel."
          ) : (
            <>
              There is no <bdi>{channel}</bdi>.
            </>
          ))}
      </span>
      <Button aria-disabled={isBusy} onClick={() => act({ type: "join", channel })}>
        {isThere ? "Come in" : "Make it"}
      </Button>
    </div>
  );
}
