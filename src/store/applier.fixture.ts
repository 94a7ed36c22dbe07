import { apply, type Outcome } from "../core/apply.ts";
import type { Act, Draft, Entry } from "../core/commands.ts";
import { keptOf } from "../core/keeping.ts";
import type { Follower, HistoryPage } from "../core/ports.ts";
import { channelByName, eventId, identityOf } from "../core/state.ts";
import type { Store } from "./store.ts";

/** Follows a store as the hub does: applies each entry, and keeps what happened. */
export class Applier implements Follower {
  readonly outcomes: Outcome[] = [];
  readonly refusals: string[] = [];
  /** Called before entries are applied, and after. */
  before: (entries: readonly Entry[]) => void = () => {};
  after: (entries: readonly Entry[]) => void = () => {};
  readonly #store: Store;
  #waits: { readonly count: number; readonly resolve: () => void }[] = [];

  constructor(store: Store) {
    this.#store = store;
    store.attach(this);
  }

  follow(entries: readonly Entry[]): void {
    this.before(entries);
    for (const entry of entries) {
      const outcome = apply(this.#store.state, entry);
      this.outcomes.push(outcome);
      if (!outcome.refusal)
        for (const emission of outcome.emissions)
          for (const kept of keptOf(this.#store.state, entry, emission)) this.#store.keep(kept);
    }
    this.after(entries);
    this.#wake();
  }

  refused(_draft: Draft, why: { readonly code: string }): void {
    this.refusals.push(why.code);
    this.#wake();
  }

  /** Appends drafts and waits until as many have come back as were ever appended through here. */
  async append(...drafts: readonly Draft[]): Promise<void> {
    const count = this.#back + drafts.length;
    for (const draft of drafts) {
      const refusal = this.#store.append(draft);
      if (refusal) throw new Error(`the log refuses at once: ${refusal.code}`);
    }
    await new Promise<void>((resolve) => {
      this.#waits.push({ count, resolve });
    });
  }

  get #back(): number {
    return this.outcomes.length + this.refusals.length;
  }

  #wake(): void {
    for (const wait of this.#waits) if (this.#back >= wait.count) wait.resolve();
    this.#waits = this.#waits.filter((wait) => this.#back < wait.count);
  }
}

/** A draft of the node `n1`. */
export function draft(session: string, act: Act): Draft {
  return { node: "n1", session, act };
}

/** Says `text` in a channel. */
export function said(session: string, to: string, text: string): Draft {
  return draft(session, { type: "say", to, text });
}

/** Takes back the message of a seq that the session's user said. */
export function tookBack(store: Store, session: string, to: string, seq: number): Draft {
  const user = store.state.users.get(store.state.sessions.get(session)?.user ?? 0);
  const author = user ? identityOf(user) : "";
  return draft(session, { type: "redact", to, msgid: eventId(store.state, seq), author });
}

/** The id of the channel of that name; its name if there is none. */
export function idOf(store: Store, channel: string): string {
  return channelByName(store.state, channel)?.id ?? channel;
}

/** Makes a log's first entries: the node starts, and a session of `nick` opens and joins channels. */
export function arrival(session: string, nick: string, channels: readonly string[]): Draft[] {
  return [
    draft("", { type: "start", name: "node", epoch: "epoch", channels: [] }),
    draft(session, {
      type: "open",
      nick,
      made: false,
      ident: nick,
      realname: nick,
      host: "host",
      dialect: "json",
      key: `key-${nick}`,
    }),
    ...channels.map((channel) => draft(session, { type: "join", channel })),
  ];
}

/** What was said on a page; other events by their types, in brackets. */
export function textsOf({ events }: HistoryPage): string[] {
  return events.map((event) => (event.type === "message" && event.form !== "tags" ? event.text : `[${event.type}]`));
}
