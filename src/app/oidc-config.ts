import { isLoopback } from "../server/addresses.ts";
import type { ProviderConfig } from "../server/people/provider.ts";
import { ConfigError } from "./config-error.ts";

/** What was said of the provider by which people may sign in. */
interface Said {
  readonly issuer: string | undefined;
  readonly client: string | undefined;
  readonly secret: string | undefined;
}

/**
 * Reads by which provider of OpenID Connect people may sign in; nothing if by none.
 * @throws ConfigError with a sentence that shows no secret
 */
export function readProvider({ issuer, client, secret }: Said): ProviderConfig | undefined {
  if (issuer === undefined) {
    if (client === undefined && secret === undefined) return undefined;
    throw new ConfigError("--oidc-client and oidc-secret are for a provider, which --oidc names.");
  }
  if (client === undefined)
    throw new ConfigError("--oidc needs --oidc-client: as what the provider knows this server.");
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname));
  if (!url || !isSafe || url.search !== "" || url.hash !== "") {
    throw new ConfigError(`"${issuer}" is not a provider's address: it is written as https://login.example.org/realm.`);
  }
  return { issuer: url, clientId: client, ...(secret !== undefined && { clientSecret: secret }) };
}
