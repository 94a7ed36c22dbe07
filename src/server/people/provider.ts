import { LIMITS } from "../../core/limits.ts";

/** A provider of OpenID Connect, as the operator named it. */
export interface ProviderConfig {
  /** Its address, below which it says more of itself (OpenID Connect Discovery 1.0). */
  readonly issuer: URL;
  readonly clientId: string;
  /** Without one, this server is a public client, which PKCE alone protects. */
  readonly clientSecret?: string;
}

/** Who somebody is elsewhere. */
export interface Identity {
  /** `ISSUER SUBJECT`: the same for good. */
  readonly subject: string;
  /** What they are called there, which may change. */
  readonly name?: string;
}

/** What is remembered of a sign-in that has begun: none of it is ever in a URL. */
export interface Begun {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
}

type Client = typeof import("openid-client");

/** What is known of the provider once it has said it. */
interface Known {
  readonly client: Client;
  readonly config: import("openid-client").Configuration;
  readonly keys: import("jose").JWTVerifyGetKey;
}

/** Claims by which people are called, the best first (OpenID Connect Core 1.0, 5.1). */
const NAMES = ["preferred_username", "nickname", "email", "name"];

/**
 * Speaks with the provider: the authorization code flow with PKCE (RFC 7636), and its tokens. It is asked who it is when
 * somebody first signs in, and not before; if it does not answer then, it is asked again by the next one.
 */
export class Provider {
  readonly #config: ProviderConfig;
  #known: Promise<Known> | undefined;

  constructor(config: ProviderConfig) {
    this.#config = config;
  }

  /**
   * Where a browser goes to sign in, and what is to be remembered until it comes back.
   * @param callback where it comes back to
   * @throws Error (rejects) if the provider can't be reached
   */
  async begin(callback: string): Promise<{ readonly url: URL; readonly begun: Begun }> {
    const { client, config } = await this.#discover();
    const begun = {
      verifier: client.randomPKCECodeVerifier(),
      state: client.randomState(),
      nonce: client.randomNonce(),
    };
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: callback,
      scope: "openid profile email",
      code_challenge: await client.calculatePKCECodeChallenge(begun.verifier),
      code_challenge_method: "S256",
      state: begun.state,
      nonce: begun.nonce,
    });
    return { url, begun };
  }

  /**
   * Who the browser is that has come back.
   * @param came the whole URL to which it came
   * @throws Error (rejects) if the provider says no, or anything is not as it was begun
   */
  async finish(came: URL, { verifier, state, nonce }: Begun): Promise<Identity> {
    const { client, config } = await this.#discover();
    const tokens = await client.authorizationCodeGrant(config, came, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims) throw new Error("the provider sent no ID token");
    return identityOf(claims.iss, claims.sub, claims);
  }

  /**
   * Whose bearer token that is: a JWT of the provider's that is meant for this server; nothing if it is none, or not good.
   * @throws Error (rejects) if the provider can't be reached
   */
  async check(token: string): Promise<Identity | undefined> {
    const { keys, config } = await this.#discover();
    const { jwtVerify, errors } = await import("jose");
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: config.serverMetadata().issuer,
        audience: this.#config.clientId,
        requiredClaims: ["sub", "exp"],
      });
      return identityOf(payload.iss ?? "", payload.sub ?? "", payload);
    } catch (cause) {
      const isBad = cause instanceof errors.JOSEError && !(cause instanceof errors.JWKSTimeout);
      if (isBad) return undefined;
      throw cause;
    }
  }

  #discover(): Promise<Known> {
    this.#known ??= discover(this.#config).catch((cause: unknown) => {
      this.#known = undefined;
      throw cause;
    });
    return this.#known;
  }
}

async function discover({ issuer, clientId, clientSecret }: ProviderConfig): Promise<Known> {
  const [client, { createRemoteJWKSet }] = await Promise.all([import("openid-client"), import("jose")]);
  const proof = clientSecret === undefined ? client.None() : client.ClientSecretPost(clientSecret);
  // On this machine nobody is between.
  const execute = issuer.protocol === "http:" ? [client.allowInsecureRequests] : [];
  const timeout = LIMITS.oidcAnswerMs / 1_000;
  const config = await client.discovery(issuer, clientId, undefined, proof, { execute, timeout });
  const keys = config.serverMetadata().jwks_uri;
  if (keys === undefined) throw new Error("the provider does not say where its keys are");
  return { client, config, keys: createRemoteJWKSet(new URL(keys), { timeoutDuration: LIMITS.oidcAnswerMs }) };
}

function identityOf(issuer: string, subject: string, claims: Readonly<Record<string, unknown>>): Identity {
  const name = NAMES.map((claim) => claims[claim]).find((value) => typeof value === "string" && value !== "");
  return { subject: `${issuer} ${subject}`, ...(typeof name === "string" && { name }) };
}
