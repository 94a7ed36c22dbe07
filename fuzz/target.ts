/** Something that is fed bytes. */
export interface Target {
  readonly name: string;
  /** Words that are worth trying. */
  readonly words: readonly string[];
  /** Inputs to begin with, besides those of the corpus. */
  readonly seeds: readonly (string | Uint8Array)[];
  /** The most bytes of an input. */
  readonly most: number;
  /** Milliseconds that an input may take, on a core that has more to do. */
  readonly ms: number;
  /** Whether time is to grow with the length of the input, and not faster: then this is tried. */
  readonly grows: boolean;
  /**
   * Feeds an input.
   * @throws Error (or rejects) if something does not hold that always has to
   */
  run(bytes: Uint8Array): void | Promise<void>;
}

/** What a target has unless it says otherwise. */
export const USUAL = { most: 4_096, ms: 250, grows: true } as const;

/** @throws Error saying what does not hold */
export function demand(holds: boolean, what: string, about: unknown = ""): asserts holds {
  if (holds) return;
  const shown = typeof about === "string" ? about : JSON.stringify(about);
  throw new Error(`${what}${shown === "" ? "" : `: ${shown.slice(0, 400)}`}`);
}

/** Demands that two texts are the same; shows where they begin to differ. @throws Error */
export function demandSame(one: string, other: string, what: string): void {
  if (one === other) return;
  let at = 0;
  while (one[at] === other[at]) at++;
  const from = Math.max(0, at - 80);
  throw new Error(
    `${what}, from character ${at} on: ${JSON.stringify(one.slice(from, at + 120))} / ${JSON.stringify(other.slice(from, at + 120))}`,
  );
}
