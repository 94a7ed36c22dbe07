import { readFileSync } from "node:fs";
import { LIMITS } from "../core/limits.ts";
import { fits } from "../core/utf8.ts";
import { ConfigError } from "./config-error.ts";

/** How the server introduces itself, checked. */
export interface Appearance {
  readonly network: string;
  readonly description: string;
  /** The lines of the message of the day, if there is one. */
  readonly motd: readonly string[] | undefined;
  readonly icon?: string;
}

/** The same as it was said. */
export interface RawAppearance {
  readonly network: string;
  readonly description: string;
  /** The file that the message of the day is in. */
  readonly motd: string | undefined;
  readonly icon: string | undefined;
}

/**
 * Checks how the server is to introduce itself, and reads the message of the day.
 * @throws ConfigError with a sentence for the operator
 */
export function readAppearance({ network, description, motd, icon }: RawAppearance): Appearance {
  // `=` and `\` mean something in ISUPPORT.
  if (!/^[^\s\p{Cc}=\\]+$/u.test(network) || !fits(network, LIMITS.networkBytes)) {
    throw new ConfigError(`"${network}" cannot be the network's name: it is one word of ${LIMITS.networkBytes} bytes.`);
  }
  if (/\p{Cc}/u.test(description) || !fits(description, LIMITS.descriptionBytes)) {
    throw new ConfigError(`The description is one line of at most ${LIMITS.descriptionBytes} bytes.`);
  }
  return {
    network,
    description,
    motd: motd === undefined ? undefined : readMotd(motd),
    ...(icon !== undefined && { icon: checkIcon(icon) }),
  };
}

function readMotd(path: string): readonly string[] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new ConfigError(`The message of the day, ${path}, cannot be read.`, { cause });
  }
  const { motdBytes, motdLines } = LIMITS;
  const lines = decode(bytes, path)
    .replace(/\r?\n$/, "")
    .split(/\r?\n/);
  if (bytes.length > motdBytes || lines.length > motdLines) {
    throw new ConfigError(`${path} is too long: a message of the day has ${motdLines} lines and ${motdBytes} bytes.`);
  }
  return lines;
}

function decode(bytes: Buffer, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ConfigError(`${path} is not text in UTF-8.`, { cause });
  }
}

function checkIcon(icon: string): string {
  const isUrl = /^https?:\/\/[^\s\p{Cc}\\]+$/u.test(icon) && URL.canParse(icon);
  if (isUrl && fits(icon, LIMITS.iconBytes)) return icon;
  throw new ConfigError(`"${icon}" cannot be the icon: it is an https URL of at most ${LIMITS.iconBytes} bytes.`);
}
