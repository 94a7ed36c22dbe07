import type { ReactElement } from "react";
import { dialectWords } from "./dialects.ts";

/** By which dialects somebody is here, and whether it is a program, as small words. */
export function Dialects({
  dialects = [],
  isKnown = dialects.length > 0,
  isBot = false,
}: {
  readonly dialects?: readonly string[] | undefined;
  /** Whether an empty list says that they are here by none. */
  readonly isKnown?: boolean;
  readonly isBot?: boolean;
}): ReactElement | null {
  const words = isKnown ? dialectWords(dialects) : [];
  if (words.length === 0 && !isBot) return null;
  return (
    <span className="members-badges">
      {isBot && (
        <span className="members-badge" title="Is a program.">
          bot
        </span>
      )}
      {words.map(({ short, text }) => (
        <span key={short} className="members-badge" title={text}>
          {short}
        </span>
      ))}
    </span>
  );
}
