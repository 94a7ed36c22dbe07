import { type Goodbye, type Refusal, refuse } from "./answers.ts";
import { apply, type Outcome } from "./apply.ts";
import type { Act, Command, Draft, Entry, Open, SessionId } from "./commands.ts";
import type { Emission, Event, LastingEvent, ModerationEvent } from "./events.ts";
import { Hub, type HubParts } from "./hub.ts";
import type { History, HistoryPage, HistoryQuery, Kept, Kind, Log, Reader } from "./ports.ts";
import type { Session } from "./session.ts";
import type { Answer } from "./session-host.ts";
import { type Channel, emptyState, type State, type User, userByNick } from "./state.ts";
import { MemoryFiles } from "./testing-files.ts";
import { MemoryHistory } from "./testing-history.ts";

/** What tests of the core share: a log that is written by hand, and a hub around one. */

/** An `open` as a dialect would make it. */
export function openAct(nick: string, more: Partial<Open> = {}): Open {
  return {
    type: "open",
    nick,
    made: false,
    ident: "user",
    realname: "Somebody",
    host: "host",
    dialect: "test",
    ...more,
  };
}

/** A state, and the entries that made it. Entries come in seconds of their own, from nodes `n`. */
export class Story {
  state: State = emptyState();
  readonly entries: Entry[] = [];
  /** What the moderation log has; outcomes are without that. */
  readonly noted: ModerationEvent[] = [];

  /** Applies an act as the next entry. */
  act(session: SessionId, act: Act, node = "n"): Outcome {
    const seq = this.state.seq + 1;
    const entry: Entry = { node, session, act, seq, at: seq * 1000 };
    this.entries.push(entry);
    const outcome = apply(this.state, entry);
    if (outcome.refusal) return outcome;
    for (const { event } of outcome.emissions) if (event.type === "moderation") this.noted.push(event);
    return { ...outcome, emissions: outcome.emissions.filter(({ event }) => event.type !== "moderation") };
  }

  /** Opens a session for each nick, named like it, which joins the channel. The first makes it, and is its operator. */
  gather(channel: string, ...nicks: readonly string[]): void {
    for (const nick of nicks) {
      if (!this.state.sessions.has(nick)) this.act(nick, openAct(nick));
      this.act(nick, { type: "join", channel });
    }
  }

  /** @throws Error if there is no such user */
  user(nick: string): User {
    const user = userByNick(this.state, nick);
    if (!user) throw new Error(`nobody is called ${nick}`);
    return user;
  }

  /** Signs a user in, as accounts do. */
  signIn(nick: string, account: string): void {
    const user = this.user(nick);
    this.state.users.set(user.id, { ...user, account });
  }

  /**
   * The channel of that folded name.
   * @throws Error if there is none
   */
  channel(name: string): Channel {
    const channel = this.state.channels.get(name);
    if (!channel) throw new Error(`there is no ${name}`);
    return channel;
  }

  /**
   * Applies an act, and says what it told whom.
   * @throws Error if it was refused
   */
  emissions(session: SessionId, act: Act): readonly Emission[] {
    const outcome = this.act(session, act);
    if (outcome.refusal) throw new Error(outcome.refusal.text);
    return outcome.emissions;
  }

  /** What the last entry of a new act would say: the code of its refusal, or what it told others. */
  outcome(session: SessionId, act: Act): string | readonly LastingEvent[] {
    const outcome = this.act(session, act);
    return outcome.refusal ? outcome.refusal.code : outcome.emissions.map(({ event }) => event);
  }
}

/** A log that is durable when the test says so. */
export class ManualLog implements Log {
  readonly waiting: Draft[] = [];
  readonly entries: Entry[] = [];
  /** Whether it takes no more for now, but closes. */
  isBusy = false;

  append(draft: Draft): Refusal | undefined {
    if (this.isBusy && draft.act.type !== "close") return refuse("busy");
    this.waiting.push(draft);
    return undefined;
  }

  /** Makes the first `count` drafts durable in one batch; without it, all that wait now. */
  commit(hub: Hub, count: number = this.waiting.length): void {
    const drafts = this.waiting.splice(0, count);
    const entries = drafts.map((draft, i): Entry => {
      const seq = this.entries.length + i + 1;
      return { ...draft, seq, at: seq * 1000 };
    });
    this.entries.push(...entries);
    hub.follow(entries, drafts);
  }

