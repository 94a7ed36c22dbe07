import { LIMITS } from "../../core/limits.ts";
import { fold } from "../../core/names.ts";
import type { LivePlace } from "./live-place.ts";
import type { PlaceSummary } from "./place.ts";
import { Made, type Schedule, type Source } from "./source.ts";

/** The channels that one is in and the talks that one has. */
export class Places {
  readonly #made: Made<readonly PlaceSummary[]>;
  readonly #byKey = new Map<string, LivePlace>();

  constructor(schedule: Schedule) {
    this.#made = new Made(() => this.#summaries(), schedule);
  }

  /** Channels in the order of their names, then talks, the latest first. */
  get source(): Source<readonly PlaceSummary[]> {
    return this.#made;
  }

  get all(): readonly LivePlace[] {
    return [...this.#byKey.values()];
  }

  find(name: string): LivePlace | undefined {
    return this.#byKey.get(fold(name));
  }

  /** Adds one; of too many the talk that was silent longest is put away, but not `kept`. */
  add(place: LivePlace, kept: LivePlace | undefined): void {
    this.#byKey.set(place.key, place);
    if (this.#byKey.size > LIMITS.placesShown) {
      const talks = this.all.filter((one) => one.kind === "talk" && one !== place && one !== kept);
      const [longest] = talks.sort((one, other) => one.latestAt - other.latestAt);
      if (longest) this.remove(longest);
    }
    this.changed();
  }

  remove(place: LivePlace): void {
    if (this.#byKey.get(place.key) === place) this.#byKey.delete(place.key);
    place.close();
    this.changed();
  }

  /** A place goes on under another name; gives back one that had that name. */
  rename(place: LivePlace, name: string): LivePlace | undefined {
    const other = this.find(name);
    const replaced = other === place ? undefined : other;
    if (replaced) this.remove(replaced);
    this.#byKey.delete(place.key);
    place.rename(name);
    this.#byKey.set(place.key, place);
    this.changed();
    return replaced;
  }

  /** What is shown of one of them is another. */
  changed(): void {
    this.#made.changed();
  }

  #summaries(): readonly PlaceSummary[] {
    const all = this.all.map(({ summary }) => summary.get());
    return all.sort((one, other) => {
      if (one.kind !== other.kind) return one.kind === "channel" ? -1 : 1;
      const byTime = one.kind === "talk" ? (other.latest ?? 0) - (one.latest ?? 0) : 0;
      if (byTime !== 0 || one.key === other.key) return byTime;
      return one.key < other.key ? -1 : 1;
    });
  }
}
