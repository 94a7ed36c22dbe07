import { type ReactElement, useEffect, useRef, useState } from "react";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { FormProblem } from "../parts/problem.tsx";
import { goTo, hrefOf } from "../platform/route.ts";
import type { Order } from "./pages.ts";
import { isQuery } from "./query-text.ts";
import { SearchFilters } from "./search-filters.tsx";
import { SearchResult } from "./search-result.tsx";
import { type Search, useSearch } from "./use-search.ts";
import "../parts/panel.css";
import "./search.css";

/** The search in all that one may read. @param text with which it begins */
export function SearchView({ text: asked }: { readonly text: string }): ReactElement {
  const [text, setText] = useState(asked);
  const [order, setOrder] = useState<Order>("newest");
  const [hasRoom] = useState(() => window.innerWidth >= ROOM);
  const written = useRef(asked);
  const field = useRef<HTMLInputElement>(null);
  const search = useSearch(text, order);
  useEffect(() => {
    // Another search was asked for elsewhere in the page.
    if (asked !== written.current) setText(asked);
    written.current = asked;
  }, [asked]);
  useEffect(() => {
    if (search.text === "" || search.text === written.current) return;
    // One comes back to what one has found.
    written.current = search.text;
    goTo({ at: "search", text: search.text }, true);
  }, [search.text]);
  useEffect(() => field.current?.focus(), []);
  return (
    <section className="search" aria-labelledby="search-heading">
      <div className="search-head">
        <div className="panel-head">
          <a className="button button-icon panel-back" href={hrefOf({ at: "home" })} aria-label="Back to the channels">
            <Icon name="back" />
          </a>
          <h1 id="search-heading">Search</h1>
        </div>
        <search>
          <input
            ref={field}
            className="input"
            type="search"
            aria-label="What to search for"
            aria-describedby="search-hint"
            placeholder="Words, or “words one behind the other”"
            value={text}
            maxLength={512}
            autoComplete="off"
            spellCheck={false}
            dir="auto"
            onChange={(event) => setText(event.target.value)}
          />
          <p id="search-hint" className="unseen">
            Also from:nick, in:#channel, has:link, has:file, after:2026-01-31 and before:2026-01-31
          </p>
          <details className="search-more" open={hasRoom}>
            <summary>Filters</summary>
            <SearchFilters text={text} order={order} setText={setText} setOrder={setOrder} />
          </details>
        </search>
      </div>
      <Results search={search} text={text} />
    </section>
  );
}

/** From which width on, in CSS pixels, the filters are shown without being asked for. */
const ROOM = 720;

function Results({ search, text }: { readonly search: Search; readonly text: string }): ReactElement {
  const { found, isBusy, problem, loadMore } = search;
  const messages = found?.messages ?? [];
  return (
    <div className="search-results" aria-busy={isBusy}>
      <p role="status" className={found && !isBusy ? "search-count" : "unseen"}>
        {countOf(search, text)}
      </p>
      <FormProblem text={problem} />
      <ol className="search-list">
        {messages.map((message) => (
          <SearchResult key={message.id} message={message} text={search.text} />
        ))}
      </ol>
      {found?.more && (
        <Button aria-disabled={isBusy} onClick={loadMore}>
          More
        </Button>
      )}
      {found && messages.length === 0 && !isBusy && (
        <p className="empty">Nothing fits in the channels that you are in and in your talks.</p>
      )}
      {found && <p className="search-fresh">What was said a moment ago may not be found yet.</p>}
      {!isQuery(text) && (
        <p className="empty">Searches what was said in the channels that you are in, and in your talks.</p>
      )}
    </div>
  );
}

function countOf({ found, isBusy }: Search, text: string): string {
  if (isBusy) return "Searching …";
  if (!found || !isQuery(text)) return "";
  const { length } = found.messages;
  if (length === 0) return "Nothing was found.";
  return `${length}${found.more ? " or more" : ""} found`;
}
