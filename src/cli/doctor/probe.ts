import { isIP, connect as openPlain, type Socket } from "node:net";
import { createSecureContext, connect as openTls, type SecureContext, type TLSSocket } from "node:tls";
import { LIMITS } from "../../core/limits.ts";
import { causeOf } from "../connect/tcp.ts";
import { systemAuthorities } from "../trust/trust.ts";

/** Where a look goes, and whether by TLS. */
export interface Way {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

/** What came of a connection. */
export interface Probed {
  /** Why there was none, in a clause. */
  readonly why?: string;
  /** How long it took to connect, in milliseconds; without the handshake of TLS. */
  readonly connectMs: number;
  /** The address that was connected to. */
  readonly address: string;
  /** What was said there, as far as it was waited for. */
  readonly text: string;
  readonly certificate?: SeenByUs;
}

/** A certificate that a server has shown. */
export interface SeenByUs {
  /** SHA-256 of its DER, as `AB:CD:…`. */
  readonly fingerprint: string;
  /** When it ends, in milliseconds since 1970. */
  readonly expires: number;
  /** Whether an authority that this machine trusts vouches for it, for this host, now; else OpenSSL's code of why not. */
  readonly isVouched: boolean;
  readonly problem?: string;
  /** The version of TLS that was agreed on. */
  readonly version: string;
}

/**
 * Connects, says something, and listens until what came is enough, the other end hangs up, or nothing more comes for
 * `LIMITS.doctorAnswerMs`. Never rejects.
 * @param said what is sent; nothing to listen only
 */
export function probe(way: Way, said: string, isEnough: (text: string) => boolean): Promise<Probed> {
  const { promise, resolve } = Promise.withResolvers<Probed>();
  let begun = performance.now();
  let connectMs = 0;
  let text = "";
  let certificate: SeenByUs | undefined;
  const socket = way.tls ? tlsTo(way, (inner) => ready(seenOn(inner))) : openPlain(way);
  socket.once("lookup", () => {
    begun = performance.now();
  });
  socket.once("connect", () => {
    connectMs = performance.now() - begun;
    if (!way.tls) ready();
  });
  const finish = (why?: string): void => {
    const address = socket.remoteAddress ?? "";
    clearTimeout(timer);
    socket.destroy();
    resolve({ connectMs, address, text, ...(why !== undefined && { why }), ...(certificate && { certificate }) });
  };
  const timer = setTimeout(() => finish(text === "" ? "it does not answer" : undefined), LIMITS.doctorAnswerMs);
  const ready = (seen?: SeenByUs): void => {
    certificate = seen;
    socket.write(said);
    if (isEnough("")) finish();
  };
  socket.on("data", (bytes) => {
    text += bytes.toString();
    if (text.length > LIMITS.doctorAnswerBytes || isEnough(text)) finish();
  });
  socket.on("error", (cause) => finish(causeOf(cause)));
  socket.on("close", () => finish(text === "" ? "it hung up" : undefined));
  return promise;
}

let context: SecureContext | undefined;

/** Whatever the certificate is: it is what is looked at, and nothing is sent that is a secret. */
function tlsTo({ host, port }: Way, ready: (socket: TLSSocket) => void): Socket {
  context ??= createSecureContext({ ca: [...systemAuthorities()] });
  const servername = isIP(host) === 0 ? { servername: host } : {};
  const socket = openTls({ host, port, secureContext: context, rejectUnauthorized: false, ...servername }, () =>
    ready(socket),
  );
  return socket;
}

function seenOn(socket: TLSSocket): SeenByUs | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return undefined;
  const error: unknown = socket.authorizationError;
  const problem = error instanceof Error && "code" in error ? String(error.code) : String(error);
  return {
    fingerprint: certificate.fingerprint256,
    expires: certificate.validToDate.getTime(),
    isVouched: socket.authorized,
    version: socket.getProtocol() ?? "TLS",
    ...(!socket.authorized && { problem }),
  };
}
