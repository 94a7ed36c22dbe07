import { json } from "../../wire/json/json.ts";
import { type Connection, createWorld, type World } from "../../wire/testing.ts";
import { type FakeConnection, surroundings } from "../link.fixture.ts";
import type { ConnectionEvents } from "../ports.ts";
import { Chat, type ChatOptions, type Notice } from "./chat.ts";
import type { Place } from "./place.ts";
import type { Item } from "./timeline.ts";

/** For tests of the client's model: chats before a server that is the test's, or before a real one in memory. */

/** What a chat tells, and what it is made of besides its link. */
function face() {
  const notices: Notice[] = [];
  const scheduled: (() => void)[] = [];
  const saved = new Map<string, string>();
  let now = 1_000_000;
  return {
    notices,
    saved,
    options: {
      now: () => now,
      schedule: (run: () => void) => void scheduled.push(run),
      drafts: { load: () => saved, save: (place: string, text: string) => void saved.set(place, text) },
      notify: (notice: Notice) => void notices.push(notice),
    },
    passTime: (ms: number) => {
      now += ms;
    },
    /** Runs what was to run soon. How much that was. */
    flush: () => {
      const runs = scheduled.splice(0);
      for (const run of runs) run();
      return runs.length;
    },
  };
}

/** The items of a place in words: messages by their texts, notes by their types in brackets. */
export function shown(place: Place | undefined): string {
  return (place?.timeline.get().items ?? []).map(inWords).join(" ");
}

function inWords(item: Item): string {
  switch (item.kind) {
    case "message":
      return item.message.takenBack ? `(${item.message.takenBack.by})` : item.message.text;
    case "note":
      return `[${item.event.type}]`;
    case "pending":
      return `${item.text}${item.state === "waiting" ? "…" : "!"}`;
    case "gap":
      return "---";
  }
}

/** Lets promises go on. */
export async function turn(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

/** Comes into a channel, which is made if there is none, and looks at it. */
export function make(chat: Chat, name: string): Place {
  void chat.ask({ type: "join", channel: name });
  return chat.show(name);
}

/** A chat whose server is the test. */
export function setUpChat(options: Partial<ChatOptions> = {}) {
  const around = surroundings();
  const mine = face();
  const chat = new Chat({ ...around.options, ...mine.options, ...options });
  chat.start();
  return {
    chat,
    ...mine,
    get server(): FakeConnection {
      return around.server;
    },
    reconnect: () => around.reconnect(),
    pass: () => around.pass(),
    /** The place that is looked at: `#lobby`, whose page is this. */
    async lobby(events: readonly object[] = [], rest: object = {}): Promise<Place> {
      around.server.welcome();
      const place = chat.show("#lobby");
      await answer(around.server, { messages: [], more: false }, { events, more: false, ...rest });
      return place;
    },
  };
}

/** Answers what was asked for what is unread, and for a page; the link itself is told that it missed nothing. */
export async function answer(server: FakeConnection, unread: object, page: object): Promise<void> {
  for (const one of server.sent) {
    if (one.type !== "history") continue;
    if (one.afterAt !== undefined) server.tell({ type: "ok", ref: one.ref, ...unread });
    else if (one.events) server.tell({ type: "ok", ref: one.ref, ...page });
    else server.tell({ type: "ok", ref: one.ref, messages: [], more: false });
  }
  await turn();
}

/** Somebody's chat in a world. */
export interface Person {
  readonly chat: Chat;
  readonly notices: readonly Notice[];
  readonly saved: ReadonlyMap<string, string>;
  /** Cuts the connection; `comeBack` makes another. */
  cut(): void;
  comeBack(): void;
  /** The time of all timers comes that are due within so many milliseconds. */
  pass(ms: number): void;
  /** Takes what came. Whether anything did. */
  pump(): boolean;
}

/** A world with people in it whose clients are real too. */
export class Meeting {
  readonly world: World = createWorld();
  readonly #people: Person[] = [];

  /** Somebody comes. */
  async come(nick: string, options: Partial<ChatOptions> = {}): Promise<Person> {
    const mine = face();
    const dialect = this.world.listen(json);
    let line: { readonly connection: Connection; readonly events: ConnectionEvents; isOpened: boolean } | undefined;
    const timers = new Set<{ readonly ms: number; readonly run: () => void }>();
    const chat = new Chat({
      transport: {
        open: (events) => {
          const connection = this.world.connect(dialect);
          line = { connection, events, isOpened: false };
          return { send: (text) => connection.send(`${text}\n`), close: () => connection.drop() };
        },
      },
      timers: {
        after(ms, run) {
          const timer = { ms, run };
          timers.add(timer);
          return () => timers.delete(timer);
        },
      },
      chance: () => 0.5,
      client: `a secret of ${nick}, long enough`,
      nick,
      ...mine.options,
      now: () => this.world.clock.now(),
      ...options,
    });
    const pass = (ms: number): void => {
      for (const timer of [...timers]) {
        if (timer.ms > ms || !timers.delete(timer)) continue;
        timer.run();
      }
    };
    const person: Person = {
      chat,
      notices: mine.notices,
      saved: mine.saved,
      cut() {
        const was = line;
        line = undefined;
        was?.connection.drop();
        was?.events.closed("cut");
      },
      comeBack: () => pass(1_000),
      pass,
      pump() {
        const did = mine.flush() > 0;
        if (!line) return did;
        if (!line.isOpened) {
          line.isOpened = true;
          line.events.opened();
          return true;
        }
        const text = line.connection.take();
        if (text !== "") line.events.text(text);
        return did || text !== "";
      },
    };
    this.#people.push(person);
    chat.start();
    await this.settle();
    return person;
  }

  /** Waits until nothing happens any more. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 2; quiet++) {
      await this.world.settle();
      for (const person of this.#people) if (person.pump()) quiet = -1;
    }
    this.world.clock.advance(1);
  }
}
