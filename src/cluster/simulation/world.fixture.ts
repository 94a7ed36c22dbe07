import { LOG_VERSION } from "../../core/log-version.ts";
import type { StreamBatch } from "../ports.ts";
import { SimulatedClient } from "./client.fixture.ts";
import { SimulatedLeases } from "./leases.fixture.ts";
import { NodeRun } from "./node.fixture.ts";
import { Disk } from "./replica.fixture.ts";
import { type Figures, Setting } from "./setting.fixture.ts";
import { SimulatedStream } from "./stream.fixture.ts";
import { verify } from "./verify.fixture.ts";

/** After what time all has to be quiet when nothing goes wrong any more, and how long it has to stay so. */
const QUIET_WITHIN = 90_000;
const STAYS_QUIET = 7_000;
const LOOK_MS = 500;

/** A run is given up that does not come to an end. */
const MOST_HAPPENINGS = 400_000;

/** What became of a run. */
export interface Result {
  readonly seed: number;
  /** What was not as it must be; nothing if all was well. */
  readonly problems: readonly string[];
  readonly figures: Readonly<Figures>;
  /** How many things happened, and in how many milliseconds of their time. */
  readonly happened: number;
  readonly ms: number;
}

/** A node through all its runs. */
interface Machine {
  readonly name: string;
  disk: Disk;
  run: NodeRun | undefined;
  runs: number;
}

/** Nodes, their stream and their clients, to whom happens what the seed says. */
class World {
  readonly #setting: Setting;
  readonly #stream: SimulatedStream;
  readonly #leases: SimulatedLeases;
  readonly #machines: readonly Machine[];
  readonly #clients: readonly SimulatedClient[];
  readonly #unrest: number;

