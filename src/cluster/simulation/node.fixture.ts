import { Hub } from "../../core/hub.ts";
import { LIMITS } from "../../core/limits.ts";
import type { Kept } from "../../core/ports.ts";
import { MemoryFiles } from "../../core/testing-files.ts";
import { MemoryHistory } from "../../core/testing-history.ts";
import { ClusterLog } from "../cluster-log.ts";
import { Members } from "../members.ts";
import { positionOf, startOf } from "../position.ts";
import type { LeaseLink, SimulatedLeases } from "./leases.fixture.ts";
import { type Disk, recover, SimulatedReplica } from "./replica.fixture.ts";
import type { Setting } from "./setting.fixture.ts";
import type { SimulatedStream, StreamLink } from "./stream.fixture.ts";
import { Turns } from "./timeline.fixture.ts";
import { WatchedLog } from "./watched-log.fixture.ts";

/** So long it may not notice that nobody can hear it: it may stand still in between, and wait for an answer. */
const MOST_CUT_MS = LIMITS.leaseLostMs / 2 + 1_500;

/** What all nodes have to do with. */
export interface Surroundings {
  readonly setting: Setting;
  readonly stream: SimulatedStream;
  readonly leases: SimulatedLeases;
}

/** One run of a node: the very hub, log and members, put together as a server does it. */
export class NodeRun {
  readonly name: string;
  readonly id: string;
  readonly turns: Turns;
  readonly hub: Hub;
  readonly log: ClusterLog;
  readonly watched: WatchedLog;
  readonly streamLink: StreamLink;
  readonly leaseLink: LeaseLink;
  /** Whether clients may come. */
  isServing = false;
  readonly #replica: SimulatedReplica;
  readonly #members: Members;
  readonly #around: Surroundings;

  /** @param onReplaced called if it has to end because another one has its name */
  constructor(name: string, id: string, disk: Disk, around: Surroundings, onReplaced: () => void) {
    const { setting, stream, leases } = around;
    const { timeline, figures } = setting;
    const turns = new Turns(timeline);
    const state = recover(disk);
    const replica = new SimulatedReplica(disk, state, turns, setting, () => this.#tellWritable());
    const timer = (ms: number, run: () => void): (() => void) => turns.after(ms, run);
    this.name = name;
    this.id = id;
    this.turns = turns;
    this.#around = around;
    this.#replica = replica;
    this.streamLink = stream.link(turns);
    this.leaseLink = leases.link(turns);
    this.log = new ClusterLog({
      node: id,
      stream: this.streamLink,
      position: replica.mark === undefined ? startOf("simulated") : positionOf(replica.mark),
      seq: state.seq,
      at: state.at,
      wake: () => replica.wake(),
      later: (run) => turns.after(0, run),
      timer,
      onReach: (isReached) => {
        setting.trace(() => `${id} ${isReached ? "reaches" : "does not reach"} the stream`);
        if (!isReached) figures.unreached++;
        this.#tellWritable();
      },
      onNewer: (version) => setting.problem(`${id} meets version ${version}`),
    });
    const problem = (text: string): void => setting.problem(`${id}: ${text}`);
    this.watched = new WatchedLog(this.log, () => disk.entries.length, problem);
    this.hub = new Hub({
      node: id,
      state,
      log: this.watched,
      history: Object.assign(new MemoryHistory(), { keep: (kept: Kept) => replica.keep(kept) }),
      files: new MemoryFiles(),
      clock: () => timeline.now,
      journal: { bug: (cause) => problem(String(cause)), message: () => {} },
    });
    this.#members = new Members({
      own: { name, node: id },
      leases: this.leaseLink,
      nodes: state.nodes,
      clock: () => timeline.now,
      timer,
      lost: (node, done) => this.#lose(node, done),
      startAgain: (done) => this.#startAgain(done),
      onReplaced,
    });
  }

  /** What its history has, in the order in which it was kept. */
  get history(): readonly Kept[] {
    return this.#replica.history;
  }

  /** What it still has to do, as far as it knows; nothing if all is done. */
  get unrest(): string {
    const { place } = this.log.position;
    const { end } = this.#around.stream;
    const reasons = [
      !this.isServing && "is not serving",
      place !== end && `is at place ${place} of ${end}`,
      this.#replica.isBusy && "writes",
      this.watched.out > 0 && `waits for ${this.watched.out} drafts`,
      !this.log.isReached && "does not reach the stream",
      !this.hub.isWritable && "is not writable",
      this.hub.state.nodes.get(this.name) !== this.id && "is not there for the log",
    ].filter((reason) => reason !== false);
    return reasons.length === 0 ? "" : `${this.id} ${reasons.join(", ")}`;
  }

  /** Begins, and serves as soon as the log says that it is there. */
  start(): void {
    this.#replica.attach(this.log);
    this.watched.attach({
      follow: (entries, drafts) => {
        this.hub.follow(entries, drafts);
        this.#members.followed();
      },
      refused: (draft, why) => this.hub.refused(draft, why),
      isHeard: (draft) => this.hub.isHeard(draft),
    });
    this.log.attach(this.watched);
    this.#say(() => {
      this.isServing = true;
      this.#members.start();
    });
  }

  /** The process is gone, at once; what it has on its way to elsewhere may arrive even so. */
  crash(): void {
    const { stream, leases } = this.#around;
    this.turns.end();
    this.#replica.crash();
    stream.unlink(this.streamLink);
    leases.unlink(this.leaseLink);
    this.isServing = false;
  }

  #tellWritable(): void {
    this.hub.setWritable(this.log.isReached && !this.#replica.isFailing);
  }

  #say(done: () => void): void {
    this.hub.start({ type: "start", name: this.name, epoch: "simulated", channels: ["#lobby"] }, ({ refusal }) => {
      if (refusal) this.#around.setting.problem(`${this.id} may not start: ${refusal.code}`);
      // Whoever waits for it is told in a later turn.
      else this.turns.after(0, done);
    });
  }

  #startAgain(done: () => void): void {
    this.#around.setting.figures.startedAgain++;
    this.#say(done);
  }

  #lose(node: string, done: () => void): void {
    const { setting } = this.#around;
    setting.trace(() => `${this.id} takes ${node} for lost`);
    setting.figures.lost++;
    const cutFor = this.leaseLink.cutFor(LIMITS.leaseLostMs);
    if (cutFor > MOST_CUT_MS) setting.problem(`${this.id}, cut off for ${cutFor} ms, takes ${node} for lost`);
    this.hub.run({ type: "lost", node }, () => done());
  }
}
