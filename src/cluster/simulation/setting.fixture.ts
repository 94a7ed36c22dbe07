import { Chance } from "../../core/chance.fixture.ts";
import { Timeline } from "./timeline.fixture.ts";

/** What may go wrong, each once in so many times; never if it is 0. */
const FAULTS = {
  /** A publish does not arrive. */
  lostPublish: [0, 200, 20],
  /** It arrives, and nobody is told. */
  lostAnswer: [0, 100, 10],
  /** It arrives when nobody waits for it any more. */
  latePublish: [0, 100, 10],
  /** It arrives twice. */
  twicePublish: [0, 50, 8],
  /** A reader is given a message that it had. */
  repeated: [0, 50, 8],
  /** A reader is not given a message. */
  missing: [0, 100, 15],
  /** Something takes ten times as long as it may else. */
  slow: [0, 60, 12],
  /** A lease does not arrive, or nobody is told so. */
  lostLease: [0, 50, 6],
  /** A disk does not take a batch. */
  failedCommit: [0, 60, 10],
} as const;

export type Fault = keyof typeof FAULTS;

/** What is counted. */
export interface Figures {
  places: number;
  repeats: number;
  junk: number;
  entries: number;
  crashes: number;
  newDisks: number;
  pauses: number;
  cuts: number;
  outages: number;
  lost: number;
  startedAgain: number;
  unreached: number;
  acknowledged: number;
  resent: number;
  refused: number;
  inDoubt: number;
  nicksInUse: number;
}

/** What all parts of a simulated world share: one chance, one time, and where they say what they see. */
export class Setting {
  readonly chance: Chance;
  readonly timeline: Timeline = new Timeline();
  readonly figures: Figures = {
    places: 0,
    repeats: 0,
    junk: 0,
    entries: 0,
    crashes: 0,
    newDisks: 0,
    pauses: 0,
    cuts: 0,
    outages: 0,
    lost: 0,
    startedAgain: 0,
    unreached: 0,
    acknowledged: 0,
    resent: 0,
    refused: 0,
    inDoubt: 0,
    nicksInUse: 0,
  };
  /** What is not as it must be. */
  readonly problems: string[] = [];
  /** Whether nothing goes wrong any more. */
  isCalm = false;
  readonly #faults: ReadonlyMap<Fault, number>;
  readonly #tell: ((line: string) => void) | undefined;

  /** @param tell takes lines that say what happens */
  constructor(seed: number, tell?: (line: string) => void) {
    this.chance = new Chance(seed);
    this.#tell = tell;
    const faults: [Fault, number][] = [];
    for (const [fault, rates] of Object.entries(FAULTS))
      if (isFault(fault)) faults.push([fault, this.chance.pick(rates)]);
    this.#faults = new Map(faults);
  }

  /** Whether something goes wrong this time. */
  fails(fault: Fault): boolean {
    const times = this.#faults.get(fault) ?? 0;
    return times > 0 && !this.isCalm && this.chance.once(times);
  }

  /** How long something takes that takes at most so many milliseconds if all goes well. */
  delay(ms: number): number {
    return this.chance.below(ms * (this.fails("slow") ? 10 : 1) + 1);
  }

  /** @param line made only if somebody reads it */
  trace(line: () => string): void {
    this.#tell?.(`${String(this.timeline.now).padStart(6)} ${line()}`);
  }

  problem(text: string): void {
    this.trace(() => `PROBLEM ${text}`);
    this.problems.push(text);
  }
}

function isFault(name: string): name is Fault {
  return Object.hasOwn(FAULTS, name);
}
