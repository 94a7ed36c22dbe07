import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { drafts } from "./acts.fixture.ts";
import { apply } from "./apply.ts";
import type { Entry } from "./commands.ts";
import { nickKey } from "./names.ts";
import { POWER, powerOfAccount } from "./rules/admin-rule.ts";
import { isServerMuted } from "./rules/bans.ts";
import { snapshot } from "./snapshot.ts";
import { accountByName, emptyState, type State } from "./state.ts";
import { follow, toEntries } from "./story.fixture.ts";

// Each of these tells thousands of stories.
vi.setConfig({ testTimeout: 60_000 });

// Bounds so small that a short story meets them all.
vi.mock(import("./limits.ts"), async (load) => {
  const [real, { SMALL_LIMITS }] = await Promise.all([load(), import("./small-limits.fixture.ts")]);
  return { ...real, LIMITS: { ...real.LIMITS, ...SMALL_LIMITS } };
});

/** What a session has proved by itself. */
interface Proof {
  account?: string;
  isOperator: boolean;
}

/** Takes note of what the session proves by an entry that was carried out. */
function prove(proofs: Map<string, Proof>, { session, act }: Entry): void {
  const proof = proofs.get(session) ?? { isOperator: false };
  if (act.type === "open") proofs.set(session, { isOperator: false, ...(act.account && { account: act.account }) });
  else if (act.type === "login" || act.type === "register") proof.account = act.account;
  else if (act.type === "logout") delete proof.account;
  else if (act.type === "oper") proof.isOperator = true;
}

test("no session acts for an account, or as an operator of the server, that has not proved it by itself", () => {
  fc.assert(
    fc.property(drafts, (list) => {
      const proofs = new Map<string, Proof>();
      follow(toEntries(list), (state, entry, outcome) => {
        if (!outcome.refusal) prove(proofs, entry);
        for (const { id, user: of } of state.sessions.values()) {
          const proof = proofs.get(id);
          const user = state.users.get(of);
          expect(nickKey(user?.account ?? "")).toBe(nickKey(proof?.account ?? ""));
          const isByRole = powerOfAccount(state, user?.account) > POWER.none;
          if (user?.operator !== undefined && !isByRole) expect(proof?.isOperator).toBe(true);
        }
      });
    }),
  );
});

/** Whether the asker of an entry is an owner of the server, or the server itself. */
function isOwners(before: State, { session }: Entry): boolean {
  const user = before.users.get(before.sessions.get(session)?.user ?? 0);
  const account = user?.account === undefined ? undefined : accountByName(before, user.account);
  return session === "" || (user?.operator !== undefined && account?.role === "owner");
}

test("a role comes from an owner or the server itself, at once or by an invite link of theirs", () => {
  fc.assert(
    fc.property(drafts, (list) => {
      follow(toEntries(list), (state, entry, _outcome, before) => {
        if (isOwners(before, entry)) return;
        const links = [...state.invites.values()].filter(
          ({ id, role }) => role !== undefined && !before.invites.has(id),
        );
        expect(links).toEqual([]);
        const raised = [...state.accounts].filter(([key, { role }]) => role && role !== before.accounts.get(key)?.role);
        const code = entry.act.type === "register" ? entry.act.invite : undefined;
        const link = [...before.invites.values()].find(({ digest }) => digest === code);
        for (const [, { role }] of raised) expect(role).toBe(link?.role);
      });
    }),
  );
});

/** Whether the asker of an entry may say nothing to anybody. */
function isSilenced(before: State, { session: id, at }: Entry): boolean {
  const session = before.sessions.get(id);
  const user = before.users.get(session?.user ?? 0);
  if (!session || !user || user.operator !== undefined) return false;
  return (session.guests === "read" && user.account === undefined) || isServerMuted(before, user, at);
}

test("who is muted on the server tells nobody anything, and a guest who may only read neither", () => {
  fc.assert(
    fc.property(drafts, (list) => {
      follow(toEntries(list), (_state, entry, outcome, before) => {
        if (outcome.refusal || !isSilenced(before, entry)) return;
        const told = outcome.emissions.filter(({ event }) => event.type !== "moderation");
        for (const { event } of told) {
          expect(["message", "edit", "topic", "invite", "rename", "setname", "metadata"]).not.toContain(event.type);
        }
        // What the server itself gives as a reason may be there.
        const reason = "reason" in entry.act && entry.act.reason;
        if (reason) expect(told.map(({ event }) => "reason" in event && event.reason)).not.toContain(reason);
      });
    }),
  );
});

test("only those who keep order on the server are told of what is noted for them", () => {
  fc.assert(
    fc.property(drafts, (list) => {
      follow(toEntries(list), (state, _entry, outcome) => {
        for (const { event, audience } of outcome.refusal ? [] : outcome.emissions) {
          if (event.type !== "moderation") continue;
          expect(audience.channels).toEqual([]);
          for (const id of audience.users) expect(state.users.get(id)?.operator).toBeDefined();
        }
      });
    }),
  );
});

test("nothing comes into the state from an act but what the act is made of: no secret that slips in", () => {
  const planted = { password: "PLANTED", token: "PLANTED", code: "PLANTED", secret: "PLANTED" };
  const tainted = (entry: Entry): Entry => {
    const { act } = entry;
    if (act.type === "register" && act.device) {
      return { ...entry, act: { ...act, ...planted, device: { ...act.device, ...planted } } };
    }
    if (act.type === "device-add")
      return { ...entry, act: { ...act, ...planted, device: { ...act.device, ...planted } } };
    if (act.type === "ban-add") return { ...entry, act: { ...act, ...planted, target: { ...act.target, ...planted } } };
    return { ...entry, act: { ...act, ...planted } };
  };
  fc.assert(
    fc.property(drafts, (list) => {
      const state = emptyState();
      for (const entry of toEntries(list)) {
        const outcome = apply(state, tainted(entry));
        expect(JSON.stringify(outcome)).not.toContain("PLANTED");
      }
      expect(snapshot(state)).not.toContain("PLANTED");
    }),
  );
});
