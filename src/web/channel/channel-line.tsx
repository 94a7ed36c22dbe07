import type { FormEvent, ReactElement } from "react";
import type { ChannelItem } from "../../wire/json/messages.ts";
import { Button } from "../parts/button.tsx";
import { FormProblem } from "../parts/problem.tsx";
import { useJoin } from "./use-join.ts";

/** A channel in the list of all, with the way into it. */
export function ChannelLine({
  item: { channel, members, topic },
  isIn,
  open,
}: {
  readonly item: ChannelItem;
  readonly isIn: boolean;
  readonly open: (name: string) => void;
}): ReactElement {
  const { isBusy, problem, needsKey, join } = useJoin(channel, open);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (isIn) open(channel);
    else join(String(new FormData(event.currentTarget).get("key") ?? ""));
  };
  return (
    <li>
      <form className="browser-line" onSubmit={submit}>
        <div className="browser-about">
          <h4>
            <bdi>{channel}</bdi>
          </h4>
          <p className="browser-members">
            {members === 1 ? "1 member" : `${members} members`}
            {isIn && ", you among them"}
          </p>
          {topic !== undefined && (
            <p className="browser-topic" title={topic}>
              <bdi>{topic}</bdi>
            </p>
          )}
        </div>
        {needsKey && (
          <input
            name="key"
            className="input"
            aria-label={`The key of ${channel}`}
            placeholder="Its key"
            autoComplete="off"
          />
        )}
        <Button type="submit" aria-disabled={isBusy} aria-label={`${isIn ? "Open" : "Join"} ${channel}`}>
          {isIn ? "Open" : "Join"}
        </Button>
        <FormProblem text={problem} />
      </form>
    </li>
  );
}
