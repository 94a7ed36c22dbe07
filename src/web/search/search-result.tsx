import { type MemoExoticComponent, memo, type ReactElement, useMemo } from "react";
import type { MessageEvent } from "../../core/events.ts";
import { useChat } from "../chat-context.ts";
import { withoutMarks } from "../markdown/plain.ts";
import { Avatar, Nick } from "../parts/person.tsx";
import { shortTime, wholeTime } from "../parts/times.ts";
import { hrefOf } from "../platform/route.ts";
import { useSource } from "../use-source.ts";
import { excerpt } from "./marks.ts";
import { placeOf } from "./pages.ts";
import { termsOf } from "./query-text.ts";

export interface SearchResultProps {
  readonly message: MessageEvent;
  /** What was searched for. */
  readonly text: string;
}

/** A message that was found: a link to where it stands. */
export const SearchResult: MemoExoticComponent<(props: SearchResultProps) => ReactElement> = memo(function Result({
  message,
  text,
}: SearchResultProps) {
  const self = useSource(useChat().self);
  const { id, at, from, form, files = [] } = message;
  const name = placeOf(message, self?.nick ?? "");
  const pieces = useMemo(() => excerpt(withoutMarks(message.text), termsOf(text)), [message.text, text]);
  let start = 0;
  return (
    <li>
      <a className="search-result" href={hrefOf({ at: "place", name, message: id })}>
        <Avatar nick={from.nick} />
        <span className="search-what">
          <span className="search-who">
            <Nick nick={from.nick} />{" "}
            <span className="search-in">{name.startsWith("#") ? "in" : "in the talk with"}</span>{" "}
            <bdi className="search-place">{name}</bdi>{" "}
            <time className="search-time" dateTime={new Date(at).toISOString()} title={wholeTime(at)}>
              {shortTime(at)}
            </time>
          </span>
          <span className={form === "action" ? "search-text search-action" : "search-text"} dir="auto">
            {pieces.map((piece) => {
              const key = start;
              start += piece.text.length;
              return piece.isMarked ? <mark key={key}>{piece.text}</mark> : <span key={key}>{piece.text}</span>;
            })}
          </span>
          {files.length > 0 && (
            <span className="search-files">
              {files.map((file) => (
                <bdi key={file.id}>{file.name}</bdi>
              ))}
            </span>
          )}
        </span>
      </a>
    </li>
  );
});
