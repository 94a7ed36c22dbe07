/** The two ends of a batch in a line, behind its tags: `:source BATCH +name` (IRCv3 batch). */
const END = /^(?:@\S+ )?:\S+ BATCH ([+-])(\S+)/;

/** The line with one more tag in front of those that it may have. */
export function withTag(line: string, tag: string): string {
  return line.startsWith("@") ? `@${tag};${line.slice(1)}` : `@${tag} ${line}`;
}

/** Whole lines, with CR LF. */
function linesOf(text: string): string[] {
  return text
    .split("\r\n")
    .filter((line) => line !== "")
    .map((line) => `${line}\r\n`);
}

/** Cuts whole lines into what belongs together: a batch with all that is in it, or a single line. */
export function unitsOf(text: string): string[] {
  const units: string[] = [];
  let open: string | undefined;
  for (const line of linesOf(text)) {
    const [, sign, name] = END.exec(line) ?? [];
    if (open === undefined) {
      units.push(line);
      if (sign === "+") open = name;
      continue;
    }
    units.push((units.pop() ?? "") + line);
    if (sign === "-" && name === open) open = undefined;
  }
  return units;
}

/** Puts a unit into a batch: a line gets its tag, and so do the two ends of a batch, but not what is in that one. */
export function inBatch(unit: string, name: string): string {
  const lines = linesOf(unit);
  const last = lines.length - 1;
  return lines.map((line, i) => (i === 0 || i === last ? withTag(line, `batch=${name}`) : line)).join("");
}
