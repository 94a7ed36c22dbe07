import { EncodingSpotter } from "./encoding.ts";
import type { Spotter } from "./mask.ts";
import { TokenSpotter } from "./tokens.ts";
import { WordSpotter } from "./words.ts";

/** What finds the secrets of a dialect in which people write plain text. */
export function textSecrets(): readonly Spotter[] {
  return [new WordSpotter(), new TokenSpotter(), new EncodingSpotter()];
}
