import { LIMITS } from "../core/limits.ts";
import { fits } from "../core/utf8.ts";
import { isLoopback } from "../server/addresses.ts";
import { ConfigError } from "./config-error.ts";

/** As whom a server pushes. */
export interface PushConfig {
  /** Whom push services ask about the server: a `mailto:` or an `https:` URL. */
  readonly contact: string;
}

/** What was said of pushes. */
interface Said {
  readonly isOff: boolean;
  readonly contact: string | undefined;
  /** What the server is called from outside. */
  readonly url: string | undefined;
}

/**
 * Reads whether a server pushes, and as whom. Push services want to know whom to ask about it: without a contact that is
 * what it is called from outside, and a server that is called nothing does not push.
 * @throws ConfigError with a sentence for the operator
 */
export function readPush({ isOff, contact, url }: Said): PushConfig | undefined {
  if (contact !== undefined && !isContact(contact)) {
    throw new ConfigError(
      `--push-contact: "${contact}" is no address of somebody. Write it as mailto:admin@example.org or https://example.org.`,
    );
  }
  if (isOff) return undefined;
  if (contact !== undefined) return { contact };
  return url !== undefined && isContact(url) ? { contact: url } : undefined;
}

/** Whether push services take it: some take no pushes of whoever is called `localhost`. */
function isContact(text: string): boolean {
  if (!fits(text, LIMITS.pushContactBytes) || !URL.canParse(text)) return false;
  const { protocol, hostname, pathname } = new URL(text);
  if (protocol === "mailto:") return /^[^\s@]+@[^\s@]+$/.test(pathname);
  return protocol === "https:" && !isLoopback(hostname);
}
