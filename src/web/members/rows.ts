import { rankOf } from "../../core/modes.ts";
import { fold } from "../../core/names.ts";
import type { Member } from "../../wire/json/messages.ts";
import { type Standing, standingOf } from "./standing.ts";

/** One line of a list of members. */
export type Row =
  | { readonly kind: "heading"; readonly key: string; readonly standing: Standing; readonly count: number }
  | { readonly kind: "member"; readonly key: string; readonly member: Member };

/**
 * The lines of a list: members under headings of their standing. @param list sorted by standing, the highest first
 * @param wanted what has to be in the nick or the account; nothing if all are wanted
 */
export function rowsOf(list: readonly Member[], wanted: string = ""): readonly Row[] {
  const part = fold(wanted.trim());
  const rows: Row[] = [];
  let heading: { rank: number; index: number; count: number } | undefined;
  const finish = (): void => {
    const row = heading && rows[heading.index];
    if (heading && row?.kind === "heading") rows[heading.index] = { ...row, count: heading.count };
  };
  for (const member of list) {
    if (part !== "" && !isWanted(member, part)) continue;
    const rank = rankOf(member.modes);
    if (heading?.rank !== rank) {
      finish();
      heading = { rank, index: rows.length, count: 0 };
      const standing = standingOf(member.modes);
      rows.push({ kind: "heading", key: `standing ${standing.mode}`, standing, count: 0 });
    }
    heading.count++;
    rows.push({ kind: "member", key: fold(member.nick), member });
  }
  finish();
  return rows;
}

/** How many members stand in these rows. */
export function memberCount(rows: readonly Row[]): number {
  let count = 0;
  for (const row of rows) if (row.kind === "heading") count += row.count;
  return count;
}

/** The row that the keyboard goes to from `from`, over headings; `from` if there is none. */
export function rowAfter(rows: readonly Row[], from: number, key: string): number {
  switch (key) {
    case "ArrowDown":
      return seek(rows, from + 1, 1) ?? from;
    case "ArrowUp":
      return seek(rows, from - 1, -1) ?? from;
    case "PageDown":
      return seek(rows, Math.min(from + PAGE, rows.length - 1), -1) ?? from;
    case "PageUp":
      return seek(rows, Math.max(from - PAGE, 0), 1) ?? from;
    case "Home":
      return seek(rows, 0, 1) ?? from;
    case "End":
      return seek(rows, rows.length - 1, -1) ?? from;
    default:
      return from;
  }
}

const PAGE = 10;

function seek(rows: readonly Row[], from: number, step: 1 | -1): number | undefined {
  for (let i = from; i >= 0 && i < rows.length; i += step) if (rows[i]?.kind === "member") return i;
  return undefined;
}

function isWanted({ nick, account }: Member, part: string): boolean {
  return fold(nick).includes(part) || (account !== undefined && fold(account).includes(part));
}
