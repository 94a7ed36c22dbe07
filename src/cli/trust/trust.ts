import { createSecureContext, getCACertificates, type SecureContext } from "node:tls";
import { addressOf, type ParsedTarget, type Target } from "../target.ts";
import { type Address, type Known, type KnownServers, keyOf, VOUCHED } from "./known-servers.ts";
import { HUNG_UP, NoTlsError, UntrustedError } from "./tls-error.ts";

/** A certificate, as a handshake has shown it. */
export interface SeenCertificate {
  /** SHA-256 of its DER, in lower-case hexadecimal digits. */
  readonly fingerprint: string;
  /** Whether an authority that this machine trusts vouches for it, for this host, now. */
  readonly isVouched: boolean;
}

/** What trust is made of. */
export interface TrustParts {
  readonly known: KnownServers;
  /** Where somebody wants to go to: only there a new certificate is taken. Its fingerprint may have been said. */
  readonly target: Target;
  /** The only certificate to take there from now on, whatever was known before. */
  readonly accept?: string | undefined;
  /** Certificates of authorities, in PEM; those of the system and of Node if it is not said. */
  readonly authorities?: readonly string[] | undefined;
  /** Tells a person, in one sentence, of a certificate that is taken for the first time. */
  readonly tell: (text: string) => void;
}

/**
 * Which certificates are taken: those that an authority vouches for; others when they are met first at a server that
 * somebody wants to go to, and from then on no other one there.
 */
export class Trust {
  readonly #parts: TrustParts;
  #context: SecureContext | undefined;

  constructor(parts: TrustParts) {
    this.#parts = parts;
  }

  /** What handshakes need. */
  get context(): SecureContext {
    const { authorities = systemAuthorities() } = this.#parts;
    this.#context ??= createSecureContext({ ca: [...authorities] });
    return this.#context;
  }

  /**
   * Decides whether a server may be talked to, before anything is sent.
   * @throws UntrustedError if it may not
   */
  judge(server: Address, seen: SeenCertificate): void {
    const { accept, target } = this.#parts;
    const isTarget = keyOf(server) === keyOf(target);
    const named = isTarget ? (accept ?? target.fingerprint) : undefined;
    if (named !== undefined && named !== seen.fingerprint) throw new UntrustedError(notNamed(server, seen));
    const known = this.#find(server);
    if (isTarget && accept !== undefined) this.#remember(server, known, seen);
    else if (known !== seen.fingerprint) this.#judgeOther(server, known, seen, isTarget);
  }

