import type { ModerationEvent, Who } from "../core/events.ts";

/** What was done to keep order, as a sentence for those who do. */
export function moderationText(event: ModerationEvent): string {
  const { from, target = "", channel = "", reason, until } = event;
  const did = DEEDS[event.action]({ target, channel, event });
  const because = reason ? `: ${reason}` : "";
  return `${whoDid(from)} ${did}${until === undefined ? "" : ` until ${new Date(until).toISOString()}`}${because}`;
}

/**
 * Who did something to keep order: by their account, since anybody could have had the nick; nobody's is that of the server
 * itself.
 */
export function whoDid({ nick, account }: Pick<Who, "nick" | "account">): string {
  if (account === undefined || account === nick) return nick;
  return `${account} (${nick})`;
}

/** What a deed is told with. */
interface Deed {
  readonly target: string;
  readonly channel: string;
  readonly event: ModerationEvent;
}

const DEEDS: { readonly [A in ModerationEvent["action"]]: (deed: Deed) => string } = {
  kick: ({ target, channel }) => `made ${target} leave ${channel}`,
  mode: ({ target, channel }) => `set ${target} on ${channel}`,
  redact: ({ channel }) => `took back somebody's message in ${channel}`,
  rename: ({ target, channel }) => `renamed ${channel} to ${target}`,
  kill: ({ target }) => `ended the sessions of ${target}`,
  ban: ({ target }) => `banned ${target} from the server`,
  unban: ({ target }) => `lifted the ban on ${target}`,
  mute: ({ target }) => `muted ${target} on the server`,
  unmute: ({ target }) => `lifted the mute on ${target}`,
  report: ({ channel, event: { said } }) =>
    `reports in ${channel} <${said?.by ?? "?"}> ${said?.text.split("\n")[0] ?? ""}`,
  oper: ({ target }) => `is an operator of the server now, as ${target}`,
  wire: ({ target }) => `watches the bytes of a connection of ${target}`,
  chghost: ({ target }) => `changed the host of ${target}`,
  role: ({ target }) => `gave the account ${target} another role`,
  "invite-add": ({ target }) => `made the invite link ${target}`,
  "invite-remove": ({ target }) => `removed the invite link ${target}`,
  register: ({ target }) => `made the account ${target}`,
  unregister: ({ target }) => `removed the account ${target}`,
  passwd: ({ target }) => `gave the account ${target} another password`,
  alwayson: ({ target }) => `changed whether the user of the account ${target} stays`,
  "device-add": ({ target }) => `added a device to the account ${target}`,
  "device-remove": ({ target }) => `signed out a device of the account ${target}`,
  "certificate-add": ({ target }) => `added a certificate to the account ${target}`,
  "certificate-remove": ({ target }) => `removed a certificate of the account ${target}`,
};
