import type { Chat } from "../../client/model/chat.ts";
import type { Place } from "../../client/model/place.ts";
import { Cell, type Source } from "../../client/model/source.ts";
import type { ChannelItem } from "../../wire/json/messages.ts";
import { choicesFor, type Known, nicksOf } from "./choices.ts";
import type { CommandRow } from "./commands.ts";
import { type Choice, type Completed, complete, isWhole, type Wanted, wantedAt, wantedByTab } from "./completion.ts";
import { findEmoji } from "./emoji.ts";
import type { Emoji } from "./emoji-data.ts";

/** What can be chosen just now. */
export interface Offer {
  readonly wanted: Wanted;
  /** One at least. */
  readonly choices: readonly Choice[];
  /** Which of them Enter and Tab take. */
  readonly active: number;
}

/** What completion needs. */
export interface CompleterParts {
  readonly chat: Pick<Chat, "ask" | "self" | "places">;
  readonly place: Pick<Place, "name" | "kind" | "timeline" | "members">;
  readonly loadEmoji: () => Promise<readonly Emoji[]>;
  readonly loadCommands: () => Promise<readonly CommandRow[]>;
}

/** Completes what is typed: offers choices as one types, and has them taken by keys. */
export class Completer {
  readonly #parts: CompleterParts;
  readonly #offer: Cell<Offer | undefined> = new Cell<Offer | undefined>(undefined, queueMicrotask);
  #channels: readonly ChannelItem[] = [];
  #emoji: readonly Emoji[] = [];
  #commands: readonly CommandRow[] = [];
  /** What was looked at last; what comes late for anything else is too late. */
  #looked: { readonly text: string; readonly wanted: Wanted } | undefined;

  constructor(parts: CompleterParts) {
    this.#parts = parts;
  }

  /** Nothing, if there is nothing to choose from. */
  get offer(): Source<Offer | undefined> {
    return this.#offer;
  }

  /** Something was typed: looks at what stands at the caret. */
  look(text: string, caret: number): void {
    const wanted = wantedAt(text, caret);
    const before = this.#looked?.wanted.kind;
    this.#show(text, wanted);
    if (wanted && wanted.kind !== before) this.#load(wanted.kind);
  }

  /**
   * Takes a key that was pressed.
   * @returns the text with what was chosen; true, if the key was for this, but changes no text; false if it was not
   */
  press(key: string, text: string, caret: number): Completed | boolean {
    const offer = this.#offer.get();
    if (!offer) return key === "Tab" && this.#byTab(text, caret);
    const { wanted, choices, active } = offer;
    const chosen = choices[active];
    if (key === "ArrowDown" || key === "ArrowUp") {
      const step = key === "ArrowDown" ? 1 : -1;
      this.#offer.set({ ...offer, active: (active + step + choices.length) % choices.length });
      return true;
    }
    const isTaken = key === "Tab" || (key === "Enter" && chosen && !isWhole(text, wanted, chosen));
    if (chosen && isTaken) return this.take(chosen, text);
    if (key === "Escape" || key === "Enter") this.close();
    return key === "Escape";
  }

  /** Takes a choice of those that are offered. */
  take(choice: Choice, text: string): Completed {
    const offer = this.#offer.get();
    this.close();
    return offer ? complete(text, offer.wanted, choice) : { text, caret: text.length };
  }

  close(): void {
    this.#looked = undefined;
    this.#offer.set(undefined);
  }

  #byTab(text: string, caret: number): Completed | boolean {
    const wanted = wantedByTab(text, caret);
    if (!wanted) return false;
    const [only, ...others] = this.#show(text, wanted);
    if (!only) return false;
    if (others.length > 0) return true;
    return this.take(only, text);
  }

  #show(text: string, wanted: Wanted | undefined): readonly Choice[] {
    this.#looked = wanted && { text, wanted };
    const choices = wanted ? choicesFor(wanted, text, this.#known()) : [];
    this.#offer.set(wanted && choices.length > 0 ? { wanted, choices, active: 0 } : undefined);
    return choices;
  }

  #known(): Known {
    const { chat, place } = this.#parts;
    const here = place.kind === "talk" ? [place.name] : place.members.get().list.map(({ nick }) => nick);
    const channels = chat.places.get().filter(({ kind }) => kind === "channel");
    return {
      nicks: nicksOf(place.timeline.get().items, here, chat.self.get()?.nick ?? ""),
      joined: channels.map(({ name }) => name),
      channels: this.#channels,
      commands: this.#commands,
      emoji: (query, limit) => findEmoji(this.#emoji, query, limit),
    };
  }

  /** Has what is not there yet, and shows it if it is still wanted then. */
  #load(kind: Wanted["kind"]): void {
    if (kind === "channel") {
      void this.#parts.chat.ask({ type: "channels" }).then((reply) => {
        if (reply.type === "ok" && reply.channels) this.#channels = reply.channels;
        this.#again(kind);
      });
    } else if (kind === "emoji" && this.#emoji.length === 0) {
      void this.#late(kind, async () => {
        this.#emoji = await this.#parts.loadEmoji();
      });
    } else if (kind === "command" && this.#commands.length === 0) {
      void this.#late(kind, async () => {
        this.#commands = await this.#parts.loadCommands();
      });
    }
  }

  async #late(kind: Wanted["kind"], load: () => Promise<void>): Promise<void> {
    try {
      await load();
    } catch {
      // Without them nothing is offered; the next that is typed asks again.
    }
    this.#again(kind);
  }

  #again(kind: Wanted["kind"]): void {
    if (this.#looked?.wanted.kind !== kind) return;
    const active = this.#offer.get()?.choices[this.#offer.get()?.active ?? 0];
    const choices = this.#show(this.#looked.text, this.#looked.wanted);
    const offer = this.#offer.get();
    const again = choices.findIndex(({ key }) => key === active?.key);
    if (offer && again > 0) this.#offer.set({ ...offer, active: again });
  }
}
