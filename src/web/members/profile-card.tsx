import { type ReactElement, type ReactNode, useState } from "react";
import { fold } from "../../core/names.ts";
import type { WhoisAnswer } from "../../wire/json/messages.ts";
import { LinkedText } from "../channel/linked-text.tsx";
import { useChat } from "../chat-context.ts";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { Avatar, Nick } from "../parts/person.tsx";
import { wholeTime } from "../parts/times.ts";
import { goTo, hrefOf } from "../platform/route.ts";
import { useSource } from "../use-source.ts";
import { ChannelOrder } from "./channel-order.tsx";
import { Dialects } from "./dialect-badges.tsx";
import { channelsOf, displayNameOf, factsOf } from "./facts.ts";
import { OwnProfile } from "./own-profile.tsx";
import { ServerOrder } from "./server-order.tsx";
import { useWhois } from "./use-whois.ts";
import "./profile.css";

/** What a profile shows: what is known of somebody, one's own to be changed, and what one may do about another. */
export function ProfileCard({ nick, close }: { readonly nick: string; readonly close: () => void }): ReactElement {
  const chat = useChat();
  const self = useSource(chat.self);
  const place = useSource(chat.current);
  const [isSelf] = useState(() => self !== undefined && fold(self.nick) === fold(nick));
  // One's own nick may be changed right here.
  const { answer, problem, refresh } = useWhois(isSelf && self ? self.nick : nick);
  if (problem !== undefined) {
    return (
      <div className="profile">
        <p role="alert" className="problem">
          {problem}
        </p>
        {!isSelf && <TalkButton nick={nick} close={close} />}
      </div>
    );
  }
  if (!answer) {
    return (
      <p className="empty" aria-busy="true">
        One moment…
      </p>
    );
  }
  return (
    <div className="profile">
      <Head whois={answer} />
      {!isSelf && <TalkButton nick={answer.user.nick} close={close} />}
      {isSelf && <OwnProfile whois={answer} changed={refresh} />}
      <Facts whois={answer} isSelf={isSelf} close={close} />
      {place?.kind === "channel" && <ChannelOrder place={place} who={answer.user} isSelf={isSelf} />}
      {!isSelf && self?.role !== undefined && <ServerOrder who={answer.user} />}
    </div>
  );
}

function TalkButton({ nick, close }: { readonly nick: string; readonly close: () => void }): ReactElement {
  return (
    <Button
      look="main"
      onClick={() => {
        close();
        goTo({ at: "place", name: nick });
      }}
    >
      <Icon name="send" />
      Message
    </Button>
  );
}

function Head({ whois }: { readonly whois: WhoisAnswer }): ReactElement {
  const { user, away, operator = false, dialects } = whois;
  const shown = displayNameOf(whois);
  return (
    <div className="profile-head">
      <Avatar nick={user.nick} size={56} />
      <div className="profile-name">
        <h3>
          <Nick nick={user.nick} />
        </h3>
        {shown !== undefined && (
          <p className="profile-shown" title="The name that they want to be shown with">
            <bdi>{shown}</bdi>
          </p>
        )}
        <p className="profile-badges">
          {operator && <span className="members-badge">keeps order on this server</span>}
          {away !== undefined && <span className="members-badge">away</span>}
          <Dialects dialects={dialects} isKnown isBot={user.bot === true} />
        </p>
      </div>
    </div>
  );
}

function Facts({
  whois,
  isSelf,
  close,
}: {
  readonly whois: WhoisAnswer;
  readonly isSelf: boolean;
  readonly close: () => void;
}): ReactElement {
  const places = useSource(useChat().places);
  const own = places.filter(({ kind }) => kind === "channel").map(({ name }) => name);
  const { common, others } = channelsOf(whois, own);
  return (
    <dl className="profile-facts">
      {factsOf(whois, wholeTime).map(({ label, text, isTheirs }) => (
        <Line key={`${label} ${text}`} label={label}>
          {isTheirs ? <LinkedText text={text} /> : <bdi>{text}</bdi>}
        </Line>
      ))}
      {common.length > 0 && (
        <Line label={isSelf ? "In" : "Both in"}>
          <Channels names={common} close={close} />
        </Line>
      )}
      {others.length > 0 && (
        <Line label={common.length > 0 ? "Also in" : "In"}>
          <Channels names={others} close={close} />
        </Line>
      )}
    </dl>
  );
}

function Line({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>
        <bdi>{label}</bdi>
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

function Channels({ names, close }: { readonly names: readonly string[]; readonly close: () => void }): ReactElement {
  return (
    <ul className="profile-channels">
      {names.map((name) => (
        <li key={name}>
          <a href={hrefOf({ at: "place", name })} onClick={close}>
            <bdi>{name}</bdi>
          </a>
        </li>
      ))}
    </ul>
  );
}
