import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";
import { REFUSALS } from "../src/core/answers.ts";
import type { ClusterNode, TestCluster } from "./cluster.ts";
import type { Follower } from "./follower.ts";
import { Peer } from "./harness.ts";
import { JsonPeer } from "./json-peer.ts";
import type { Ledger } from "./ledger.ts";
import { labelOf } from "./speakers.ts";
import type { Crowd } from "./talkers.ts";

const AGAIN_MS = 20;

/** How long until all nodes have everybody in NAMES, after the last thing that was broken works again. */
export const WHOLE_MS = 2_000;

type Message = NonNullable<Awaited<ReturnType<JsonPeer["ask"]>>["messages"]>[number];

/** Compares what the nodes have with each other, and with what clients were promised and shown. */
export class Audit {
  readonly #cluster: TestCluster;
  readonly #crowd: Crowd;
  readonly #followers: readonly Follower[];
  readonly #ledger: Ledger;
  /** What every node has told so far, by seq. */
  readonly #history = new Map<number, string>();
  readonly #seqs = new Map<string, number>();
  #upTo = 0;
  #count = 0;

  constructor(cluster: TestCluster, crowd: Crowd, followers: readonly Follower[], ledger: Ledger) {
    this.#cluster = cluster;
    this.#crowd = crowd;
    this.#followers = followers;
    this.#ledger = ledger;
  }

  /**
   * Waits until everybody is back, and exactly they are in NAMES on every node.
   * @param among the nodes that are asked
   * @returns when that was, by `performance.now()`
   */
  async whole(among: readonly ClusterNode[] = this.#cluster.nodes, patience = 15_000): Promise<number> {
    const deadline = performance.now() + patience;
    const askers = new Map<ClusterNode, JsonPeer>();
    let last = "nobody could be asked";
    try {
      for (;;) {
        try {
          last = await this.#differences(among, askers);
          if (last === "") return performance.now();
        } catch (cause) {
          last = String(cause);
          for (const asker of askers.values()) asker.peer.close();
          askers.clear();
        }
        if (performance.now() > deadline)
          throw new Error(`not everybody is in NAMES: ${last}\n${this.#crowd.troubles}`);
        await delay(AGAIN_MS);
      }
    } finally {
      for (const asker of askers.values()) asker.peer.close();
    }
  }

