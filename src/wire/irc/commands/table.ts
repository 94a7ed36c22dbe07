import { CHANNELS } from "./channels.ts";
import { CONNECTION } from "./connection.ts";
import { INFO } from "./info.ts";
import { MODES } from "./modes.ts";
import { PEOPLE } from "./people.ts";
import type { Row } from "./row.ts";
import { TALK } from "./talk.ts";

/** Every command by its name in capitals; HELP is made from it. */
export const COMMANDS: ReadonlyMap<string, Row> = new Map(
  [...CONNECTION, ...TALK, ...CHANNELS, ...MODES, ...PEOPLE, ...INFO].map((row) => [row.name, row]),
);
