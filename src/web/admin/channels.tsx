import { type ReactElement, useState } from "react";
import { fold } from "../../core/names.ts";
import type { ChannelItem } from "../../wire/json/messages.ts";
import { useAnswer } from "../parts/asking.ts";
import { Button } from "../parts/button.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { TextField } from "../parts/form.tsx";
import { useNotice } from "../parts/notice.tsx";
import { Section } from "../parts/panel.tsx";
import { FormProblem } from "../parts/problem.tsx";
import { hrefOf } from "../platform/route.ts";
import { changeOf, type Deed, flagWords } from "./channel-deeds.ts";

/** So many are shown. */
const SHOWN = 200;

/** The channels that there are, the largest first. */
export function Channels(): ReactElement {
  const { answer, problem, reload } = useAnswer({ type: "channels" });
  const [text, setText] = useState("");
  const wanted = fold(text.trim());
  const all = (answer?.channels ?? []).filter(({ channel }) => fold(channel).includes(wanted));
  const channels = all.toSorted((one, other) => other.members - one.members).slice(0, SHOWN);
  const isCut = all.length > channels.length || answer?.more === true;
  return (
    <Section title="Channels">
      <search className="admin-search">
        <TextField
          label="Find"
          type="search"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          hint="Those that are hidden (mode s) are listed only for who is in them."
        />
      </search>
      <FormProblem text={problem?.text} />
      <ul className="list rows" aria-label="Channels">
        {channels.map((item) => (
          <ChannelRow key={item.channel} item={item} changed={reload} />
        ))}
      </ul>
      {answer && channels.length === 0 && <p className="dim">There is none of that name.</p>}
      {isCut && <p className="dim">There are more: say a part of the name.</p>}
    </Section>
  );
}

function ChannelRow({ item, changed }: { readonly item: ChannelItem; readonly changed: () => void }): ReactElement {
  const { channel, members, topic } = item;
  const [isOpen, setOpen] = useState(false);
  return (
    <li className="row admin-channel">
      <div className="row-body">
        <div className="row-head">
          <bdi className="row-name">{channel}</bdi>
          <span className="row-more">{members === 1 ? "1 member" : `${members} members`}</span>
        </div>
        {topic !== undefined && (
          <p className="row-more" dir="auto">
            {topic}
          </p>
        )}
        {isOpen && <ChannelFacts channel={channel} hasTopic={topic !== undefined} changed={changed} />}
      </div>
      <div className="row-actions">
        <a className="button" href={hrefOf({ at: "place", name: channel })}>
          Open<span className="unseen"> {channel}</span>
        </a>
        <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          More<span className="unseen"> about {channel}</span>
        </Button>
      </div>
    </li>
  );
}

function ChannelFacts({
  channel,
  hasTopic,
  changed,
}: {
  readonly channel: string;
  readonly hasTopic: boolean;
  readonly changed: () => void;
}): ReactElement {
  const { answer, problem, reload } = useAnswer({ type: "names", channel });
  const [deed, setDeed] = useState<Deed>();
  const { notice, tell } = useNotice();
  const flags = answer?.flags ?? "";
  const isRegistered = flags.includes("r");
  return (
    <div className="admin-facts">
      {notice}
      <FormProblem text={problem?.text} />
      {answer && <p>{flagWords(flags)}</p>}
      {answer && (
        <div className="form-actions">
          <Button onClick={() => setDeed(isRegistered ? "give-up" : "register")}>
            {isRegistered ? "Give it up…" : "Register it…"}
          </Button>
          {hasTopic && <Button onClick={() => setDeed("clear-topic")}>Clear the topic…</Button>}
        </div>
      )}
      {deed && (
        <Confirm
          {...WORDS[deed]}
          isDangerous={deed !== "register"}
          command={() => changeOf(deed, channel)}
          done={({ refused = [] }) => {
            tell(refused[0]?.text ?? "Done.");
            reload();
            changed();
          }}
          close={() => setDeed(undefined)}
        >
          <p>
            <bdi>{channel}</bdi>: {WORDS[deed].text}
          </p>
        </Confirm>
      )}
    </div>
  );
}

const WORDS: Readonly<Record<Deed, { readonly title: string; readonly verb: string; readonly text: string }>> = {
  register: {
    title: "Register the channel?",
    verb: "Register it",
    text: "it stays though nobody is in it, and is yours. You have to be an operator in it.",
  },
  "give-up": {
    title: "Give the channel up?",
    verb: "Give it up",
    text: "it belongs to its founder no more, and goes when nobody is in it. You have to be an operator in it.",
  },
  "clear-topic": {
    title: "Clear the topic?",
    verb: "Clear the topic",
    text: "what it is about is said no more. You have to be in it, and maybe one of its operators.",
  },
};