  /** Compares histories up to a message that is said now. */
  async check(): Promise<{ readonly acknowledged: number; readonly kept: number }> {
    const promised = [...this.#ledger.acknowledged];
    await this.#contest();
    const fence = await this.#fence();
    await Promise.all(this.#followers.map((follower) => follower.upTo(fence)));
    const histories = await Promise.all(this.#cluster.nodes.map((node) => this.#historyOf(node, fence)));
    for (const history of histories.slice(1)) expect(history).toEqual(histories[0]);
    for (const { seq, text } of histories[0] ?? []) {
      if (this.#seqs.has(text)) this.#ledger.wrongs.push(`"${text}" is there as ${this.#seqs.get(text)} and as ${seq}`);
      this.#seqs.set(text, seq);
      this.#history.set(seq, text);
    }
    this.#upTo = fence;
    expect(this.#ledger.wrongs).toEqual([]);
    this.#checkPromises(promised, fence);
    for (const follower of this.#followers) this.#checkSeen(follower, fence);
    return { acknowledged: promised.length, kept: this.#history.size };
  }

  /** The same from the beginning: of a node that has come since, too. */
  recheck(): Promise<{ readonly acknowledged: number; readonly kept: number }> {
    this.#upTo = 0;
    this.#seqs.clear();
    this.#history.clear();
    return this.check();
  }

  #checkPromises(promised: readonly (readonly [string, number | undefined])[], fence: number): void {
    const lost = promised.filter(([text, seq]) => this.#seqs.get(text) !== (seq ?? this.#seqs.get(text) ?? 0));
    expect(lost).toEqual([]);
    expect([...this.#ledger.refused].filter((text) => this.#seqs.has(text))).toEqual([]);
    const ghosts = [...this.#ledger.shown].filter(([text, seq]) => seq <= fence && this.#history.get(seq) !== text);
    expect(ghosts).toEqual([]);
  }

  /** Since they came, a follower has seen all, whatever became of their nodes. */
  #checkSeen({ seen, quits }: Follower, fence: number): void {
    const first = Math.min(...seen.keys());
    const missed = [...this.#history].filter(([seq]) => seq >= first && seq <= fence && !seen.has(seq));
    expect(missed).toEqual([]);
    // Nobody leaves twice for one coming: nicks that end in a number are only used once.
    const gone = quits.map(({ nick }) => nick).filter((nick) => /^(irc|nc)-/.test(nick));
    expect(gone.length).toBe(new Set(gone).size);
  }

  /**
   * Says something that is behind all that was acknowledged before, and by another node once more: it is the same.
   * @returns its seq
   */
  async #fence(): Promise<number> {
    const count = ++this.#count;
    const say = async (node: ClusterNode): Promise<Awaited<ReturnType<JsonPeer["ask"]>>> => {
      const peer = JsonPeer.at(await Peer.to(node.port, node.host));
      await peer.ask({ type: "hello", nick: `fence-${count}`, client: `a secret of the fence ${count}` });
      await peer.ask({ type: "join", channel: "#lobby" });
      // It has the same ref both times, since it is the third that either asks.
      const answer = await peer.ask({ type: "say", to: "#lobby", text: `fence.${count}` });
      peer.peer.close();
      return answer;
    };
    const { seq = 0 } = await say(this.#cluster.node(count));
    expect(await say(this.#cluster.node(count + 1))).toMatchObject({ seq, repeated: true });
    return seq;
  }

  /** Somebody on each node wants the same nick at the same time: one gets it. */
  async #contest(): Promise<void> {
    const nick = `crown-${++this.#count}`;
    const peers = await Promise.all(this.#cluster.nodes.map((node) => this.#enter(node)));
    const asked = await Promise.allSettled(peers.map((peer) => peer.ask({ type: "nick", nick })));
    const won = asked.filter(({ status }) => status === "fulfilled");
    const refused = asked.flatMap((one) => (one.status === "rejected" ? String(one.reason) : []));
    expect({ won: won.length, refused }).toEqual({
      won: 1,
      refused: refused.map(() => `Error: ${REFUSALS["nick-in-use"]}`),
    });
    for (const peer of peers) peer.peer.close();
  }

  async #historyOf(node: ClusterNode, fence: number): Promise<readonly Message[]> {
    const peer = await this.#enter(node);
    // The node may be behind the others: it has the fence when it has shown it.
    const messages: Message[] = [];
    const deadline = performance.now() + 15_000;
    for (let after = this.#upTo; after < fence; ) {
      const page = await peer.ask({ type: "history", channel: "#lobby", after, limit: 1000 });
      messages.push(...(page.messages ?? []));
      after = messages.at(-1)?.seq ?? after;
      if (performance.now() > deadline) throw new Error(`${node.name} has told up to ${after}, and not ${fence}`);
    }
    peer.peer.close();
    return messages.filter(({ seq }) => seq <= fence);
  }

  async #enter(node: ClusterNode): Promise<JsonPeer> {
    const peer = JsonPeer.at(await Peer.to(node.port, node.host));
    await peer.ask({ type: "hello", nick: `auditor-${++this.#count}` });
    await peer.ask({ type: "join", channel: "#lobby" });
    return peer;
  }

  /** What is wrong with NAMES on any node; nothing if it is well. */
  async #differences(among: readonly ClusterNode[], askers: Map<ClusterNode, JsonPeer>): Promise<string> {
    for (const node of among) {
      if (askers.has(node)) continue;
      const asker = JsonPeer.at(await Peer.to(node.port, node.host));
      await asker.ask({ type: "hello", nick: `asker-${++this.#count}` });
      askers.set(node, asker);
    }
    const lists = await Promise.all(
      [...askers.values()].map(async (asker) => (await asker.ask({ type: "names", channel: "#lobby" })).members ?? []),
    );
    const labels = this.#crowd.labels;
    if (!labels) return "somebody is not back";
    const away = this.#followers.filter(({ isIn }) => !isIn);
    if (away.length > 0) return `${away.map(({ nick }) => nick)} is not back`;
    const expected = [...labels, ...this.#followers.map(({ nick }) => nick)].sort();
    for (const [index, members] of lists.entries()) {
      const nicks = members.map(({ nick }) => nick);
      expect(new Set(nicks).size).toBe(nicks.length);
      const found = nicks.map(labelOf).sort();
      if (found.join() !== expected.join()) return `${among[index]?.name} has ${found}, and not ${expected}`;
    }
    const whos = lists.map((members) => JSON.stringify([...members].sort((a, b) => (a.nick < b.nick ? -1 : 1))));
    return whos.every((who) => who === whos[0]) ? "" : `nodes differ: ${whos.join("\n")}`;
  }
}
