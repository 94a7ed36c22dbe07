import { isIP } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import { LIMITS } from "../../core/limits.ts";
import type { Address } from "./known-servers.ts";
import { NoTlsError, UntrustedError } from "./tls-error.ts";
import type { Trust } from "./trust.ts";

/** What becomes of a TLS socket before anything is sent: one of these, once. */
export interface TlsEvents {
  /** It leads to the right server. */
  trusted(): void;
  /** It won't; it is closed. UntrustedError: the other end is not the right one. */
  failed(error: Error): void;
}

/** What OpenSSL says of bytes that are no TLS. */
const FOREIGN: ReadonlySet<string> = new Set([
  "ERR_SSL_WRONG_VERSION_NUMBER",
  "ERR_SSL_PACKET_LENGTH_TOO_LONG",
  "ERR_SSL_HTTP_REQUEST",
  "ERR_SSL_BAD_RECORD_TYPE",
  "ERR_SSL_UNKNOWN_PROTOCOL",
]);

/**
 * Opens a TLS socket to a server, and looks whether it is the right one. Until that is known nothing that is written goes
 * out.
 *
 * @param protocol what is spoken inside, if that is to be said (ALPN)
 */
export function openTls(server: Address, trust: Trust, events: TlsEvents, protocol?: "http/1.1"): TLSSocket {
  const { host, port } = server;
  let phase: "connecting" | "greeting" | "over" = "connecting";
  const socket = connect({
    host,
    port,
    secureContext: trust.context,
    // Whether the certificate will do is decided below, also of those that no authority vouches for.
    rejectUnauthorized: false,
    ...(isIP(host) === 0 && { servername: host }),
    ...(protocol && { ALPNProtocols: [protocol] }),
  });
  socket.cork();
  const fail = (error: Error): void => {
    if (phase === "over") return;
    const isGreeting = phase === "greeting";
    phase = "over";
    clearTimeout(timer);
    socket.destroy();
    events.failed(isGreeting ? trust.explain(server, failureOf(error)) : error);
  };
  const timer = setTimeout(
    () => fail(phase === "greeting" ? new NoTlsError(false) : new Error("it does not answer")),
    LIMITS.linkConnectMs,
  );
  socket.on("error", fail);
  socket.on("close", () => fail(new Error("it was closed")));
  socket.once("connect", () => {
    phase = "greeting";
  });
  socket.once("secureConnect", () => {
    try {
      trust.judge(server, seenBy(socket));
    } catch (cause) {
      fail(cause instanceof Error ? cause : new Error(String(cause)));
      return;
    }
    phase = "over";
    clearTimeout(timer);
    socket.uncork();
    events.trusted();
  });
  return socket;
}

/** What an error in the middle of a handshake means. */
function failureOf(error: Error): Error {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (FOREIGN.has(code)) return new NoTlsError(true);
  if (code === "ECONNRESET" || code === "EPIPE") return new NoTlsError(false);
  return code.startsWith("ERR_SSL_") ? new Error("no TLS could be agreed on") : error;
}

function seenBy(socket: TLSSocket): { readonly fingerprint: string; readonly isVouched: boolean } {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) throw new UntrustedError("The server has shown no certificate, so nothing was sent.");
  return {
    fingerprint: certificate.fingerprint256.replaceAll(":", "").toLowerCase(),
    isVouched: socket.authorized,
  };
}
