import type { Event } from "../../core/events.ts";
import type { Kind } from "../../core/ports.ts";
import { RENDER_BITS } from "./caps.ts";
import { renderEvent } from "./render.ts";

/** What readers see who have asked for the same of the capabilities that change the look of an event. */
class IrcKind implements Kind {
  readonly #caps: number;

  constructor(caps: number) {
    this.#caps = caps;
  }

  render(event: Event): string {
    return renderEvent(event, this.#caps);
  }
}

const KINDS: readonly IrcKind[] = Array.from({ length: RENDER_BITS + 1 }, (_, caps) => new IrcKind(caps));
const PLAIN = new IrcKind(0);

/** The one kind of all clients whose capabilities look the same. */
export function kindOf(caps: number): Kind {
  return KINDS[caps & RENDER_BITS] ?? PLAIN;
}