  constructor(setting: Setting) {
    const { chance } = setting;
    this.#setting = setting;
    this.#stream = new SimulatedStream(setting);
    this.#leases = new SimulatedLeases(setting);
    this.#unrest = chance.pick([300, 1_000, 3_000]);
    this.#machines = Array.from({ length: 2 + chance.below(3) }, (_, i) => ({
      name: String.fromCharCode(97 + i),
      disk: new Disk(),
      run: undefined,
      runs: 0,
    }));
    for (const machine of this.#machines) setting.timeline.after(chance.below(2_000), () => this.#start(machine));
    const count = 2 + chance.below(6);
    const nicks = Array.from({ length: count + 2 }, (_, i) => `nick${i}`);
    const serving = (): readonly NodeRun[] => this.#runs.filter(({ isServing }) => isServing);
    this.#clients = Array.from({ length: count }, (_, i) => new SimulatedClient(`client${i}`, nicks, setting, serving));
    this.#worry();
  }

  /** Lives for a while in which things go wrong, and then until all is quiet. */
  live(): void {
    const { timeline, chance, problems } = this.#setting;
    const until = 4_000 + chance.below(16_000);
    this.#goOn(() => timeline.now >= until);
    this.#setting.isCalm = true;
    this.#setting.trace(() => "nothing goes wrong any more");
    this.#heal();
    let quietSince: number | undefined;
    let look = timeline.now;
    const end = timeline.now + QUIET_WITHIN;
    this.#goOn(() => {
      if (timeline.now < look) return false;
      look = timeline.now + LOOK_MS;
      quietSince = this.#isQuiet ? (quietSince ?? timeline.now) : undefined;
      return timeline.now >= end || timeline.now - (quietSince ?? timeline.now) >= STAYS_QUIET;
    });
    if (problems.length > 0) return;
    if (!this.#isQuiet) this.#setting.problem(`it does not become quiet: ${this.#unquiet()}`);
    else for (const problem of verify(this.#runs, this.#clients)) this.#setting.problem(problem);
    this.#setting.figures.entries = this.#runs[0]?.hub.state.seq ?? 0;
  }

  get #runs(): readonly NodeRun[] {
    return this.#machines.flatMap(({ run }) => run ?? []);
  }

  get #isQuiet(): boolean {
    return this.#unquiet() === "";
  }

  /** Who still has something to do. */
  #unquiet(): string {
    const nodes = this.#machines.map(({ name, run }) => run?.unrest ?? `${name} is down`);
    const clients = this.#clients.filter(({ isQuiet }) => !isQuiet).map(({ name }) => `${name} is not done`);
    const batches = this.#stream.arriving > 0 ? ["batches are on their way"] : [];
    return [...nodes, ...clients, ...batches].filter((reason) => reason !== "").join("; ");
  }

  #goOn(isEnough: () => boolean): void {
    const { timeline, problems } = this.#setting;
    while (problems.length === 0 && !isEnough() && timeline.step()) {
      if (timeline.happened > MOST_HAPPENINGS) this.#setting.problem("it does not come to an end");
    }
  }

  #start(machine: Machine): void {
    if (machine.run) return;
    const { chance } = this.#setting;
    if (chance.once(10)) this.#newDisk(machine);
    const id = `${machine.name}${++machine.runs}`;
    const around = { setting: this.#setting, stream: this.#stream, leases: this.#leases };
    // No machine runs twice.
    const onReplaced = (): void => this.#setting.problem(`${id} takes itself for replaced`);
    const run = new NodeRun(machine.name, id, machine.disk, around, onReplaced);
    machine.run = run;
    this.#setting.trace(() => `${id} starts behind ${run.hub.state.seq}, at place ${run.log.position.place}`);
    run.start();
    // Others may take it for lost before it knows that it is there.
    if (!this.#setting.isCalm && chance.once(10)) {
      this.#setting.timeline.after(chance.below(60), () => this.#pause(run, 4_000 + chance.below(8_000)));
    }
  }

  /** A machine has lost its disk: it has nothing, or begins with what another one has. */
  #newDisk(machine: Machine): void {
    const { chance, figures } = this.#setting;
    const { disk } = chance.pick(this.#machines);
    machine.disk = chance.once(2) ? new Disk() : disk.copy();
    figures.newDisks++;
    this.#setting.trace(() => `${machine.name} has a new disk, with ${machine.disk.entries.length} entries`);
  }

  /** @param ms after which it is started again */
  #crash(machine: Machine, ms: number): void {
    const { run } = machine;
    if (!run) return;
    this.#setting.trace(() => `${run.id} crashes, for ${ms} ms`);
    this.#setting.figures.crashes++;
    machine.run = undefined;
    run.crash();
    for (const client of this.#clients) client.crashed(run);
    this.#setting.timeline.after(ms, () => this.#start(machine));
  }

  #worry(): void {
    const { timeline, chance } = this.#setting;
    timeline.after(chance.below(this.#unrest * 2), () => {
      if (this.#setting.isCalm) return;
      this.#goWrong();
      this.#worry();
    });
  }

  #goWrong(): void {
    const { chance } = this.#setting;
    const machine = chance.pick(this.#machines);
    const { run } = machine;
    const ms = chance.below(chance.pick([500, 3_000, 12_000]));
    const what = chance.below(12);
    if (what < 3 && run) this.#pause(run, ms);
    else if (what < 5) this.#crash(machine, ms);
    else if (what < 8 && run) this.#cut(run, ms);
    else if (what < 9) this.#outage(ms);
    else if (what < 10) this.#stream.jump();
    else if (what < 11) this.#repeat();
    else this.#junk();
  }

  #pause(run: NodeRun, ms: number): void {
    this.#setting.trace(() => `${run.id} stands still for ${ms} ms`);
    this.#setting.figures.pauses++;
    run.turns.stand();
    this.#setting.timeline.after(ms, () => run.turns.goOn());
  }

  #cut(run: NodeRun, ms: number): void {
    const { chance, timeline } = this.#setting;
    const isStream = !chance.once(4);
    const isLeases = !isStream || chance.once(2);
    this.#setting.trace(() => `${run.id} is cut off${isStream ? "" : " from leases alone"} for ${ms} ms`);
    this.#setting.figures.cuts++;
    if (isStream) run.streamLink.set(false);
    if (isLeases) run.leaseLink.set(false);
    // A node may notice it, or not.
    const isNoticed = isStream && chance.once(2);
    if (isNoticed) run.turns.after(chance.below(200), () => run.log.linked(run.streamLink.isLinked));
    timeline.after(ms, () => this.#join(run));
  }

  #join(run: NodeRun): void {
    if (run.turns.isOver) return;
    if (!run.streamLink.isLinked) run.streamLink.set(true);
    if (!run.leaseLink.isLinked) run.leaseLink.set(true);
    run.turns.after(this.#setting.delay(50), () => run.log.linked(run.streamLink.isLinked));
  }

  #outage(ms: number): void {
    this.#setting.trace(() => `the stream takes nothing for ${ms} ms`);
    this.#setting.figures.outages++;
    this.#stream.isTaking = false;
    this.#setting.timeline.after(ms, () => {
      this.#stream.isTaking = true;
    });
  }

  /** A batch comes once more, long after it came first. */
  #repeat(): void {
    const { messages, end } = this.#stream;
    const message = messages[this.#setting.chance.below(end)];
    if (message === undefined || typeof message === "number") return;
    this.#setting.figures.repeats++;
    const { node, number, version, lines } = message;
    this.#stream.put({ node, number, version, lines });
  }

  /** Somebody puts into the stream what no node would. */
  #junk(): void {
    const { chance } = this.#setting;
    this.#setting.figures.junk++;
    const node = chance.pick(this.#machines).run?.id ?? "nobody";
    const draft = JSON.stringify({ node: "other", session: "other.1", act: { type: "close", reason: "" } });
    const lines = chance.pick(["", "\n", "{", "{}\n", "null\n", `${draft}\n`, '{"node":']);
    const junk: StreamBatch = { node, number: 1_000_000, version: LOG_VERSION, lines };
    this.#stream.put(chance.once(3) ? undefined : junk);
  }

  #heal(): void {
    this.#stream.isTaking = true;
    for (const machine of this.#machines) {
      machine.run?.turns.goOn();
      if (machine.run) this.#join(machine.run);
      else this.#setting.timeline.after(this.#setting.delay(1_000), () => this.#start(machine));
    }
  }
}

/**
 * What happens in a world of that seed: always the same.
 * @param tell takes lines that say what happens
 */
export function simulate(seed: number, tell?: (line: string) => void): Result {
  const setting = new Setting(seed, tell);
  try {
    new World(setting).live();
  } catch (error) {
    setting.problem(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  const { problems, figures, timeline } = setting;
  return { seed, problems, figures, happened: timeline.happened, ms: timeline.now };
}
