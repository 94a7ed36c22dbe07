import type { Account } from "./accounts.ts";
import { identityOfAccount } from "./identities.ts";
import { LIMITS } from "./limits.ts";
import { fold, isNick, nickKey } from "./names.ts";
import { banKey, isAccountBanned } from "./rules/bans.ts";
import { proofsOf } from "./rules/proofs.ts";
import { accountByName, identityOf, type State, type User } from "./state.ts";

/** Says what is not as it must be. */
type Report = (isRight: boolean, problem: string) => void;

/** All that is wrong with a state's accounts, ways in and bans, for tests: as `problemsOf`. */
export function problemsOfAccounts(state: State): string[] {
  const problems: string[] = [];
  const report: Report = (isRight, problem) => {
    if (!isRight) problems.push(problem);
  };
  report(state.accounts.size <= LIMITS.accounts, "there are not too many accounts");
  const people = [...state.accounts.values()];
  const identities = new Set(people.map(identityOfAccount));
  report(identities.size === people.length, "each account is somebody else for good");
  const proofs = people.flatMap((account) => proofsOf(account).map((proof) => [proof, nickKey(account.name)] as const));
  report(new Map(proofs).size === proofs.length, "what proves an account proves no other");
  report(proofs.length === state.proofs.size, "there are no proofs of nothing");
  for (const [proof, key] of proofs) report(state.proofs.get(proof) === key, "an account is found by what proves it");
  const told = people.flatMap(({ pushes, name }) =>
    [...pushes.keys()].map((endpoint) => [endpoint, nickKey(name)] as const),
  );
  report(told.length === state.endpoints.size && told.length <= LIMITS.pushes, "browsers are told of one account each");
  for (const [endpoint, key] of told)
    report(state.endpoints.get(endpoint) === key, "a browser is found by its endpoint");
  for (const [key, account] of state.accounts) checkAccount(state, key, account, report);
  for (const user of state.users.values()) checkUser(state, user, report);
  checkFounders(state, report);
  checkInvites(state, report);
  checkBans(state, report);
  return problems;
}

function checkAccount(state: State, key: string, its: Account, report: Report): void {
  report(isNick(its.name) && nickKey(its.name) === key, "an account is found by its name");
  report(its.role === undefined || its.role === "owner" || its.role === "admin", "a role is one");
  report(its.devices.size <= LIMITS.devicesPerAccount, "an account has not too many devices");
  report(its.certificates.size <= LIMITS.certificatesPerAccount, "an account has not too many certificates");
  report(its.subjects.size <= LIMITS.subjectsPerAccount, "an account has not too many subjects");
  for (const [id, device] of its.devices) report(device.id === id, "a device is found by its id");
  report(its.pushes.size <= LIMITS.pushesPerAccount, "not too many browsers are told of an account");
  for (const [endpoint, { endpoint: own, device }] of its.pushes) {
    report(own === endpoint, "a browser is told by its own endpoint");
    report(device === undefined || its.devices.has(device), "a browser is told no longer than its device is known");
  }
  const users = [...its.users].map((id) => state.users.get(id));
  for (const user of users) report(user?.account === its.name, "an account's user is signed in to it");
  const absent = users.filter((user) => user?.absent !== undefined);
  report(absent.length <= (its.alwaysOn ? 1 : 0), "of an account that is always on one user stays, of others none");
}

function checkUser(state: State, user: User, report: Report): void {
  const account = user.account === undefined ? undefined : accountByName(state, user.account);
  report(user.account === account?.name, "a user is signed in to an account that there is");
  report(account?.users.has(user.id) ?? true, "an account knows its users");
  report(account === undefined || identityOf(user) === identityOfAccount(account), "a user is who their account is");
  const isBanned = account !== undefined && isAccountBanned(state, account.name, state.at);
  report(!isBanned, "nobody is here by an account that is banned");
  for (const id of user.sessions) {
    const { device, guests } = state.sessions.get(id) ?? {};
    report(device === undefined || account?.devices.has(device) === true, "a session's device is its account's");
    report(guests !== "none" || account !== undefined, "where guests may not be, everybody is signed in");
  }
}

function checkFounders(state: State, report: Report): void {
  const founders = [...state.channels.values()].flatMap(({ founder }) => founder ?? []);
  report(founders.length <= LIMITS.registeredChannels, "not too many channels are registered");
  for (const founder of founders) {
    const own = founders.filter((other) => other === founder);
    report(own.length <= LIMITS.channelsPerAccount, "an account has not registered too many channels");
  }
}

function checkInvites({ invites }: State, report: Report): void {
  report(invites.size <= LIMITS.inviteLinks, "there are not too many invite links");
  for (const [id, its] of invites) {
    report(its.id === id, "an invite link is found by its id");
    report(its.uses >= 1 && its.uses + its.used <= LIMITS.inviteUses, "an invite link is good for some uses");
  }
  const digests = new Set([...invites.values()].map(({ digest }) => digest));
  report(digests.size === invites.size, "each invite link has a code of its own");
}

function checkBans({ bans, mutes }: State, report: Report): void {
  report(bans.size <= LIMITS.serverBans && mutes.size <= LIMITS.serverMutes, "there are not too many bans");
  for (const [key, ban] of [...bans, ...mutes]) {
    report(banKey(ban.target) === key, "a ban is found by what it is about");
    report(ban.mutes === (mutes.get(key) === ban), "bans and mutes are not mixed up");
    const isWhole = ban.target.kind !== "mask" || fold(ban.target.name).includes("!");
    report(isWhole, "a mask is whole");
  }
}
