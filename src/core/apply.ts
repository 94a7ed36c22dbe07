import { type Refusal, refuse } from "./answers.ts";
import type { Act, Command, Entry, SessionId } from "./commands.ts";
import { applyRegister, checkRegister, login, logout } from "./rules/accounts.ts";
import { join, kick, part, topic } from "./rules/channels.ts";
import { edit } from "./rules/edit.ts";
import { invite } from "./rules/invite.ts";
import { mode, usermode } from "./rules/modes.ts";
import { chghost, kill, oper, wallops } from "./rules/operators.ts";
import { applyClose, applyOpen, away, checkOpen, nick } from "./rules/people.ts";
import { markread, metadata, setname } from "./rules/personal.ts";
import { redact } from "./rules/redact.ts";
import { rename } from "./rules/rename.ts";
import type { Actor, Effect, Place, Rule } from "./rules/rule.ts";
import { applyStart, checkStart } from "./rules/start.ts";
import { say } from "./rules/talk.ts";
import type { State } from "./state.ts";

/** The rule of every command; a command without one does not compile. */
const RULES: { readonly [T in Command["type"]]: Rule<Extract<Command, { type: T }>> } = {
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
  oper,
  kill,
  wallops,
  chghost,
};

/** What became of an entry: an effect, or a refusal if it turned out void when its turn came. */
export type Outcome = { readonly refusal: Refusal } | (Effect & { readonly refusal?: undefined });

/** Whether an act would be carried out if its turn came now. */
export function check(state: State, session: SessionId, act: Act): Refusal | undefined {
  switch (act.type) {
    case "start":
      return checkStart(state, act);
    case "open":
      return checkOpen(state, session, act);
    case "register":
      return checkRegister(state, actorOf(state, session)?.user, act);
    case "close":
      return actorOf(state, session) ? undefined : refuse("not-open");
    default: {
      const actor = actorOf(state, session);
      return actor ? ruleOf(act).check(state, actor, act) : refuse("not-open");
    }
  }
}

/**
 * Applies one entry: the only thing that changes a state. Deterministic: equal entries on equal states give equal states
 * and outcomes, on every node. A void entry changes nothing but the place in the log.
 */
export function apply(state: State, entry: Entry): Outcome {
  const refusal = check(state, entry.session, entry.act);
  state.seq = entry.seq;
  state.at = entry.at;
  return refusal ? { refusal } : effect(state, entry);
}

function effect(state: State, entry: Entry): Effect {
  const { act } = entry;
  const place: Place = { seq: entry.seq, at: entry.at, node: entry.node, session: entry.session };
  switch (act.type) {
    case "start":
      return applyStart(state, act, place);
    case "open":
      return applyOpen(state, act, place);
    case "register":
      return applyRegister(state, actorOf(state, entry.session)?.user, act, place);
    default: {
      const actor = actorOf(state, entry.session);
      if (!actor) return { emissions: [] };
      if (act.type === "close") return { emissions: applyClose(state, actor, act, place) };
      return ruleOf(act).apply(state, actor, act, place);
    }
  }
}

function actorOf(state: State, id: SessionId): Actor | undefined {
  const session = state.sessions.get(id);
  const user = session && state.users.get(session.user);
  return session && user && { session, user };
}

/** The rule for this command, which takes just this type of command: the table's own type says so. */
function ruleOf<C extends Command>(command: C): Rule<C> {
  return RULES[command.type] as unknown as Rule<C>;
}
