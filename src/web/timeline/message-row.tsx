import { memo, type NamedExoticComponent, type ReactElement, type ReactNode, useRef, useState } from "react";
import type { Message, MessageItem } from "../../client/model/timeline.ts";
import { Markdown } from "../markdown/markdown.tsx";
import { withoutMarks } from "../markdown/plain.ts";
import { IconButton } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { Avatar, Nick } from "../parts/person.tsx";
import { clock, shortClock, wholeTime } from "../parts/times.ts";
import { hrefOf } from "../platform/route.ts";
import { Attachments } from "./attachments.tsx";
import { Reactions } from "./reactions.tsx";
import { replyOf } from "./rows.ts";
import { isLong, textBesideFiles } from "./texts.ts";
import { type TimelineContext, useTimeline } from "./timeline-context.ts";
import { useLongPress } from "./use-long-press.ts";

/** One message. */
export const MessageRow: NamedExoticComponent<{
  readonly item: MessageItem;
  readonly isHead: boolean;
  /** The message that it answers, if that is loaded. */
  readonly original: Message | undefined;
  /** Whether the keyboard is at it. */
  readonly isActive: boolean;
  readonly isHighlighted: boolean;
}> = memo(({ item, isHead, original, isActive, isHighlighted }) => {
  const timeline = useTimeline();
  const { message, isMention } = item;
  const [isNear, setNear] = useState(false);
  const article = useRef<HTMLElement>(null);
  const press = useLongPress((anchor) => timeline.openMenu(message, anchor));
  const name = `message-${item.key}`;
  const look = [
    "timeline-message",
    isHead && "timeline-head",
    isMention && "timeline-mention",
    isHighlighted && "timeline-highlight",
    message.form === "notice" && "timeline-notice",
  ];
  return (
    <article
      ref={article}
      className={look.filter(Boolean).join(" ")}
      data-key={item.key}
      tabIndex={isActive ? 0 : -1}
      aria-labelledby={`${name}-who ${name}-text`}
      onPointerEnter={(event) => setNear(event.pointerType === "mouse")}
      onPointerLeave={() => setNear(false)}
      onFocus={() => setNear(true)}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) setNear(false);
      }}
      {...press}
    >
      <Gutter message={message} isHead={isHead && message.form !== "action"} timeline={timeline} />
      <div className="timeline-body">
        {replyOf(message) !== undefined && <ReplyPreview id={replyOf(message)} original={original} />}
        <Head message={message} isHead={isHead} isActive={isActive} id={`${name}-who`} />
        <div id={`${name}-text`}>
          <Content message={message} />
        </div>
        {!message.takenBack && message.files && <Attachments files={message.files} />}
        {message.reactions && <Reactions message={message} reactions={message.reactions} />}
      </div>
      {isNear && !message.takenBack && <Tools message={message} timeline={timeline} />}
    </article>
  );
});

function Gutter({
  message: { from, at },
  isHead,
  timeline,
}: {
  readonly message: Message;
  readonly isHead: boolean;
  readonly timeline: TimelineContext;
}): ReactElement {
  return (
    <div className="timeline-gutter" aria-hidden="true">
      {isHead ? (
        // The nick beside it does the same, for the keyboard too.
        <button type="button" className="timeline-avatar" tabIndex={-1} onClick={() => timeline.openProfile(from.nick)}>
          <Avatar nick={from.nick} />
        </button>
      ) : (
        <span className="timeline-gutter-time">{shortClock(at)}</span>
      )}
    </div>
  );
}

