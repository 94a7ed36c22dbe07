/** What the clipboard calls every picture. */
const NAMELESS = /^image\.\w+$/;

/**
 * The files on a clipboard. A picture gets a name that tells when it came from there.
 *
 * None, if there is text too, as of a table that also comes as its picture.
 */
export function filesIn(
  { files, types }: Pick<DataTransfer, "types"> & { readonly files: Iterable<File> },
  now: Date = new Date(),
): readonly File[] {
  if (types.includes("text/plain")) return [];
  return [...files].map((file, i) => (NAMELESS.test(file.name) ? named(file, now, i) : file));
}

function named(file: File, now: Date, i: number): File {
  const [, ending = "png"] = /\.(\w+)$/.exec(file.name) ?? [];
  const time = now.toISOString().slice(0, 19).replace("T", " ").replaceAll(":", ".");
  const name = `Picture ${time}${i === 0 ? "" : ` ${i + 1}`}.${ending}`;
  return new File([file], name, { type: file.type, lastModified: file.lastModified });
}
