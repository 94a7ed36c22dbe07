/** The other end is not known to be whom it was meant to be, so nothing was sent. Its message is a sentence or two. */
export class UntrustedError extends Error {}

/** A clause for a server that does not speak TLS, as far as can be told. */
export const NO_TLS = "it does not speak TLS";

/** A clause for a server that was reached over TLS before, and now ends the connection in the middle of the handshake. */
export const HUNG_UP = "it hung up before it could be told who it is";

/** The other end does not speak TLS, as far as can be told. */
export class NoTlsError extends Error {
  /** Whether it sent what is not TLS. It may else have been cut off, or be slow. */
  readonly isSure: boolean;

  constructor(isSure: boolean) {
    super(NO_TLS);
    this.isSure = isSure;
  }
}
