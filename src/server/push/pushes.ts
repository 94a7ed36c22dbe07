import type { Account, Subscription } from "../../core/accounts.ts";
import type { Audience, MessageEvent } from "../../core/events.ts";
import { LIMITS } from "../../core/limits.ts";
import { type Addressed, addressedBy } from "../../core/mentions.ts";
import { nickKey } from "../../core/names.ts";
import { RATES } from "../../core/rates.ts";
import { markerKey } from "../../core/rules/personal.ts";
import { accountByName, type State } from "../../core/state.ts";
import { Attempts } from "../../wire/attempts.ts";
import { payloadOf, topicOf } from "./payload.ts";
import { type Push, PushSender, type SenderParts } from "./sender.ts";

/** What pushes are made of. */
export interface PushesParts extends Pick<SenderParts, "outside" | "vapid" | "timer" | "trouble"> {
  readonly state: State;
  /** Milliseconds since 1970. */
  now(): number;
  /** Has an account's browser told no more, through the log. */
  remove(account: string, endpoint: string): void;
  /** Whether there is a limit on how much is pushed to one account. */
  readonly rateLimits: boolean;
  /** Takes note of a bug; only that push is lost by it. */
  bug(cause: unknown): void;
}

/** What was said to somebody in one place since they were last told of it, and has yet to be read. */
interface Unread {
  /** The key of the account. */
  readonly account: string;
  readonly place: string;
  /** When the first of it was said. */
  readonly since: number;
  latest: MessageEvent;
  /** When it is told. */
  readonly due: number;
}

/**
 * Tells browsers, by Web Push, of messages that are for their accounts, unless one of the account's sessions has read them
 * a moment later. It may be lost, as by a restart: what was said stays where it was said.
 */
export class Pushes {
  readonly #parts: PushesParts;
  readonly #sender: PushSender;
  readonly #told: Attempts;
  /** By account and place, those first that are due first. */
  readonly #unread = new Map<string, Unread>();
  readonly #troubles = new Map<string, number>();
  #cancel: (() => void) | undefined;

  constructor(parts: PushesParts) {
    this.#parts = parts;
    const { most, ms } = RATES.pushesPerAccount;
    this.#told = new Attempts(parts.rateLimits ? most : Number.POSITIVE_INFINITY, ms);
    this.#sender = new PushSender({
      outside: parts.outside,
      vapid: parts.vapid,
      timer: (wait, run) => parts.timer(wait, run),
      gone: (push) => this.#forget(push),
      trouble: (text) => this.#trouble(text),
      bug: (cause) => parts.bug(cause),
    });
  }

  /** The server's key, as browsers are told it. */
  get key(): string {
    return this.#parts.vapid.publicKey;
  }

  /** How many pushes are on their way, or to be tried again. */
  get size(): number {
    return this.#sender.size;
  }

  /** Takes a message that was said on this node, and who is to see it. It never throws. */
  said(event: MessageEvent, audience: Audience): void {
    const { state } = this.#parts;
    if (state.endpoints.size === 0) return;
    try {
      for (const addressed of addressedBy(state, event, audience)) this.#note(event, addressed);
    } catch (cause) {
      this.#parts.bug(cause);
    }
  }

  /** Gives up what has yet to be told. */
  close(): void {
    this.#cancel?.();
    this.#unread.clear();
    this.#sender.close();
  }

  #note(event: MessageEvent, { user, place }: Addressed): void {
    const account = user.account === undefined ? undefined : accountByName(this.#parts.state, user.account);
    if (!account || account.pushes.size === 0) return;
    const its = { account: nickKey(account.name), place };
    const known = this.#unread.get(keyOf(its));
    if (known) known.latest = event;
    else if (this.#unread.size < LIMITS.pushesWaiting) this.#wait({ ...its, since: event.at, latest: event });
  }

  #wait(unread: Omit<Unread, "due">): void {
    this.#unread.set(keyOf(unread), { ...unread, due: this.#parts.now() + LIMITS.pushReadMs });
    this.#cancel ??= this.#parts.timer(LIMITS.pushReadMs, () => this.#look());
  }

  /** Looks again when the first of them is due. */
  #lookLater(): void {
    const [first] = this.#unread.values();
    this.#cancel?.();
    this.#cancel = first && this.#parts.timer(Math.max(0, first.due - this.#parts.now()), () => this.#look());
  }

  /** Tells what is due. */
  #look(): void {
    const now = this.#parts.now();
    for (const [key, unread] of this.#unread) {
      if (unread.due > now) break;
      this.#unread.delete(key);
      try {
        this.#tell(unread, now);
      } catch (cause) {
        this.#parts.bug(cause);
      }
    }
    this.#lookLater();
  }

  #tell(unread: Unread, now: number): void {
    const { vapid, state } = this.#parts;
    const { account: key, place, since, latest } = unread;
    const account = state.accounts.get(key);
    if (!account || !this.#isUnread(unread)) return;
    if (readUntil(account, latest, place) >= since) {
      // Somebody is reading there, and may read this in a moment.
      this.#wait({ account: key, place, since: latest.at, latest });
      return;
    }
    if (this.#told.isUsedUp(key, now)) return;
    this.#told.count(key, now);
    const common = {
      account: key,
      payload: payloadOf(latest, place),
      topic: topicOf(vapid, key, markerKey(place)),
    };
    for (const to of account.pushes.values()) {
      const isWanted = (): boolean => {
        const now = state.accounts.get(key);
        return now !== undefined && isTold(now, to) && this.#isUnread(unread);
      };
      this.#sender.send({ ...common, to, isWanted });
    }
  }

  /** Whether the latest of it is still there, and nobody of the account has read it. */
  #isUnread({ account: key, place, latest }: Unread): boolean {
    const { state } = this.#parts;
    const account = state.accounts.get(key);
    return account !== undefined && !state.redacted.has(latest.seq) && readUntil(account, latest, place) < latest.at;
  }

  #forget({ account: key, to }: Push): void {
    const account = this.#parts.state.accounts.get(key);
    // It may have been said anew meanwhile, with other keys.
    if (account && isTold(account, to)) this.#parts.remove(account.name, to.endpoint);
  }

  /** Whoever runs the server is told of the same trouble only so often. */
  #trouble(text: string): void {
    const now = this.#parts.now();
    const told = this.#troubles.get(text);
    if (told !== undefined && Math.abs(now - told) < LIMITS.pushToldMs) return;
    if (this.#troubles.size >= TROUBLES) this.#troubles.clear();
    this.#troubles.set(text, now);
    this.#parts.trouble(text);
  }
}

/** Troubles that are told apart. */
const TROUBLES = 20;

/** Whether an account's browser is still told so. */
function isTold({ pushes }: Account, { endpoint, p256dh, auth }: Subscription): boolean {
  const now = pushes.get(endpoint);
  return now?.p256dh === p256dh && now.auth === auth;
}

function keyOf({ account, place }: Pick<Unread, "account" | "place">): string {
  return `${account} ${markerKey(place)}`;
}

/** Up to when an account has read what was said there: with a person, by the nick or the account that they have. */
function readUntil({ markers }: Account, { from }: MessageEvent, place: string): number {
  const names = place.startsWith("#") || from.account === undefined ? [place] : [place, from.account];
  return Math.max(0, ...names.map((name) => markers.get(markerKey(name)) ?? 0));
}
