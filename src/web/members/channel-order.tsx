import { type FormEvent, type ReactElement, useId, useState } from "react";
import type { Place } from "../../client/model/place.ts";
import type { Who } from "../../core/events.ts";
import { fold } from "../../core/names.ts";
import type { Member } from "../../wire/json/messages.ts";
import { useChat } from "../chat-context.ts";
import { Button } from "../parts/button.tsx";
import { FormProblem } from "../parts/problem.tsx";
import { useAct } from "../use-act.ts";
import { useSource } from "../use-source.ts";
import { banChoices, mayBan, mayKick, type Pair, type StandingChoice, standingChoices } from "./powers.ts";
import { rankHere } from "./rank-here.ts";
import { STANDING_WORDS } from "./standing.ts";

/** What one may do about somebody in the channel: give standings and take them, make them leave, keep them out. */
export function ChannelOrder({
  place,
  who,
  isSelf,
}: {
  readonly place: Place;
  readonly who: Who;
  readonly isSelf: boolean;
}): ReactElement | null {
  const self = useSource(useChat().self);
  const { list } = useSource(place.members);
  const heading = useId();
  const theirs = memberOf(list, who.nick);
  const ownRank = rankHere(memberOf(list, self?.nick)?.modes, self?.role !== undefined);
  const pair: Pair = { ownRank, theirs: theirs?.modes ?? "", isSelf };
  const standings = theirs ? standingChoices(pair) : [];
  const kicks = theirs !== undefined && mayKick(pair);
  const bans = mayBan(pair);
  if (standings.length === 0 && !kicks && !bans) return null;
  return (
    <section className="profile-order" aria-labelledby={heading}>
      <h3 id={heading}>
        In <bdi>{place.name}</bdi>
      </h3>
      {standings.length > 0 && <Standings channel={place.name} nick={who.nick} choices={standings} />}
      {(kicks || bans) && <KeepOut channel={place.name} who={who} kicks={kicks} bans={bans} />}
    </section>
  );
}

function memberOf(list: readonly Member[], nick: string | undefined): Member | undefined {
  if (nick === undefined) return undefined;
  const key = fold(nick);
  return list.find((member) => fold(member.nick) === key);
}

function Standings({
  channel,
  nick,
  choices,
}: {
  readonly channel: string;
  readonly nick: string;
  readonly choices: readonly StandingChoice[];
}): ReactElement {
  const { isBusy, problem, act } = useAct();
  return (
    <fieldset className="profile-standings">
      <legend>Standing</legend>
      {choices.map(({ mode, has }) => (
        <label key={mode}>
          <input
            type="checkbox"
            checked={has}
            aria-disabled={isBusy}
            onChange={() => act({ type: "mode", channel, changes: [{ set: !has, mode, parameter: nick }] })}
          />
          {STANDING_WORDS.find((standing) => standing.mode === mode)?.one}
        </label>
      ))}
      <FormProblem text={problem} />
    </fieldset>
  );
}

function KeepOut({
  channel,
  who,
  kicks,
  bans,
}: {
  readonly channel: string;
  readonly who: Who;
  readonly kicks: boolean;
  readonly bans: boolean;
}): ReactElement {
  const { isBusy, problem, act } = useAct();
  const [done, setDone] = useState("");
  const choices = banChoices(who);

  const carryOut = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const reason = String(form.get("reason") ?? "").trim();
    const mask = String(form.get("mask") ?? "");
    const kick = { type: "kick", channel, nick: who.nick, ...(reason !== "" && { reason }) } as const;
    const { nativeEvent } = event;
    const isBan = nativeEvent instanceof SubmitEvent && nativeEvent.submitter?.dataset["deed"] === "ban";
    setDone("");
    if (!isBan) {
      act(kick, () => setDone("They had to leave."));
      return;
    }
    act({ type: "mode", channel, changes: [{ set: true, mode: "b", parameter: mask }] }, () => {
      if (kicks) act(kick, () => setDone("They are banned, and had to leave."));
      else setDone("They are banned.");
    });
  };

  return (
    <form className="profile-form" onSubmit={carryOut}>
      <label className="field">
        <span>Reason</span>
        <input name="reason" maxLength={512} autoComplete="off" dir="auto" />
      </label>
      {bans && (
        <label className="field">
          <span>A ban is of</span>
          <select name="mask">
            {choices.map(({ label, mask }) => (
              <option key={mask} value={mask}>
                {label}
              </option>
            ))}
          </select>
        </label>
      )}
      <FormProblem text={problem} />
      <div className="profile-buttons">
        {kicks && (
          <Button type="submit" data-deed="kick" look="danger" aria-disabled={isBusy}>
            Make them leave
          </Button>
        )}
        {bans && (
          <Button type="submit" data-deed="ban" look="danger" aria-disabled={isBusy}>
            Ban from the channel
          </Button>
        )}
        <span role="status" className="profile-status">
          {done}
        </span>
      </div>
    </form>
  );
}
