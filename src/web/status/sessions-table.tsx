import { type ReactElement, useState } from "react";
import type { SessionFacts } from "../../wire/json/status-facts.ts";
import { Button } from "../parts/button.tsx";
import { Section } from "../parts/panel.tsx";
import { FormProblem } from "../parts/problem.tsx";
import { Away } from "../parts/time.tsx";
import { bytesText } from "./amounts.ts";
import { addressText, type Order, pressed, type SortKey, sortedSessions } from "./sorted-sessions.ts";
import { useSessions } from "./use-sessions.ts";

const COLUMNS: readonly { readonly key: SortKey; readonly words: string }[] = [
  { key: "nick", words: "Who" },
  { key: "dialect", words: "Dialect" },
  { key: "address", words: "Address" },
  { key: "since", words: "Since" },
  { key: "bytes", words: "In and out" },
];

/** The sessions: all of them to operators, one's own to others. @param watch shows what goes over one */
export function SessionsTable({
  isOperator,
  watched,
  watch,
}: {
  readonly isOperator: boolean;
  readonly watched: string | undefined;
  readonly watch: (session: SessionFacts) => void;
}): ReactElement {
  const { list, more, isKnown, problem, load } = useSessions();
  const [order, setOrder] = useState<Order>({ by: "since", isDown: false });
  return (
    <Section title={isOperator ? "Sessions" : "Your sessions"}>
      <FormProblem text={problem} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways has to be reached by the keyboard */}
      <section className="status-scroll" aria-label="Table of sessions" tabIndex={0}>
        <table className="status-sessions" aria-busy={!isKnown}>
          <thead>
            <tr>
              {COLUMNS.map(({ key, words }) => (
                <th key={key} scope="col" aria-sort={sortOf(order, key)}>
                  <button type="button" className="status-sort" onClick={() => setOrder(pressed(order, key))}>
                    {words}
                  </button>
                </th>
              ))}
              <th scope="col">
                <span className="unseen">Watch</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {sortedSessions(list, order).map((session) => (
              <Row key={session.session} session={session} isWatched={session.session === watched} watch={watch} />
            ))}
          </tbody>
        </table>
      </section>
      {more && <Button onClick={load}>Show more</Button>}
    </Section>
  );
}

function Row({
  session,
  isWatched,
  watch,
}: {
  readonly session: SessionFacts;
  readonly isWatched: boolean;
  readonly watch: (session: SessionFacts) => void;
}): ReactElement {
  const {
    nick = "(nobody yet)",
    account,
    dialect,
    since,
    secure,
    bytesIn,
    bytesOut,
    via,
    websocket,
    watchable,
  } = session;
  return (
    <tr>
      <th scope="row">
        <bdi>{nick}</bdi>
        {account !== undefined && account !== nick && (
          <small className="dim">
            {" "}
            as <bdi>{account}</bdi>
          </small>
        )}
      </th>
      <td>
        {dialect}
        {websocket && <small className="dim"> over WebSocket</small>}
      </td>
      <td title={via}>
        <bdi className="status-address">{addressText(session)}</bdi>
        {!secure && <small className="status-insecure"> not encrypted</small>}
      </td>
      <td>
        <Away at={since} />
      </td>
      <td>
        {bytesText(bytesIn)} / {bytesText(bytesOut)}
      </td>
      <td>
        {watchable ? (
          <Button aria-label={`Watch ${nick} by ${dialect}`} aria-pressed={isWatched} onClick={() => watch(session)}>
            Watch
          </Button>
        ) : (
          <small className="dim">no leave</small>
        )}
      </td>
    </tr>
  );
}

function sortOf({ by, isDown }: Order, key: SortKey): "ascending" | "descending" | "none" {
  if (by !== key) return "none";
  return isDown ? "descending" : "ascending";
}
