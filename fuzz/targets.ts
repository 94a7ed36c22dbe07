import type { Target } from "./target.ts";
import { clients } from "./targets/clients.ts";
import { configuration, options } from "./targets/configuration.ts";
import { conversations } from "./targets/conversations.ts";
import { clientHello, proxyHeader } from "./targets/fronts.ts";
import { headers } from "./targets/headers.ts";
import { http } from "./targets/http.ts";
import { imports } from "./targets/imports.ts";
import { ircMessage, jsonMessages, names, sasl, sniffing } from "./targets/parsers.ts";

/** All that is fuzzed. */
export const targets: readonly Target[] = [
  ...conversations,
  clients,
  ircMessage,
  jsonMessages,
  sasl,
  names,
  sniffing,
  clientHello,
  proxyHeader,
  http,
  headers,
  configuration,
  options,
  ...imports,
];