/** Who said it and when; where that stands above already, it is only to be heard. */
function Head({
  message,
  isHead,
  isActive,
  id,
}: {
  readonly message: Message;
  readonly isHead: boolean;
  readonly isActive: boolean;
  readonly id: string;
}): ReactElement {
  const { place, openProfile } = useTimeline();
  const { from, at, by, form } = message;
  // What somebody does is a sentence that begins with them.
  if (!isHead || form === "action")
    return (
      <span id={id} className="unseen">
        {from.nick}, {clock(at)}
      </span>
    );
  return (
    <div id={id} className="timeline-who">
      <button
        type="button"
        className="timeline-nick"
        tabIndex={isActive ? 0 : -1}
        onClick={() => openProfile(by ?? from.nick)}
      >
        <Nick nick={from.nick} />
      </button>
      {from.bot && <span className="timeline-tag">bot</span>}
      {by !== undefined && (
        <span className="timeline-tag">
          by <bdi>{by}</bdi>
        </span>
      )}
      {form === "notice" && <span className="timeline-tag">notice</span>}
      <a
        className="timeline-time"
        tabIndex={isActive ? 0 : -1}
        href={hrefOf({ at: "place", name: place.name, message: message.id })}
        title={wholeTime(at)}
      >
        <time dateTime={new Date(at).toISOString()} dir="auto">
          {clock(at)}
        </time>
      </a>
    </div>
  );
}

function Content({ message }: { readonly message: Message }): ReactElement {
  const { me } = useTimeline();
  const { takenBack, edited, form, from } = message;
  if (takenBack)
    return (
      <p className="timeline-taken-back">
        Taken back by <bdi>{takenBack.by}</bdi>
        {takenBack.reason && (
          <>
            : <bdi>{takenBack.reason}</bdi>
          </>
        )}
      </p>
    );
  const text = textBesideFiles(message.text, message.files ?? []);
  return (
    <>
      <div className={form === "action" ? "timeline-text timeline-action" : "timeline-text"}>
        {form === "action" && (
          <>
            <Nick nick={from.nick} />{" "}
          </>
        )}
        <Shortened isLong={isLong(text)}>
          <Markdown text={text} nick={me.nick} />
        </Shortened>
      </div>
      {edited && (
        <small className="timeline-edited" title={wholeTime(edited.at)}>
          edited
        </small>
      )}
    </>
  );
}

/** Something that may take too much room: then only its beginning is shown until all of it is asked for. */
function Shortened({
  isLong: isShort,
  children,
}: {
  readonly isLong: boolean;
  readonly children: ReactNode;
}): ReactNode {
  const [isOpen, setOpen] = useState(false);
  if (!isShort) return children;
  return (
    <>
      <div className={isOpen ? undefined : "timeline-short"}>{children}</div>
      <button type="button" className="timeline-more" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? "Show less" : "Show all"}
      </button>
    </>
  );
}

/** So much of a message is shown above its answer. */
const PREVIEW_LENGTH = 200;

function ReplyPreview({
  id,
  original,
}: {
  readonly id: string | undefined;
  readonly original: Message | undefined;
}): ReactElement {
  const { show } = useTimeline();
  const words = original?.takenBack
    ? "a message that was taken back"
    : original && withoutMarks(original.text).slice(0, PREVIEW_LENGTH);
  return (
    <button type="button" className="timeline-reply" onClick={() => id !== undefined && show(id)}>
      <Icon name="reply" />
      <span className="unseen">In reply to </span>
      {original ? <Nick nick={original.from.nick} /> : "an earlier message"}
      {words && <bdi className="timeline-reply-text">{words}</bdi>}
    </button>
  );
}

function Tools({ message, timeline }: { readonly message: Message; readonly timeline: TimelineContext }): ReactElement {
  const { openReactions, reply, openMenu } = timeline;
  return (
    <div className="timeline-tools" role="toolbar" aria-label="What to do with this message">
      <IconButton
        icon="emoji"
        label="React"
        onClick={({ currentTarget }) => openReactions(message, currentTarget.getBoundingClientRect())}
      />
      <IconButton icon="reply" label="Reply" onClick={() => reply(message)} />
      <IconButton
        icon="more"
        label="More"
        aria-haspopup="menu"
        onClick={({ currentTarget }) => openMenu(message, currentTarget.getBoundingClientRect())}
      />
    </div>
  );
}
