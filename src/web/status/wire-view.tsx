import { memo, type ReactElement, useEffect, useRef, useState } from "react";
import type { SessionFacts } from "../../wire/json/status-facts.ts";
import { Button } from "../parts/button.tsx";
import { Section } from "../parts/panel.tsx";
import { FormProblem } from "../parts/problem.tsx";
import { type ShownFrame, useWire } from "./use-wire.ts";
import { bytesOf, hexDump, wireText } from "./wire-text.ts";

const TIME = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
});

/** How near to its end the list has to be to follow what comes. */
const NEAR_PX = 40;

/** What goes over one connection, piece by piece. */
export function WireView({
  session: { session, nick = "nobody yet", dialect },
  close,
}: {
  readonly session: SessionFacts;
  readonly close: () => void;
}): ReactElement {
  const { frames, gone, isWatching, end } = useWire(session);
  const [isHex, setIsHex] = useState(false);
  const heading = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const isAtEnd = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another session is shown from its beginning
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: "start" });
  }, [session]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what comes is followed
  useEffect(() => {
    const { current } = list;
    if (current && isAtEnd.current) current.scrollTop = current.scrollHeight;
  }, [frames]);
  return (
    <Section title={`Wire: ${nick} by ${dialect}`}>
      <div ref={heading} tabIndex={-1} className="status-wire-head">
        <p role="status">{stateText(isWatching, end)}</p>
        <Button aria-pressed={isHex} onClick={() => setIsHex(!isHex)}>
          Hex
        </Button>
        <Button onClick={close}>Stop watching</Button>
      </div>
      <FormProblem text={end} />
      {gone > 0 && <p className="dim">{gone} earlier pieces are not shown any more.</p>}
      <ol
        ref={list}
        className="list status-frames"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
        tabIndex={0}
        aria-label={`What goes over the connection of ${nick}`}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
        }}
      >
        {frames.map((frame) => (
          <Frame key={frame.number} frame={frame} isHex={isHex} />
        ))}
      </ol>
    </Section>
  );
}

function stateText(isWatching: boolean, end: string | undefined): string {
  if (end !== undefined) return "Not watched any more.";
  return isWatching ? "Watching. Passwords and the like are shown as stars." : "One moment…";
}

const Frame = memo(function Frame({
  frame: { at, direction, bytes, length, made, missed },
  isHex,
}: {
  readonly frame: ShownFrame;
  readonly isHex: boolean;
}): ReactElement {
  const raw = bytesOf(bytes);
  return (
    <li className={`status-frame status-frame-${direction}`}>
      {missed !== undefined && (
        <p className="status-missed">{missed} pieces before this one were too many to be shown.</p>
      )}
      <p className="status-frame-head">
        <b>{direction === "in" ? "client → server" : "server → client"}</b>{" "}
        <time dateTime={new Date(at).toISOString()}>{TIME.format(at)}</time>{" "}
        <span className="dim">{sizeText(direction, length)}</span>
      </p>
      {raw.length > 0 && (
        <pre className={isHex ? "status-bytes status-hex" : "status-bytes"} dir="ltr">
          {isHex ? hexDump(raw) : <Text bytes={raw} />}
        </pre>
      )}
      {raw.length < length && <p className="dim">…and {length - raw.length} bytes more</p>}
      <p className="status-made">
        <span className="dim">{direction === "in" ? "became" : "because of"}</span>{" "}
        {made ? (
          made.map((one) => <MadeOf key={one} text={one} />)
        ) : (
          <span className="dim">nothing yet that others would see</span>
        )}
      </p>
    </li>
  );
});

function MadeOf({ text }: { readonly text: string }): ReactElement {
  return (
    <code>
      <bdi>{text}</bdi>
    </code>
  );
}

function Text({ bytes }: { readonly bytes: Uint8Array }): ReactElement {
  return (
    <>
      {wireText(bytes).map(({ text, isSign }, i) =>
        isSign ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text never change
          <span key={i} className="status-sign">
            {text}
          </span>
        ) : (
          text
        ),
      )}
    </>
  );
}

/** How much it was; what had to wait for something is told by itself, when its turn has come. */
function sizeText(direction: ShownFrame["direction"], length: number): string {
  if (length === 0 && direction === "in") return "what came before";
  return `${length} ${length === 1 ? "byte" : "bytes"}`;
}
