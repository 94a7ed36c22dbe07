import type { JsonCommand } from "../wire/json/commands.ts";
import { parseCommand } from "../wire/json/parse-command.ts";
import { Link } from "./link.ts";
import type { LinkOptions } from "./link-options.ts";
import type { News } from "./news.ts";
import type { ConnectionEvents } from "./ports.ts";

/** Somebody else. */
export const from = { nick: "bob", user: "json", host: "here" };

/** Something that they say in `#lobby`. */
export function message(seq: number, text = String(seq)): object {
  return { type: "message", seq, at: seq, id: `e-${seq}`, from, to: "#lobby", form: "message", text };
}

/** A server's side of one connection, which does what a test tells it to. */
export class FakeConnection {
  readonly events: ConnectionEvents;
  /** What the link has sent on it, in order. */
  readonly sent: JsonCommand[] = [];
  /** The same as it goes over the wire. */
  readonly lines: string[] = [];
  isClosed = false;

  constructor(events: ConnectionEvents) {
    this.events = events;
  }

  /** The last command of a type; it must have been sent. */
  last<T extends JsonCommand["type"]>(type: T): Extract<JsonCommand, { type: T }> {
    const found = this.sent.findLast((one): one is Extract<JsonCommand, { type: T }> => one.type === type);
    if (!found) throw new Error(`no ${type} among ${this.sent.map((one) => one.type).join(" ")}`);
    return found;
  }

  texts(): string[] {
    return this.sent.flatMap((one) => (one.type === "say" ? [one.text] : []));
  }

  tell(...messages: readonly object[]): void {
    this.events.text(messages.map((one) => JSON.stringify(one)).join("\n"));
  }

  ok(type: JsonCommand["type"], rest: object = {}): void {
    this.tell({ type: "ok", ref: this.last(type).ref, ...rest });
  }

  /** Takes the link in: `hello`, and the join of `#lobby`. */
  welcome(seq = 1, epoch = "e1"): void {
    this.events.opened();
    this.ok("hello", { seq, nick: "alice", server: "s", version: "1", epoch, channel: "#lobby", joined: [] });
    this.ok("join", { seq: seq + 1 });
  }
}

/** What is around a link, in the test's hands. */
export function surroundings() {
  const connections: FakeConnection[] = [];
  const timers = new Set<{ readonly ms: number; readonly run: () => void }>();
  const options = {
    transport: {
      open(events: ConnectionEvents) {
        const connection = new FakeConnection(events);
        connections.push(connection);
        return {
          send(text: string) {
            const parsed = parseCommand(text);
            if (!("command" in parsed)) throw new Error(`the link sent ${text}`);
            connection.sent.push(parsed.command);
            connection.lines.push(text);
          },
          close() {
            connection.isClosed = true;
          },
        };
      },
    },
    timers: {
      after(ms: number, run: () => void) {
        const timer = { ms, run };
        timers.add(timer);
        return () => timers.delete(timer);
      },
    },
    chance: () => 0.5,
    client: "0123456789abcdef",
    nick: "alice",
  };
  return {
    options,
    /** The newest connection. */
    get server(): FakeConnection {
      const newest = connections.at(-1);
      if (!newest) throw new Error("there is no connection");
      return newest;
    },
    count: () => connections.length,
    /** The time of the timer that runs out first comes. Gives its milliseconds. */
    pass(): number {
      const [next] = [...timers].sort((one, other) => one.ms - other.ms);
      if (!next) throw new Error("nothing is waited for");
      timers.delete(next);
      next.run();
      return next.ms;
    },
    /** Breaks the connection and lets the link make another. */
    reconnect(): FakeConnection {
      this.server.events.closed("cut");
      this.pass();
      return this.server;
    },
  };
}

/** A link with everything around it in the test's hands. */
export function setUp(options: Partial<LinkOptions> = {}) {
  const around = surroundings();
  const news: News[] = [];
  const link = new Link({ ...around.options, keepTrying: true, tell: (one) => news.push(one), ...options });
  link.start();
  return Object.assign(around, {
    link,
    news,
    shown: () => news.flatMap((one) => (one.type === "event" && one.event.type === "message" ? [one.event.seq] : [])),
    of: <T extends News["type"]>(type: T) => news.filter((one): one is Extract<News, { type: T }> => one.type === type),
  });
}
