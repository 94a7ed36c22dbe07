import type { ReactElement } from "react";
import { LIMITS } from "../../core/limits.ts";
import { utf8Length } from "../../core/utf8.ts";

/** How much of what a message may have is used, once that is nearly all. */
export function LengthNote({ text }: { readonly text: string }): ReactElement | null {
  const most = LIMITS.textBytes;
  const near = most * NEAR;
  // No character takes more than three bytes for each of its units.
  const bytes = text.length * 3 < near ? 0 : utf8Length(text);
  if (bytes < near) return null;
  const isOver = bytes > most;
  return (
    <p className={isOver ? "composer-length composer-length-over" : "composer-length"} role="status">
      {isOver
        ? `${(bytes - most).toLocaleString()} bytes too many: a message has at most 64 KiB.`
        : `${(most - bytes).toLocaleString()} bytes are left.`}
    </p>
  );
}

const NEAR = 0.9;
