import type { AdminCommand } from "./account-commands.ts";
import { type Refusal, refuse } from "./answers.ts";
import type { Act, Command, Entry, SessionId } from "./commands.ts";
import { alwayson, applyRegister, checkRegister, login, logout, passwd, role, unregister } from "./rules/accounts.ts";
import type { AdminRule } from "./rules/admin-rule.ts";
import { addBan, removeBan } from "./rules/bans.ts";
import { join, kick, part, topic } from "./rules/channels.ts";
import { edit } from "./rules/edit.ts";
import { applyClose } from "./rules/endings.ts";
import { mayAct, muffled } from "./rules/guests.ts";
import { invite } from "./rules/invite.ts";
import { addInvite, removeInvite } from "./rules/invite-links.ts";
import { moderationOf } from "./rules/moderation.ts";
import { mode, usermode } from "./rules/modes.ts";
import { chghost, kill, oper, wallops } from "./rules/operators.ts";
import { applyOpen, away, checkOpen, nick } from "./rules/people.ts";
import { markread, metadata, setname } from "./rules/personal.ts";
import { addCertificate, addDevice, addSubject, removeCertificate, removeDevice } from "./rules/proofs.ts";
import { addPush, removePush } from "./rules/pushes.ts";
import { redact } from "./rules/redact.ts";
import { rename } from "./rules/rename.ts";
import { report } from "./rules/report.ts";
import type { Actor, Effect, Place, Rule } from "./rules/rule.ts";
import { applyLost, applyStart, checkLost, checkStart, isGone } from "./rules/start.ts";
import { saidBefore, say } from "./rules/talk.ts";
import { wire } from "./rules/wire.ts";
import { type State, whoIs } from "./state.ts";

/** The rule of every command that only users have; a command without one does not compile. */
const RULES: { readonly [T in UserCommand["type"]]: Rule<Extract<UserCommand, { type: T }>> } = {
  say,
  join,
  part,
  nick,
  topic,
  mode,
  usermode,
  kick,
  invite,
  away,
  setname,
  rename,
  redact,
  edit,
  markread,
  metadata,
  login,
  logout,
  report,
  oper,
  kill,
  wallops,
  wire,
  chghost,
};

/** The rule of every command that the server itself has too. */
const ADMIN_RULES: { readonly [T in AdminCommand["type"]]: AdminRule<Extract<AdminCommand, { type: T }>> } = {
  passwd,
  unregister,
  role,
  alwayson,
  "device-add": addDevice,
  "device-remove": removeDevice,
  "certificate-add": addCertificate,
  "certificate-remove": removeCertificate,
  "subject-add": addSubject,
  "push-add": addPush,
  "push-remove": removePush,
  "invite-add": addInvite,
  "invite-remove": removeInvite,
  "ban-add": addBan,
  "ban-remove": removeBan,
};

type UserCommand = Exclude<Command, AdminCommand>;

/** What became of an entry: an effect, or a refusal if it turned out void when its turn came. */
export type Outcome = { readonly refusal: Refusal } | (Effect & { readonly refusal?: undefined });

/**
 * Whether an act would be carried out if its turn came now.
 *
 * @param at the time of its turn, in milliseconds since 1970
 */
export function check(state: State, session: SessionId, act: Act, at: number): Refusal | undefined {
  const actor = actorOf(state, session);
  switch (act.type) {
    case "start":
      return checkStart(state, act);
    case "lost":
      return checkLost(state, act);
    case "open":
      return checkOpen(state, session, act, at);
    case "register":
      return checkRegister(state, actor?.user, act, at, session === SERVER);
    case "close":
      return actor ? undefined : refuse("not-open");
    default:
      if (isAdmin(act)) {
        return actor || session === SERVER ? adminRuleOf(act).check(state, actor, act, at) : refuse("not-open");
      }
      if (!actor) return refuse("not-open");
      // Said before: whoever asks again is told so, even if they may say nothing now.
      if (act.type === "say" && saidBefore(state, actor, act) !== undefined) return undefined;
      return mayAct(state, actor, act.type, at) ?? ruleOf(act).check(state, actor, act, at);
  }
}

/**
 * Applies one entry: the only thing that changes a state. Deterministic: equal entries on equal states give equal states
 * and outcomes, on every node. A void entry changes nothing but the place in the log.
 */
export function apply(state: State, entry: Entry): Outcome {
  const refusal = isGone(state, entry) ? refuse("node-lost") : check(state, entry.session, entry.act, entry.at);
  state.seq = entry.seq;
  state.at = entry.at;
  return refusal ? { refusal } : effect(state, entry);
}

/** The session of what the server itself asks. */
const SERVER: SessionId = "";

function effect(state: State, entry: Entry): Effect {
  const { seq, at, node, session } = entry;
  const place: Place = { seq, at, node, session, ids: { isMainTaken: false, asides: 0 } };
  const actor = actorOf(state, session);
  const act = muffled(state, actor, entry.act, at);
  // As they were when they asked: it may have been about themselves.
  const from = actor && whoIs(actor.user);
  const done = effectOf(state, actor, act, place);
  const noted = moderationOf(state, { asker: actor, from, act, done }, place);
  return noted.length === 0 ? done : { ...done, emissions: [...done.emissions, ...noted] };
}

function effectOf(state: State, actor: Actor | undefined, act: Act, place: Place): Effect {
  switch (act.type) {
    case "start":
      return applyStart(state, act, place);
    case "lost":
      return applyLost(state, act, place);
    case "open":
      return applyOpen(state, act, place);
    case "register":
      return applyRegister(state, actor, act, place);
    default:
      if (isAdmin(act)) return adminRuleOf(act).apply(state, actor, act, place);
      if (!actor) return { emissions: [] };
      if (act.type === "close") return { emissions: applyClose(state, actor, act, place) };
      return ruleOf(act).apply(state, actor, act, place);
  }
}

function actorOf(state: State, id: SessionId): Actor | undefined {
  const session = state.sessions.get(id);
  const user = session && state.users.get(session.user);
  return session && user && { session, user };
}

/** The rule for this command, which takes just this type of command: the table's own type says so. */
function ruleOf<C extends UserCommand>(command: C): Rule<C> {
  return RULES[command.type] as unknown as Rule<C>;
}

function adminRuleOf<C extends AdminCommand>(command: C): AdminRule<C> {
  return ADMIN_RULES[command.type] as unknown as AdminRule<C>;
}

function isAdmin(act: Act): act is AdminCommand {
  return Object.hasOwn(ADMIN_RULES, act.type);
}
