import { setTimeout as delay } from "node:timers/promises";
import type { ClusterNode, TestCluster } from "./cluster.ts";
import { Peer } from "./harness.ts";
import type { Ledger } from "./ledger.ts";
import { STUCK_MS } from "./speakers.ts";

const AGAIN_MS = 50;

interface Line {
  readonly type: string;
  readonly ref?: string;
  readonly seq?: number;
  readonly epoch?: string;
  readonly text?: string;
  readonly more?: boolean;
  readonly messages?: readonly { readonly seq: number; readonly text: string }[];
  readonly from?: { readonly nick: string };
}

/**
 * Somebody who only listens, in the lobby and by JSON. When the connection ends they come to the next node, and ask for
 * what was said since the last seq that they saw.
 */
export class Follower {
  readonly nick: string;
  /** All that was said since they came, by its seq. */
  readonly seen = new Map<number, string>();
  /** Nicks that left the server, each as often as it did, with the seq. */
  readonly quits: { readonly nick: string; readonly seq: number }[] = [];
  isIn = false;
  readonly #cluster: TestCluster;
  readonly #ledger: Ledger;
  readonly #done: Promise<void>;
  #home: number;
  #peer: Peer | undefined;
  #epoch: string | undefined;
  #last = 0;
  #live = 0;
  #isOver = false;
  #wake: () => void = () => undefined;

  constructor(cluster: TestCluster, ledger: Ledger, home: number) {
    this.nick = `follower-${home + 1}`;
    this.#cluster = cluster;
    this.#ledger = ledger;
    this.#home = home;
    this.#done = this.#follow();
  }

  /** Waits until they have seen what has that seq, and all before. */
  async upTo(seq: number, patience = 15_000): Promise<void> {
    const deadline = Date.now() + patience;
    while (this.#last < seq) {
      if (Date.now() > deadline) throw new Error(`${this.nick} has seen up to ${this.#last}, and not ${seq}`);
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await Promise.race([woken, delay(AGAIN_MS)]);
    }
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    this.#peer?.close();
    await this.#done;
  }

  async #follow(): Promise<void> {
    while (!this.#isOver) {
      const node = this.#cluster.node(this.#home);
      // It ends when the connection does, or nobody answers.
      if (node.isUp) await this.#listen(node).catch(() => undefined);
      this.isIn = false;
      this.#peer?.close();
      this.#home++;
      await delay(AGAIN_MS);
    }
  }

  async #listen(node: ClusterNode): Promise<void> {
    const peer = await Peer.to(node.port, node.host);
    this.#peer = peer;
    this.#live = 0;
    const { epoch } = await this.#ask({ type: "hello", nick: this.nick, client: `a secret of ${this.nick}` });
    if (this.#epoch !== undefined && epoch !== this.#epoch) this.#ledger.wrongs.push("the log has another epoch now");
    this.#epoch = epoch;
    await this.#ask({ type: "join", channel: "#lobby" });
    await this.#catchUp();
    this.isIn = true;
    for (;;) {
      // Nothing is said for a while if nothing can be; whoever asks is answered all the same.
      const line = await this.#line(STUCK_MS * 2).catch(() => this.#ask({ type: "ping" }));
      if (line.type === "goodbye") return;
    }
  }

  /** What was said before the first connection does not count. */
  async #catchUp(): Promise<void> {
    for (let after = this.#last; this.#last > 0; ) {
      const page = await this.#ask({ type: "history", channel: "#lobby", after, limit: 1000 });
      for (const { seq, text } of page.messages ?? []) this.#saw(seq, text);
      after = page.messages?.at(-1)?.seq ?? after;
      if (!page.more) break;
    }
    // What came meanwhile was told, too.
    this.#last = Math.max(this.#last, this.#live);
    this.#wake();
  }

  async #ask(command: object): Promise<Line> {
    this.#peer?.command({ ...command, ref: "asked" });
    for (;;) {
      const line = await this.#line(STUCK_MS);
      if (line.ref !== "asked") continue;
      if (line.type === "ok") return line;
      throw new Error(line.text);
    }
  }

  async #line(patience: number): Promise<Line> {
    const line: Line = JSON.parse((await this.#peer?.until("\n", patience)) ?? "{}");
    const { type, seq = 0, text = "", from } = line;
    if (type === "quit" && from && this.isIn) this.quits.push({ nick: from.nick, seq });
    if (type === "message") {
      if (seq <= this.#live) this.#ledger.wrongs.push(`${this.nick} was told ${seq} after ${this.#live}`);
      this.#live = seq;
      this.#saw(seq, text);
      if (this.isIn) this.#last = seq;
      this.#wake();
    }
    return line;
  }

  #saw(seq: number, text: string): void {
    const before = this.seen.get(seq);
    if (before !== undefined && before !== text) this.#ledger.wrongs.push(`${seq} is "${before}" and "${text}"`);
    this.seen.set(seq, text);
    this.#ledger.saw(text, seq);
  }
}
