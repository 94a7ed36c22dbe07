import { isLoopback } from "../server/addresses.ts";
import type { Config } from "./config.ts";
import { type OpenListener, webUrlOf } from "./open-listener.ts";

/** The certificate that the server has, as far as links have to say. */
export interface LinkedCertificate {
  /** SHA-256 of it, in hexadecimal digits, with colons or without. */
  readonly fingerprint: string;
  readonly isSelfSigned: boolean;
}

/**
 * The link of an invite. It is what others call the server: `--url`, or else the listener that they can reach. Nobody
 * vouches for a certificate that the server signed itself, so the link says which one it is.
 *
 * @returns nothing if it is not known, as there is no listener that takes HTTP, or none yet
 */
export function inviteUrl(
  code: string,
  { url, listeners }: { readonly url?: string | undefined; readonly listeners: readonly OpenListener[] },
  certificate: LinkedCertificate | undefined,
): string | undefined {
  const base = url ?? baseFor(listeners);
  if (base === undefined) return undefined;
  const pin =
    certificate?.isSelfSigned && isOurs(base, listeners)
      ? `#sha256=${certificate.fingerprint.replaceAll(":", "").toLowerCase()}`
      : "";
  return `${base}/invite/${code}${pin}`;
}

/** Whether a URL is one of the listeners'. What stands in front of them elsewhere has a certificate of its own. */
function isOurs(base: string, listeners: readonly OpenListener[]): boolean {
  const { protocol, port } = new URL(base);
  return protocol === "https:" && listeners.some((each) => each.tls !== "off" && each.port === Number(port || 443));
}

/** What others call the server who know no better. */
function baseFor(listeners: readonly OpenListener[]): string | undefined {
  const speaking = listeners.filter(({ scheme }) => scheme === "auto");
  const main = speaking.find(({ host }) => !isLoopback(host)) ?? speaking[0];
  // A port that the system chooses is not known before.
  if (!main || main.port === 0) return undefined;
  return webUrlOf(main);
}

/** Whether somebody has to let people in. */
export function asksForPeople({ listeners }: Pick<Config, "listeners">): boolean {
  return listeners.some(({ access }) => access !== "open");
}
