import type { Asked } from "../../client/outgoing.ts";
import { DISPLAY_NAME } from "./facts.ts";

/** What one may change about oneself; empty is what one does not tell, and whoever is not away. */
export interface OwnFields {
  readonly nick: string;
  readonly realname: string;
  readonly away: string;
  readonly [DISPLAY_NAME]: string;
}

/** What has to be asked for so that one becomes who one wants to be. */
export function ownChanges(before: OwnFields, after: OwnFields): readonly Asked[] {
  const commands: Asked[] = [];
  if (after.nick !== "" && after.nick !== before.nick) commands.push({ type: "nick", nick: after.nick });
  if (after.realname !== before.realname) commands.push({ type: "setname", realname: after.realname });
  if (after.away !== before.away) commands.push({ type: "away", ...(after.away !== "" && { text: after.away }) });
  const name = after[DISPLAY_NAME];
  if (name !== before[DISPLAY_NAME]) {
    commands.push({ type: "metadata", to: "*", key: DISPLAY_NAME, ...(name !== "" && { value: name }) });
  }
  return commands;
}
