import type { Event } from "../../core/events.ts";
import type { Kind } from "../../core/ports.ts";
import { type Cap, lookOf } from "./caps.ts";
import { renderEvent } from "./render.ts";

/** What readers see who have asked for the same of the capabilities that change the look of an event. */
export class IrcKind implements Kind {
  readonly #look: number;

  constructor(look: number) {
    this.#look = look;
  }

  render(event: Event): string | undefined {
    return renderEvent(event, this.#look);
  }
}

/** By what their readers see; there are never more than sets of the capabilities that `lookOf` knows. */
const KINDS = new Map<number, IrcKind>();

/** The one kind of all clients whose capabilities look the same. */
export function kindOf(caps: ReadonlySet<Cap>): IrcKind {
  const look = lookOf(caps);
  const known = KINDS.get(look);
  if (known) return known;
  const kind = new IrcKind(look);
  KINDS.set(look, kind);
  return kind;
}
