import { type ReactElement, useCallback, useEffect, useState } from "react";
import type { ModerationEvent } from "../../core/events.ts";
import { LIMITS } from "../../core/limits.ts";
import { useChat } from "../chat-context.ts";
import { Button } from "../parts/button.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { TextField } from "../parts/form.tsx";
import { useNotice } from "../parts/notice.tsx";
import { Section } from "../parts/panel.tsx";
import { FormProblem } from "../parts/problem.tsx";
import { wholeTime } from "../parts/times.ts";
import { hrefOf } from "../platform/route.ts";
import { type Piece, reasonOf, sentenceOf } from "./moderation-words.ts";

/** So many are asked for at once. */
const PAGE = 50;

/** What was done to keep order, and what people have reported: the latest first. */
export function Moderation(): ReactElement {
  const { events, more, problem, load, reload } = useLog();
  const [isReports, setReports] = useState(false);
  const [taking, setTaking] = useState<Reported>();
  const [taken, setTaken] = useState<ReadonlySet<string>>(new Set());
  const { notice, tellThere } = useNotice();
  const shown = isReports ? events.filter(({ action }) => action === "report") : events;
  return (
    <Section title="Moderation log">
      <div className="form-actions">
        <Button onClick={reload}>Look again</Button>
        <Button aria-pressed={isReports} onClick={() => setReports(!isReports)}>
          Reports only
        </Button>
      </div>
      {notice}
      <FormProblem text={problem} />
      {shown.length === 0 && !more && <p className="dim">There is nothing in it.</p>}
      {shown.length > 0 && (
        <ol className="list rows" aria-label="What was done, the latest first">
          {shown.map((event) => {
            const reported = reportedBy(event);
            const isOpen = reported !== undefined && !taken.has(reported.msgid);
            return <Deed key={event.seq} event={event} take={isOpen ? () => setTaking(reported) : undefined} />;
          })}
        </ol>
      )}
      {more && <Button onClick={load}>Show what was before</Button>}
      {taking && (
        <Confirm
          title="Remove the message?"
          verb="Remove the message"
          command={(given) => {
            const reason = given("reason").trim();
            return { type: "redact", ...taking, ...(reason !== "" && { reason }) };
          }}
          done={() => {
            setTaken(new Set([...taken, taking.msgid]));
            tellThere("The message is removed.");
            reload();
          }}
          close={() => setTaking(undefined)}
        >
          <p>
            Nobody sees it in <bdi>{taking.to}</bdi> any more. That can’t be undone.
          </p>
          <TextField label="Reason" name="reason" hint="Everybody there is told it." maxLength={LIMITS.reasonBytes} />
        </Confirm>
      )}
    </Section>
  );
}

/** A message that was reported, where those who keep order may remove it. */
interface Reported {
  readonly to: string;
  readonly msgid: string;
}

function reportedBy({ action, channel, msgid }: ModerationEvent): Reported | undefined {
  if (action !== "report" || channel === undefined || msgid === undefined) return undefined;
  return channel.startsWith("#") ? { to: channel, msgid } : undefined;
}

function Deed({
  event,
  take,
}: {
  readonly event: ModerationEvent;
  readonly take: (() => void) | undefined;
}): ReactElement {
  const { at, until, said, action } = event;
  const reason = reasonOf(event);
  const reported = reportedBy(event);
  return (
    <li className="row row-stacked">
      <div className="row-body">
        <p>
          <Pieces pieces={sentenceOf(event)} />
          {until !== undefined && (
            <>
              {" until "}
              <time dateTime={new Date(until).toISOString()}>{wholeTime(until)}</time>
            </>
          )}
          {reason !== undefined && (
            <>
              : <bdi>{reason}</bdi>
            </>
          )}
        </p>
        {said && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what does not fit is scrolled to by the keyboard too
          <blockquote className="admin-quote" dir="auto" tabIndex={0}>
            {said.text}
          </blockquote>
        )}
        <p className="admin-when">
          <time dateTime={new Date(at).toISOString()}>{wholeTime(at)}</time>
          {reported && (
            <>
              {" · "}
              <a href={hrefOf({ at: "place", name: reported.to, message: reported.msgid })}>Where it stands</a>
            </>
          )}
        </p>
      </div>
      {take && action === "report" && (
        <div className="row-actions">
          <Button look="danger" onClick={take}>
            Remove<span className="unseen"> the message of {said?.by ?? "somebody"}</span>
          </Button>
        </div>
      )}
    </li>
  );
}

function Pieces({ pieces }: { readonly pieces: readonly Piece[] }): ReactElement {
  return (
    <>
      {pieces.map((piece, at) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: a sentence never changes
        typeof piece === "string" ? piece : <bdi key={at}>{piece.name}</bdi>,
      )}
    </>
  );
}

interface Log {
  /** The latest first. */
  readonly events: readonly ModerationEvent[];
  readonly more: boolean;
  readonly problem: string | undefined;
  /** Asks for what was before. */
  readonly load: () => void;
  readonly reload: () => void;
}

function useLog(): Log {
  const chat = useChat();
  const [{ events, more }, setLog] = useState<Pick<Log, "events" | "more">>({ events: [], more: true });
  const [problem, setProblem] = useState<string>();
  const first = events.at(-1)?.seq;
  const ask = useCallback(
    async (before?: number): Promise<void> => {
      const reply = await chat.ask({ type: "moderation", limit: PAGE, ...(before !== undefined && { before }) });
      setProblem(reply.type === "refused" ? reply.text : undefined);
      if (reply.type === "refused") return;
      const page = (reply.events ?? []).filter((event) => event.type === "moderation").toReversed();
      setLog((known) => {
        const isNext = before !== undefined && known.events.at(-1)?.seq === before;
        const kept = isNext ? known.events : before === undefined ? [] : undefined;
        return kept ? { events: [...kept, ...page], more: reply.more === true } : known;
      });
    },
    [chat],
  );
  useEffect(() => void ask(), [ask]);
  return { events, more, problem, load: () => void ask(first), reload: () => void ask() };
}
