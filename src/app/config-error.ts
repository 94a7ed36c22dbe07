/** Something is wrong with what the operator asked for. The message is a sentence for them, and says how to mend it. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}
