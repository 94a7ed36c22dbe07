import type { ReactElement } from "react";
import { piecesOf } from "./links.ts";

/** A text of somebody else, as it is, with links that can be followed. */
export function LinkedText({ text }: { readonly text: string }): ReactElement {
  let at = 0;
  return (
    <bdi>
      {piecesOf(text).map((piece) => {
        const key = at;
        at += piece.text.length;
        return piece.href === undefined ? (
          <span key={key}>{piece.text}</span>
        ) : (
          <a key={key} href={piece.href} target="_blank" rel="noreferrer noopener">
            {piece.text}
          </a>
        );
      })}
    </bdi>
  );
}
