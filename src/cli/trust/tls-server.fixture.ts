import { createHash, webcrypto, X509Certificate } from "node:crypto";
import { createServer, type TLSSocket } from "node:tls";
import { makeSelfSigned } from "../../server/tls/self-signed.ts";
import { listening } from "../fake-io.fixture.ts";

/** A certificate with its key, in PEM. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
  /** SHA-256 of its DER, in lower-case hexadecimal digits. */
  readonly fingerprint: string;
}

/** What the tests' servers are called. */
const NAMES = ["localhost", "127.0.0.1"] as const;

/** A pair that nobody vouches for. */
export async function selfSigned(): Promise<Pair> {
  return pairOf(await makeSelfSigned(NAMES, Date.now()));
}

/** An authority of the test's own, and a pair for a server of these names that it vouches for. */
export async function vouchedFor(...names: readonly string[]): Promise<Pair & { readonly authority: string }> {
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  const kind = { name: "ECDSA", namedCurve: "P-256" } as const;
  const [root, leaf] = await Promise.all([
    webcrypto.subtle.generateKey(kind, true, ["sign", "verify"]),
    webcrypto.subtle.generateKey(kind, true, ["sign", "verify"]),
  ]);
  const times = { notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + 86_400_000) };
  const signingAlgorithm = { name: "ECDSA", hash: "SHA-256" } as const;
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=Authority",
    keys: root,
    ...times,
    signingAlgorithm,
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  });
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${names[0]}`,
    issuer: authority.subject,
    publicKey: leaf.publicKey,
    signingKey: root.privateKey,
    ...times,
    signingAlgorithm,
    extensions: [
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: /^[\d.]+$/.test(value) ? ("ip" as const) : ("dns" as const), value })),
      ),
    ],
  });
  const der = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", leaf.privateKey));
  const key = `-----BEGIN PRIVATE KEY-----\n${der.toString("base64")}\n-----END PRIVATE KEY-----\n`;
  return { ...pairOf({ cert: certificate.toString("pem"), key }), authority: authority.toString("pem") };
}

function pairOf({ cert, key }: { readonly cert: string; readonly key: string }): Pair {
  return { cert, key, fingerprint: createHash("sha256").update(new X509Certificate(cert).raw).digest("hex") };
}

/** A TLS server on loopback that does what `serve` says with each connection. */
export interface FakeTlsServer extends AsyncDisposable {
  readonly port: number;
  /** Shows another certificate from now on. */
  use(pair: Pair): void;
  /** All that came, as text, of all connections. */
  readonly came: () => string;
  /** Settled when the first connection has ended, be it in the middle of a handshake. */
  readonly ended: Promise<void>;
}

/** Listens on a free port of loopback. */
export async function fakeTlsServer(pair: Pair, serve: (socket: TLSSocket) => void): Promise<FakeTlsServer> {
  const sockets = new Set<TLSSocket>();
  let came = "";
  const server = createServer({ ...pair, ALPNProtocols: ["http/1.1"] }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => undefined);
    socket.on("data", (bytes) => {
      came += String(bytes);
    });
    serve(socket);
  });
  server.on("tlsClientError", () => undefined);
  const ended = Promise.withResolvers<void>();
  server.on("connection", (socket) => socket.on("close", () => ended.resolve()));
  const port = await listening(server);
  return {
    port,
    use: (next) => server.setSecureContext(next),
    came: () => came,
    ended: ended.promise,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
