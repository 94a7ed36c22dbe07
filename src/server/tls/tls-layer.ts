import type { Socket } from "node:net";
import { createServer, type TLSSocket, type Server as TlsServer } from "node:tls";
import { LIMITS } from "../../core/limits.ts";
import { VERSIONS, type WrittenPair } from "./pair.ts";

/** What becomes of a handshake. */
export interface Handshake {
  /** It is done: the bytes of `inner` are plain. */
  done(inner: TLSSocket): void;
  /** It has failed; the connection is gone. @param why a few words */
  failed(why: string): void;
}

/**
 * TLS on connections that others have accepted. Node's own servers do it, which listen nowhere: they are given the
 * sockets, and look after what can go wrong before a handshake is done.
 */
export class TlsLayer {
  /** Two, since a server either asks for certificates or doesn't; the tickets of one are nothing to the other. */
  readonly #asking: TlsServer;
  readonly #quiet: TlsServer;
  readonly #handshakes = new Map<string, Handshake>();

  constructor(pair: WrittenPair) {
    this.#asking = this.#makeServer(pair, true);
    this.#quiet = this.#makeServer(pair, false);
  }

  /** Takes another pair from now on; connections that are there go on with theirs. */
  use({ cert, key }: WrittenPair): void {
    for (const server of [this.#asking, this.#quiet]) server.setSecureContext({ cert, key, ...VERSIONS });
  }

  /**
   * Begins TLS on a socket, on which a ClientHello has come or will.
   *
   * @param asks whether the client is asked for a certificate, which it need not have and nobody need have signed
   */
  secure(socket: Socket, asks: boolean, handshake: Handshake): void {
    const key = keyOf(socket);
    const fail = (why: string): void => {
      if (this.#handshakes.get(key) === begun) this.#fail(key, why, socket);
    };
    const patience = setTimeout(() => fail("it took too long"), LIMITS.handshakeMs).unref();
    const begun: Handshake = {
      done(inner) {
        clearTimeout(patience);
        handshake.done(inner);
      },
      failed(why) {
        clearTimeout(patience);
        handshake.failed(why);
      },
    };
    this.#handshakes.set(key, begun);
    socket.once("close", () => fail("it hung up"));
    (asks ? this.#asking : this.#quiet).emit("connection", socket);
  }

  #fail(key: string, why: string, socket: Pick<Socket, "destroy">): void {
    const handshake = this.#handshakes.get(key);
    this.#handshakes.delete(key);
    handshake?.failed(why);
    if (handshake) socket.destroy();
  }

  #makeServer({ cert, key }: WrittenPair, requestCert: boolean): TlsServer {
    const server = createServer({
      cert,
      key,
      ...VERSIONS,
      requestCert,
      rejectUnauthorized: false,
      ALPNCallback: ({ protocols }) => PROTOCOLS.find((name) => protocols.includes(name)),
    });
    server.on("secureConnection", (inner) => this.#finish(inner));
    // That a handshake fails is an everyday thing.
    server.on("tlsClientError", (cause, inner) => {
      this.#fail(keyOf(inner), reasonOf(cause), inner);
      inner.destroy();
    });
    return server;
  }

  #finish(inner: TLSSocket): void {
    // What breaks later ends the connection; `close` follows and says all that is to be said.
    inner.on("error", () => inner.destroy());
    inner.disableRenegotiation();
    const key = keyOf(inner);
    const handshake = this.#handshakes.get(key);
    this.#handshakes.delete(key);
    // Whose address is not known any more is gone already.
    if (handshake) handshake.done(inner);
    else inner.destroy();
  }
}

/** What may be spoken inside, to clients that ask (RFC 7301); who asks for other things only is told that there are none. */
const PROTOCOLS = ["http/1.1", "http/1.0", "irc"];

/** Both ends of a connection, by which the socket that Node makes for TLS is known to be of the one that was accepted. */
function keyOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;
}

/** In a few words, as OpenSSL says it if it does. */
function reasonOf(cause: Error): string {
  if ("reason" in cause && typeof cause.reason === "string") return cause.reason;
  return "code" in cause && cause.code === "ECONNRESET" ? "it hung up" : cause.message;
}
