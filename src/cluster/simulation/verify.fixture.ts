import { isDeepStrictEqual } from "node:util";
import type { Kept } from "../../core/ports.ts";
import { snapshot } from "../../core/snapshot.ts";
import type { SessionState } from "../../core/state.ts";
import { problemsOf } from "../../core/testing-wholeness.ts";
import type { SimulatedClient } from "./client.fixture.ts";
import type { NodeRun } from "./node.fixture.ts";

/** All that is not as it must be when all is quiet. */
export function verify(runs: readonly NodeRun[], clients: readonly SimulatedClient[]): string[] {
  const [first, ...others] = runs;
  if (!first) return ["there is no node"];
  const problems = problemsOf(first.hub.state);
  const state = snapshot(first.hub.state);
  const { history } = first;
  const kept = JSON.stringify(history);
  for (const { id, hub, history: its } of others) {
    if (snapshot(hub.state) !== state) problems.push(`the states of ${first.id} and ${id} differ`);
    if (JSON.stringify(its) !== kept) problems.push(`the histories of ${first.id} and ${id} differ`);
  }
  problems.push(...problemsOfNodes(runs), ...problemsOfSessions(runs, clients), ...problemsOfTexts(history, clients));
  return problems;
}

function problemsOfNodes(runs: readonly NodeRun[]): string[] {
  const problems: string[] = [];
  for (const { id, hub } of runs) {
    const there = [...hub.state.nodes].map(([name, node]) => `${name} ${node}`).sort();
    const up = runs.map((run) => `${run.name} ${run.id}`).sort();
    if (!isDeepStrictEqual(there, up)) problems.push(`${id} knows ${there}, and there are ${up}`);
  }
  return problems;
}

/** Nobody is there who is gone, and everybody who is not. */
function problemsOfSessions(runs: readonly NodeRun[], clients: readonly SimulatedClient[]): string[] {
  const here = clients.flatMap(({ name, session }) => (session ? [{ name, id: session.id }] : []));
  return runs.flatMap(({ id: run, hub }) => {
    const { sessions } = hub.state;
    const own = [...sessions.values()].filter(({ node }) => node === run);
    return [
      ...[...sessions.values()].filter((one) => !isThere(one, runs)).map(({ id }) => `on ${run}, ${id} is a ghost`),
      ...here.filter(({ id }) => !sessions.has(id)).map(({ name }) => `${run} does not know that ${name} is here`),
      ...(hub.sessionCount === own.length ? [] : [`${run} has ${hub.sessionCount} sessions, ${own.length} in the log`]),
    ];
  });
}

/** Whether a session is known to its node, which is there. */
function isThere({ id, node }: SessionState, runs: readonly NodeRun[]): boolean {
  const session = runs.find((one) => one.id === node)?.hub.session(id);
  return session !== undefined && !session.isEnded;
}

function problemsOfTexts(history: readonly Kept[], clients: readonly SimulatedClient[]): string[] {
  const problems: string[] = [];
  const seqs = new Map<string, number>();
  for (const { event } of history) {
    if (event.type !== "message") continue;
    if (seqs.has(event.text)) problems.push(`${event.text} is there as ${seqs.get(event.text)} and as ${event.seq}`);
    seqs.set(event.text, event.seq);
  }
  for (const { text, seq, asked, refused } of clients.flatMap(({ said }) => said)) {
    const there = seqs.get(text);
    if (seq !== undefined && there !== seq) problems.push(`${text} was acknowledged as ${seq} and is ${there}`);
    if (asked === refused && there !== undefined) problems.push(`${text} was refused, and is there as ${there}`);
  }
  return problems;
}
