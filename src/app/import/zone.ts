import { SourceError } from "./source-error.ts";

/** Milliseconds within which no zone changes its offset twice, and at whose beginnings it changes. */
const STEP = 900_000;
const DAY = 86_400_000;

/** Times of a zone that are in memory. */
const REMEMBERED = 100_000;

/** Tells when it was somewhere that time of day. */
export class Zone {
  readonly #format: Intl.DateTimeFormat;
  /** By steps of the time there: the offsets that it may have been ahead of UTC then. */
  readonly #offsets = new Map<number, readonly number[]>();

  /**
   * @param name - of the IANA database, such as `Europe/Berlin`, or an offset such as `+01:00`; nothing for that of this machine
   * @throws SourceError if there is none of that name
   */
  constructor(name: string | undefined) {
    try {
      this.#format = new Intl.DateTimeFormat("en-US", {
        ...(name !== undefined && { timeZone: name }),
        hourCycle: "h23",
        year: "numeric",
        month: "numeric",
        day: "numeric",
        hour: "numeric",
        minute: "numeric",
        second: "numeric",
      });
    } catch (cause) {
      throw new SourceError(`There is no time zone "${name}": --zone takes a name such as Europe/Berlin, or +01:00.`, {
        cause,
      });
    }
  }

  /**
   * The time, in milliseconds since 1970, at which clocks there showed a time.
   * @param shown - that time, as if it were one of UTC
   * @param after - of two such times, as there are when clocks are set back, the first that is not before this
   */
  timeOf(shown: number, after: number): number {
    const step = Math.floor(shown / STEP);
    let offsets = this.#offsets.get(step);
    if (!offsets) {
      if (this.#offsets.size >= REMEMBERED) this.#offsets.clear();
      offsets = this.#offsetsAt(shown);
      this.#offsets.set(step, offsets);
    }
    const times = offsets.map((offset) => shown - offset).sort((one, other) => one - other);
    return times.find((time) => time >= after) ?? times[0] ?? shown;
  }

  #offsetsAt(shown: number): readonly number[] {
    const before = this.#offsetOf(shown - DAY);
    const offsets = new Set([before, this.#offsetOf(shown + DAY)]);
    const real = [...offsets].filter((offset) => this.#offsetOf(shown - offset) === offset);
    // When clocks are set forward, some times are never shown; whoever writes them has not set their clock yet.
    return real.length > 0 ? real : [before];
  }

  /** How far clocks there are ahead of UTC at a time. */
  #offsetOf(time: number): number {
    const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
    for (const { type, value } of this.#format.formatToParts(time)) parts[type] = Number(value);
    const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / 1000) * 1000;
  }
}
