import { setTimeout as delay } from "node:timers/promises";
import type { ClusterNode, TestCluster } from "./cluster.ts";
import type { Ledger } from "./ledger.ts";
import type { Speaker, SpeakerType } from "./speakers.ts";

/** How long a client waits between what it says, and before it comes again: people don't talk faster than that. */
const PACE_MS = 20;
const AGAIN_MS = 50;

/** Somebody who says numbered texts all the time, and comes to another node when theirs is no good any more. */
class Talker {
  /** Who they are in NAMES, while they are in the lobby. */
  label: string | undefined;
  readonly #type: SpeakerType;
  readonly #cluster: TestCluster;
  readonly #ledger: Ledger;
  readonly #name: string;
  #home: number;
  #said = 0;
  #count = 0;
  /** What has to be said again. */
  #left: string[] = [];
  #isOver = false;
  readonly #done: Promise<void>;
  /** Why they had to come again, for a test that fails. */
  readonly troubles: string[] = [];

  constructor(type: SpeakerType, cluster: TestCluster, ledger: Ledger, home: number) {
    this.#type = type;
    this.#cluster = cluster;
    this.#ledger = ledger;
    this.#name = type.name;
    this.#home = home;
    this.#done = this.#live();
  }

  /** Hangs up, and says nothing more. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#done;
  }

  async #live(): Promise<void> {
    while (!this.#isOver) {
      const node = this.#cluster.node(this.#home);
      const speaker = node.isUp ? await this.#come(node) : undefined;
      if (speaker) await this.#talk(speaker);
      this.#home++;
      await delay(AGAIN_MS);
    }
  }

  async #come(node: ClusterNode): Promise<Speaker | undefined> {
    try {
      return await this.#type.open(node, this.#name, ++this.#count);
    } catch (cause) {
      this.#note(cause);
      return;
    }
  }

  async #talk(speaker: Speaker): Promise<void> {
    this.label = speaker.label;
    try {
      while (!this.#isOver) {
        await speaker.say(this.#next(), this.#ledger);
        await delay(PACE_MS);
      }
    } catch (cause) {
      this.#note(cause);
    }
    this.label = undefined;
    speaker.close();
  }

  #next(): readonly string[] {
    const { acknowledged } = this.#ledger;
    // What was refused or not answered comes again, in its order and before anything else.
    this.#left = this.#type.repeats ? this.#left.filter((text) => !acknowledged.has(text)) : [];
    while (this.#left.length < this.#type.burst) this.#left.push(`${this.#name}.${++this.#said}`);
    return this.#left;
  }

  #note(cause: unknown): void {
    this.troubles.push(cause instanceof Error ? cause.message.slice(0, 200) : String(cause));
    if (this.troubles.length > 20) this.troubles.shift();
  }
}

/** Everybody who talks. */
export class Crowd {
  readonly #talkers: readonly Talker[];

  /** One for each type of speaker, spread over the nodes. */
  constructor(types: readonly SpeakerType[], cluster: TestCluster, ledger: Ledger) {
    this.#talkers = types.map((type, index) => new Talker(type, cluster, ledger, index));
  }

  /** Who they are in NAMES; nothing if somebody is not in the lobby just now. */
  get labels(): readonly string[] | undefined {
    const labels = this.#talkers.flatMap(({ label }) => label ?? []);
    return labels.length === this.#talkers.length ? labels : undefined;
  }

  /** Why they had to come again, for a test that fails. */
  get troubles(): string {
    return this.#talkers.map(({ label, troubles }) => `${label}: ${troubles.join(" | ")}`).join("\n");
  }

  async stop(): Promise<void> {
    await Promise.all(this.#talkers.map((talker) => talker.stop()));
  }
}
