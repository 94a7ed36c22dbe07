import { type Refusal, refuse } from "../answers.ts";
import type { ChangeHost, Kill, Oper, Wallops } from "../commands.ts";
import { LIMITS } from "../limits.ts";
import { type State, type User, userByNick, whoIs } from "../state.ts";
import { cut, fits } from "../utf8.ts";
import { POWER, powerOfAccount } from "./admin-rule.ts";
import { checkReason } from "./channels.ts";
import { leave } from "./endings.ts";
import { takeUp } from "./operating.ts";
import { shownChannels } from "./quiet.ts";
import { base, NO_EFFECT, type Rule } from "./rule.ts";

/** Becoming an operator of the server. Whoever submits this has proved it to the dialect. */
export const oper: Rule<Oper> = {
  check(state, { user }, act) {
    const isByRole = powerOfAccount(state, user.account) > POWER.none;
    // What one session has proved is not for the user's others to have.
    if (user.sessions.size > 1 && !isByRole) {
      return refuse("not-yours", act.name, "Other sessions speak for this user: close them first.");
    }
    return fits(act.name, LIMITS.operatorBytes) ? undefined : refuse("too-long", "name");
  },

  apply(state, { user }, act, place) {
    return { emissions: takeUp(state, user, act.name, place) };
  },
};

/** Ending all sessions of a user. */
export const kill: Rule<Kill> = {
  check(state, { user }, act) {
    return checkOperator(user) ?? checkNick(state, act.nick) ?? checkReason(act.reason);
  },

  apply(state, { user }, act, place) {
    const target = userByNick(state, act.nick);
    if (!target) return NO_EFFECT;
    const sessions = [...target.sessions];
    const reason = cut(`Killed (${user.nick} (${act.reason}))`, LIMITS.reasonBytes);
    const emissions = leave(state, target, reason, place);
    return { emissions, ended: { sessions, code: "killed", reason } };
  },
};

/** Telling something to all users who want to hear such. */
export const wallops: Rule<Wallops> = {
  check(_state, { user }, act) {
    return checkOperator(user) ?? (act.text === "" ? refuse("no-text") : checkReason(act.text));
  },

  apply(state, { user }, act, place) {
    const users = [...state.users.values()].filter(({ modes }) => modes.includes("w")).map(({ id }) => id);
    const event = { type: "wallops", ...base(state, place, whoIs(user)), text: act.text } as const;
    return { emissions: [{ event, audience: { channels: [], users } }] };
  },
};

/** Giving a user another name and host. */
export const chghost: Rule<ChangeHost> = {
  check(state, { user }, act) {
    const refusal = checkOperator(user) ?? checkNick(state, act.nick);
    if (refusal) return refusal;
    if (!/^[\w.~-]+$/.test(act.ident) || !fits(act.ident, LIMITS.identBytes)) return refuse("bad-command", "ident");
    const isHost = /^[A-Za-z0-9.:/-]+$/.test(act.host) && !act.host.startsWith(":");
    return isHost && fits(act.host, LIMITS.hostBytes) ? undefined : refuse("bad-command", "host");
  },

  apply(state, _actor, act, place) {
    const target = userByNick(state, act.nick);
    if (!target || (target.ident === act.ident && target.host === act.host)) return NO_EFFECT;
    const from = whoIs(target);
    target.ident = act.ident;
    target.host = act.host;
    const event = { type: "chghost", ...base(state, place, from), user: act.ident, host: act.host } as const;
    return { emissions: [{ event, audience: { channels: shownChannels(state, target), users: [target.id] } }] };
  },
};

function checkOperator(user: User): Refusal | undefined {
  return user.operator === undefined ? refuse("not-server-operator") : undefined;
}

function checkNick(state: State, nick: string): Refusal | undefined {
  return userByNick(state, nick) ? undefined : refuse("no-such-nick", nick);
}