  /**
   * Decides whether a server may be talked to without TLS.
   * @throws UntrustedError if it may not, since it was reached over TLS before
   */
  admitPlain(server: Address): void {
    if (this.#find(server) !== undefined) throw new UntrustedError(noDowngrade(server, this.#parts.known));
  }

  /** What an error in the middle of a handshake means, going by what is known of the server. */
  explain(server: Address, error: Error): Error {
    if (!(error instanceof NoTlsError)) return error;
    try {
      if (this.#find(server) === undefined) return error;
    } catch (cause) {
      return cause instanceof UntrustedError ? cause : error;
    }
    if (error.isSure) return new UntrustedError(notTlsAnyMore(server, this.#parts.known));
    return new Error(HUNG_UP);
  }

  /** A certificate that is not the known one. */
  #judgeOther(server: Address, known: Known | undefined, seen: SeenCertificate, isTarget: boolean): void {
    if (!seen.isVouched && known !== undefined) throw new UntrustedError(this.#changed(server, known, seen));
    if (!seen.isVouched && !isTarget) throw new UntrustedError(unknown(server));
    if (known === undefined && isTarget) this.#remember(server, known, seen);
  }

  #find(server: Address): Known | undefined {
    try {
      return this.#parts.known.find(server);
    } catch (cause) {
      throw new UntrustedError(unreadable(this.#parts.known, cause));
    }
  }

  /** Takes a certificate from now on. What its fingerprint was said of, or an authority vouches for, need not be kept. */
  #remember(server: Address, known: Known | undefined, { fingerprint, isVouched }: SeenCertificate): void {
    const { accept, target, known: servers, tell } = this.#parts;
    const isPinned = accept !== undefined || !isVouched;
    if (known === fingerprint) return;
    try {
      if (known === undefined) servers.add(server, isPinned ? fingerprint : VOUCHED);
      else servers.replace(server, fingerprint);
    } catch (cause) {
      if (isPinned && (accept !== undefined || target.fingerprint === undefined)) {
        throw new UntrustedError(unkept(server, servers, fingerprint, cause));
      }
      return;
    }
    if (isPinned) tell(taken(server, fingerprint));
  }

  #changed(server: Address, known: Known, { fingerprint }: SeenCertificate): string {
    const address = addressOf(server);
    const before =
      known === VOUCHED
        ? `an authority vouched for the certificate of ${address} before, and none does for the one that it has now`
        : `${address} has another certificate than before`;
    return (
      `${before}: ${shown(fingerprint)}. Its owner may have made a new one; or somebody is in between who would read all ` +
      "that you say. Nothing was sent. If its owner tells you that this is the fingerprint of theirs: " +
      `parley join --trust ${colons(fingerprint)} ${address}`
    );
  }
}

/**
 * Where to go to, going by what is known: a server that was reached over TLS is not talked to without.
 * @returns the target, or a sentence that says why not
 */
export function settleTarget(target: ParsedTarget, known: KnownServers): ParsedTarget {
  if ("problem" in target || target.tls) return target;
  try {
    if (known.find(target) === undefined) return target;
  } catch (cause) {
    return { problem: unreadable(known, cause) };
  }
  if (target.mayBeTls) return { ...target, tls: true };
  return { problem: noDowngrade(target, known) };
}

/** A sentence that says why a server is not talked to without TLS. */
function noDowngrade(server: Address & Partial<Pick<Target, "dialect">>, { path }: KnownServers): string {
  const { dialect = "json" } = server;
  const address = addressOf(server);
  const url = dialect === "json" ? `parley+tls://${address}` : `${dialect}+tls://${address}`;
  return (
    `${address} was reached over TLS before, so it is not talked to without. Write ${url}; or, if it has none any more, ` +
    `remove its line from ${path}`
  );
}

/** A sentence for a server that was reached over TLS before and does not speak it now. */
function notTlsAnyMore(server: Address, { path }: KnownServers): string {
  return (
    `${addressOf(server)} was reached over TLS before, and does not speak it now. Its owner may have changed that; or ` +
    `somebody is in between. Nothing was sent. To talk to it without encryption, remove its line from ${path} first.`
  );
}

/** Certificates, in PEM, of the authorities that this machine and Node trust. */
export function systemAuthorities(): readonly string[] {
  return [...new Set([...getCACertificates("default"), ...getCACertificates("system")])];
}

function notNamed(server: Address, { fingerprint }: SeenCertificate): string {
  return (
    `${addressOf(server)} has another certificate than the one you named: ${shown(fingerprint)}. Somebody may be in ` +
    "between. Nothing was sent."
  );
}

function unknown(server: Address): string {
  const address = addressOf(server);
  return `no authority vouches for the certificate of ${address}. If you trust it, join it once: parley join ${address}`;
}

function taken(server: Address, fingerprint: string): string {
  return `the certificate of ${addressOf(server)} is taken from now on, and no other: ${shown(fingerprint)}`;
}

function unreadable({ path }: KnownServers, cause: unknown): string {
  return `it can't be told which servers are known, so nothing was sent: ${path}: ${whyNot(cause)}`;
}

function unkept(server: Address, { path }: KnownServers, fingerprint: string, cause: unknown): string {
  const address = addressOf(server);
  return (
    `the certificate of ${address} can't be remembered, so nothing was sent: ${path}: ${whyNot(cause)}. Where nothing ` +
    `can be kept, name it each time: ${address}#sha256=${fingerprint}`
  );
}

/** A fingerprint as a server shows its own at its start. */
function shown(fingerprint: string): string {
  return `SHA-256 ${colons(fingerprint)}`;
}

function colons(fingerprint: string): string {
  return fingerprint.replace(/..(?!$)/g, "$&:").toUpperCase();
}

function whyNot(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
