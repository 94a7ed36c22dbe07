import { type FormEvent, type ReactElement, useDeferredValue, useEffect, useMemo, useState } from "react";
import { fold } from "../../core/names.ts";
import type { ChannelItem } from "../../wire/json/messages.ts";
import { useChat } from "../chat-context.ts";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { FormProblem } from "../parts/problem.tsx";
import { goTo } from "../platform/route.ts";
import { useSource } from "../use-source.ts";
import { ChannelLine } from "./channel-line.tsx";
import { channelNameOf } from "./channel-name.ts";
import { findChannels } from "./find-channels.ts";
import { NewTalk } from "./new-talk.tsx";
import { useJoin } from "./use-join.ts";
import "./browser.css";

/** So many channels are drawn; who seeks another types more of it. */
const SHOWN = 100;

/** The channels there are, to come into or to make, and a way to talk with somebody. */
export function ChannelBrowser({ close }: { readonly close: () => void }): ReactElement {
  const chat = useChat();
  const places = useSource(chat.places);
  const [listed, setListed] = useState<Listed>();
  const [typed, setTyped] = useState("");
  const sought = useDeferredValue(typed);
  useEffect(() => {
    let isWanted = true;
    void chat.ask({ type: "channels" }).then((reply) => {
      if (!isWanted) return;
      if (reply.type === "refused") setListed({ problem: reply.text });
      else setListed({ channels: reply.channels ?? [], more: reply.more === true });
    });
    return () => {
      isWanted = false;
    };
  }, [chat]);
  const all = listed && "channels" in listed ? listed.channels : NONE;
  const { shown, left } = useMemo(() => findChannels(all, sought, SHOWN), [all, sought]);
  const own = useMemo(
    () => new Set(places.flatMap(({ kind, isHere, key }) => (kind === "channel" && isHere ? [key] : []))),
    [places],
  );
  const open = (name: string): void => {
    close();
    goTo({ at: "place", name });
  };
  return (
    <Dialog title="Channels and talks" wide close={close}>
      <div className="browser">
        <NewTalk open={open} />
        <section className="browser-channels" aria-labelledby="browser-channels">
          <h3 id="browser-channels">Channels</h3>
          <input
            className="input"
            type="search"
            aria-label="Find a channel, or name a new one"
            placeholder="Find a channel, or name a new one"
            value={typed}
            autoComplete="off"
            spellCheck={false}
            dir="auto"
            onChange={(event) => setTyped(event.target.value)}
          />
          <p className="unseen" role="status">
            {listed && "channels" in listed ? `${shown.length + left} channels` : ""}
          </p>
          {listed === undefined && <p aria-busy="true">One moment…</p>}
          {listed && "problem" in listed && (
            <p role="alert" className="problem">
              {listed.problem}
            </p>
          )}
          {isNew(all, sought) && <NewChannel key={sought} name={channelNameOf(sought)} open={open} />}
          <ul className="browser-list">
            {shown.map((item) => (
              <ChannelLine key={item.channel} item={item} isIn={own.has(fold(item.channel))} open={open} />
            ))}
          </ul>
          {listed && "channels" in listed && shown.length === 0 && sought === "" && (
            <p className="empty">There is no channel yet. Name one, and it is made.</p>
          )}
          {left > 0 && <p className="browser-left">{left} more; type a part of the name or topic.</p>}
          {left === 0 && listed && "more" in listed && listed.more && (
            <p className="browser-left">There are more than the server lists; type the whole name of another.</p>
          )}
        </section>
      </div>
    </Dialog>
  );
}

type Listed = { readonly problem: string } | { readonly channels: readonly ChannelItem[]; readonly more: boolean };

const NONE: readonly ChannelItem[] = [];

/** Whether what is sought may be the name of a channel that is not listed; a secret one may be called so. */
function isNew(channels: readonly ChannelItem[], sought: string): boolean {
  const name = channelNameOf(sought);
  if (name.length < 2 || /\s/u.test(name)) return false;
  const folded = fold(name);
  return channels.every(({ channel }) => fold(channel) !== folded);
}

function NewChannel({ name, open }: { readonly name: string; readonly open: (name: string) => void }): ReactElement {
  const { isBusy, problem, needsKey, join } = useJoin(name, open);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    join(String(new FormData(event.currentTarget).get("key") ?? ""));
  };
  return (
    <form className="browser-new" onSubmit={submit}>
      <p>
        No channel{" "}
        <strong>
          <bdi>{name}</bdi>
        </strong>{" "}
        is listed.
      </p>
      {needsKey && (
        <input
          name="key"
          className="input"
          aria-label={`The key of ${name}`}
          placeholder="Its key"
          autoComplete="off"
        />
      )}
      <Button type="submit" look="main" aria-disabled={isBusy}>
        Make it, or come in
      </Button>
      <FormProblem text={problem} />
    </form>
  );
}
