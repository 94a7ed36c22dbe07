import { type ReactElement, type ReactNode, useId } from "react";
import { answerLines } from "../../client/answer-lines.ts";
import { sayBytes } from "../../client/say-bytes.ts";
import { pathOf } from "../../core/files.ts";
import type { Ok } from "../../wire/json/messages.ts";
import { wholeTime } from "../parts/times.ts";
import { hrefOf } from "../platform/route.ts";

/** What the server answered to a command. */
export function Answer({ answer }: { readonly answer: Ok }): ReactElement {
  const { channels, files } = answer;
  if (channels) {
    return (
      <AnswerList title={channels.length === 0 ? "There are no channels." : "Channels"}>
        {channels.map(({ channel, members, topic }) => (
          <li key={channel}>
            <a href={hrefOf({ at: "place", name: channel })}>
              <bdi>{channel}</bdi>
            </a>{" "}
            ({members}) <bdi className="composer-dim">{topic}</bdi>
          </li>
        ))}
      </AnswerList>
    );
  }
  if (files) {
    return (
      <AnswerList title={files.length === 0 ? "There are no files." : "Files that were shared"}>
        {files.map((file) => (
          <li key={file.id}>
            <a href={pathOf(file)} target="_blank" rel="noreferrer noopener">
              <bdi>{file.name}</bdi>
            </a>{" "}
            <span className="composer-dim">
              {sayBytes(file.size)}, {file.type}
            </span>
          </li>
        ))}
      </AnswerList>
    );
  }
  return (
    <div className="composer-lines">
      {answerLines(answer, wholeTime).map((line) => (
        <p key={line} dir="auto">
          {line}
        </p>
      ))}
    </div>
  );
}

function AnswerList({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactElement {
  const id = useId();
  return (
    <>
      <p id={id} className="composer-result-title">
        {title}
      </p>
      <ul aria-labelledby={id}>{children}</ul>
    </>
  );
}
