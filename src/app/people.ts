import type { Hub } from "../core/hub.ts";
import { accountByProof, subjectProof } from "../core/state.ts";
import type { Origins } from "../server/origins.ts";
import type { PeopleParts } from "../server/people/people-http.ts";
import { Provider } from "../server/people/provider.ts";
import type { Bearer, Settings } from "../wire/conversation.ts";
import type { Config } from "./config.ts";

/** What signing in needs of the rest of a server. */
export interface PeopleNeeds extends Pick<Settings, "passwords" | "wrong" | "registrations"> {
  readonly config: Config;
  readonly hub: Hub;
  /** What the one port is called by who knows no better; a URL without a slash at the end. */
  readonly base: () => string;
  readonly origins: Origins;
  /** Tells whoever runs the server of trouble with the provider. */
  trouble(cause: unknown): void;
}

/** How people sign in besides the dialects' own ways. */
export interface People {
  /** Over HTTP. */
  readonly http: PeopleParts;
  /** By tokens of the provider, where one is configured. */
  readonly bearer?: Bearer;
}

/** Puts together how people sign in besides the dialects' own ways. */
export function peopleOverHttp({ config, ...needs }: PeopleNeeds): People {
  const provider = config.provider && new Provider(config.provider);
  const http = {
    ...needs,
    clock: Date.now,
    ...(config.url !== undefined && { url: config.url }),
    ...(provider && { provider }),
  };
  return provider ? { http, bearer: bearerOf(provider, needs) } : { http };
}

/** Tokens of a provider prove the accounts of those who have signed in by it before. */
function bearerOf(provider: Provider, { hub, trouble }: Pick<PeopleNeeds, "hub" | "trouble">): Bearer {
  return {
    async check(token) {
      try {
        const identity = await provider.check(token);
        const account = identity && accountByProof(hub.state, subjectProof(identity.subject));
        return account && { account: account.name };
      } catch (cause) {
        trouble(cause);
        throw cause;
      }
    },
  };
}
