/** What tests of metadata ask for, and what they see. */

/** The capabilities of a client that knows the newer draft of metadata, or the older one. */
export const NEWER = "batch draft/metadata-3";
export const OLDER = "batch draft/metadata-2";

/** The lines without the server's name and without what names a batch, which is another one every time. */
export function plain(lines: readonly string[]): string[] {
  return lines.map((line) =>
    line
      .replace(/^@batch=\S+ /, "| ")
      .replace(":parley.test ", "")
      .replace(/(BATCH [+-])\S+/, "$1"),
  );
}

/** The command or the numeric of each line. */
export function codes(lines: readonly string[]): (string | undefined)[] {
  return plain(lines).map((line) => line.replace("| ", "").split(" ")[0]);
}

/** A batch of `metadata` for a target, with what is in it, as `plain` shows it. */
export function batch(about: string, ...inner: readonly string[]): string[] {
  return [`BATCH + metadata ${about}`, ...inner.map((line) => `| ${line}`), "BATCH -"];
}