  /** Makes all durable, and what follows from that. */
  settle(hub: Hub): void {
    while (this.waiting.length > 0) this.commit(hub);
  }

  /** Fails to make durable what waits now. */
  fail(hub: Hub, why: Refusal = refuse("not-durable")): void {
    for (const draft of this.waiting.splice(0)) hub.refused(draft, why);
  }
}

/** Shows events by type and seq, and counts how often it is asked. */
export class CountingKind implements Kind {
  rendered = 0;

  render(event: Event): string {
    this.rendered++;
    return `${"seq" in event ? `${event.seq} ` : ""}${event.type} ${event.from.nick}`;
  }
}

/** A connection of a test. All that it is told is in `heard`, in order: events, answers, fences, goodbyes. */
export class Client implements Reader {
  readonly kind: Kind;
  readonly session: Session;
  readonly heard: string[] = [];

  constructor(hub: Hub, kind: Kind = new CountingKind()) {
    this.kind = kind;
    this.session = hub.connect(() => this);
  }

  deliver(text: string): void {
    this.heard.push(text);
  }

  tell(event: Event): void {
    this.heard.push(`told ${event.type} ${event.from.nick}`);
  }

  watched(event: LastingEvent, heard: boolean): void {
    this.heard.push(`watched ${event.type} ${event.from.nick}${heard ? ", heard" : ""}`);
  }

  goodbye(why: Goodbye): void {
    this.heard.push(`goodbye ${why.code}`);
  }

  /** Submits a command, whose answer is heard as `ok`, with its seq, or as the code of the refusal. */
  ask(act: Command | Open): void {
    this.session.submit(act, (answer) => this.heard.push(inWords(answer)));
  }

  /** All that was heard since this was last called. */
  take(): string[] {
    return this.heard.splice(0);
  }
}

function inWords(answer: Answer): string {
  return answer.refusal ? answer.refusal.code : `ok ${answer.repeats ?? answer.seq}`;
}

/** A hub with all that it needs. */
export class World {
  readonly files: MemoryFiles = new MemoryFiles();
  readonly log: ManualLog = new ManualLog();
  readonly memory: MemoryHistory = new MemoryHistory();
  readonly kept: LastingEvent[] = [];
  /** The same with all that finds it again. */
  readonly rows: Kept[] = [];
  /** What was asked of the history. */
  readonly reads: HistoryQuery[] = [];
  readonly bugs: { readonly cause: unknown; readonly session: string }[] = [];
  /** What is to be done with what passes here. */
  passed: NonNullable<HubParts["passed"]> = () => {};
  readonly hub: Hub;

  constructor(node = "n", { openLinks = true }: { readonly openLinks?: boolean } = {}) {
    const { memory } = this;
    const history: History = {
      keep: (kept) => {
        this.kept.push(kept.event);
        this.rows.push(kept);
        memory.keep(kept);
      },
      read: (query): Promise<HistoryPage> => {
        this.reads.push(query);
        return memory.read(query);
      },
      latest: (query) => memory.latest(query),
      find: (seq) => memory.find(seq),
      seqSince: (at) => memory.seqSince(at),
      search: (query) => memory.search(query),
    };
    this.hub = new Hub({
      node,
      state: emptyState(),
      log: this.log,
      history,
      files: this.files,
      openLinks,
      clock: () => 7,
      passed: (event, audience) => this.passed(event, audience),
      journal: { bug: (cause, session) => this.bugs.push({ cause, session }), message: () => {} },
    });
  }

  /** A client whose `open` and `join`s are durable and whose ears are empty. */
  client(nick: string, options: { channels?: readonly string[]; key?: string; kind?: Kind } = {}): Client {
    const client = new Client(this.hub, options.kind);
    client.ask(openAct(nick, options.key === undefined ? {} : { key: options.key }));
    for (const channel of options.channels ?? []) client.ask({ type: "join", channel });
    this.log.settle(this.hub);
    client.take();
    return client;
  }

  commit(): void {
    this.log.settle(this.hub);
  }
}
