/** A source can't be read at all. The message is a sentence for the operator, and says how to mend it. */
export class SourceError extends Error {
  override readonly name = "SourceError";
}
