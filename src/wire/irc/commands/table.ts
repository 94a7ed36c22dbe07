import { ACCOUNT_KEEPING } from "./account-keeping.ts";
import { ACCOUNTS } from "./accounts.ts";
import { CHANNELS } from "./channels.ts";
import { CHATHISTORY } from "./chathistory.ts";
import { CONNECTION } from "./connection.ts";
import { FILEHOST } from "./filehost.ts";
import { INFO } from "./info.ts";
import { METADATA } from "./metadata.ts";
import { MODERATION } from "./moderation.ts";
import { MODES } from "./modes.ts";
import { MONITOR } from "./monitor.ts";
import { NETWORK } from "./network.ts";
import { OPERATORS } from "./operators.ts";
import { PEOPLE } from "./people.ts";
import { PERSISTENCE } from "./persistence.ts";
import { READ_MARKER } from "./read-marker.ts";
import type { Row } from "./row.ts";
import { SEARCH } from "./search.ts";
import { SERVER_BANS } from "./server-bans.ts";
import { TALK } from "./talk.ts";
import { UPKEEP } from "./upkeep.ts";
import { WHOWAS } from "./whowas.ts";

/** Every command by its name in capitals; HELP is made from it. */
export const COMMANDS: ReadonlyMap<string, Row> = new Map(
  [
    ...CONNECTION,
    ...ACCOUNTS,
    ...ACCOUNT_KEEPING,
    ...PERSISTENCE,
    ...TALK,
    ...UPKEEP,
    ...CHANNELS,
    ...MODES,
    ...PEOPLE,
    ...WHOWAS,
    ...MONITOR,
    ...READ_MARKER,
    ...CHATHISTORY,
    ...SEARCH,
    ...FILEHOST,
    ...METADATA,
    ...OPERATORS,
    ...SERVER_BANS,
    ...MODERATION,
    ...NETWORK,
    ...INFO,
  ].map((row) => [row.name, row]),
);
