/** So long after a gesture it may still scroll: a wheel turns softly, and what is flung rolls on. */
const LASTS_MS = 1_000;
/** The middle button has it roll until the next click: so long somebody may take to set off. */
const ROLLS_MS = 10_000;
const MIDDLE = 1;
/** Fingers that only tap move so far. In pixels. */
const SLOP = 8;

/** Keys that scroll up, or take the focus to where one has to scroll. */
const KEYS: ReadonlySet<string> = new Set(["ArrowUp", "PageUp", "Home", "Tab"]);

/** A key that is pressed. */
export interface PressedKey {
  readonly key: string;
  readonly shiftKey: boolean;
  /** Whether it is pressed where one writes. */
  readonly isWriting: boolean;
}

/**
 * Knows whether somebody is scrolling up by hand. A list scrolls by itself too: when it becomes shorter for a moment, or its
 * rows turn out to be of other heights, which looks the same afterwards. All times are in milliseconds.
 */
export class Hand {
  #until = Number.NEGATIVE_INFINITY;
  #isHolding = false;
  #highest = 0;

  /** Whether it is by hand if something scrolls up now. */
  isUp(now: number): boolean {
    return this.#isHolding || now < this.#until;
  }

  /** Somebody goes somewhere, which may be further up. */
  moves(now: number): void {
    this.#until = now + LASTS_MS;
  }

  /** What was done before counts no more: somebody wants to be elsewhere, even if what they flung still rolls. */
  rests(): void {
    this.#until = Number.NEGATIVE_INFINITY;
    this.#isHolding = false;
  }

  /** The middle button was pressed, and from now on it rolls to where the mouse is. */
  rolls(now: number): void {
    this.#until = now + ROLLS_MS;
  }

  /** A wheel was turned. @param by how far down */
  turns(by: number, now: number): void {
    if (by < 0) this.moves(now);
    else if (by > 0) this.#until = now;
  }

  /** A finger was put down. @param y how far below the top of the window */
  touches(y: number): void {
    this.#highest = y;
  }

  /** It is elsewhere now. What it pulls down shows what is above. */
  pulls(y: number, now: number): void {
    this.#highest = Math.min(this.#highest, y);
    if (y - this.#highest > SLOP) this.moves(now);
  }

  presses({ key, shiftKey, isWriting }: PressedKey, now: number): void {
    if (key === "Tab" || (!isWriting && (KEYS.has(key) || (key === " " && shiftKey)))) this.moves(now);
  }

  /** The button of a mouse is held down: on the scroll bar, or to select text. */
  holds(): void {
    this.#isHolding = true;
  }

  /** It is held no more. */
  letsGo(): void {
    this.#isHolding = false;
  }
}

/** Tells a hand what is done to a box that scrolls. @returns ends that */
export function follow(hand: Hand, box: HTMLElement): () => void {
  const ending = new AbortController();
  const options = { passive: true, signal: ending.signal };
  // Not when it was done: where much is to do that may be long ago, and what scrolls is only about to.
  const now = (): number => performance.now();
  box.addEventListener("wheel", ({ deltaY, ctrlKey }) => ctrlKey || hand.turns(deltaY, now()), options);
  box.addEventListener("touchstart", ({ touches: [finger] }) => finger && hand.touches(finger.clientY), options);
  box.addEventListener("touchmove", ({ touches: [finger] }) => finger && hand.pulls(finger.clientY, now()), options);
  // Who listens goes from one message to the next by the focus alone.
  box.addEventListener("focusin", ({ target }) => isWithin(target, box) || hand.moves(now()), options);
  box.addEventListener(
    "pointerdown",
    ({ pointerType, button }) => {
      if (button === MIDDLE) hand.rolls(now());
      else if (pointerType !== "touch") hand.holds();
    },
    options,
  );
  for (const type of ["pointerup", "pointercancel", "blur"] as const)
    window.addEventListener(type, () => hand.letsGo(), options);
  // The end of a pull at the scroll bar is told to nobody.
  window.addEventListener("pointermove", ({ buttons }) => buttons === 0 && hand.letsGo(), options);
  window.addEventListener("keydown", (event) => event.defaultPrevented || hand.presses(pressed(event), now()), options);
  return () => ending.abort();
}

/** Whether all of something that is in a box is in sight there. */
export function isWithin(one: EventTarget | null, box: HTMLElement): boolean {
  if (!(one instanceof Element)) return false;
  const { top, bottom } = one.getBoundingClientRect();
  const edge = box.getBoundingClientRect();
  return top >= edge.top && bottom <= edge.bottom;
}

function pressed({ key, shiftKey, target }: KeyboardEvent): PressedKey {
  const isWriting = target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
  return { key, shiftKey, isWriting };
}
