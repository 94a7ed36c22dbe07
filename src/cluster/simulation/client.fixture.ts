import type { Goodbye, RefusalCode } from "../../core/answers.ts";
import type { Command, Open, Typing } from "../../core/commands.ts";
import type { Event } from "../../core/events.ts";
import type { Reader } from "../../core/ports.ts";
import type { Session } from "../../core/session.ts";
import type { Answer } from "../../core/session-host.ts";
import { openAct } from "../../core/testing.ts";
import type { Connection, Said } from "./connection.fixture.ts";
import type { NodeRun } from "./node.fixture.ts";
import type { Setting } from "./setting.fixture.ts";

const CHANNELS = ["#lobby", "#a", "#b"] as const;

/** Refusals after which it may go well elsewhere. */
const ELSEWHERE: ReadonlySet<RefusalCode> = new Set(["not-durable", "node-lost"]);
/** Refusals after which it may go well later. */
const LATER: ReadonlySet<RefusalCode> = new Set(["busy", "not-open"]);

const KIND = { render: (): undefined => undefined };

/** Somebody who talks, by chance. If something breaks they come back to any node, and say again what nobody answered. */
export class SimulatedClient {
  readonly name: string;
  /** All that it ever said. */
  readonly said: Said[] = [];
  readonly #key: string | undefined;
  readonly #nicks: readonly string[];
  readonly #setting: Setting;
  readonly #serving: () => readonly NodeRun[];
  readonly #patience: number;
  readonly #pace: number;
  readonly #isHasty: boolean;
  #waiting: Said[] = [];
  #channels = new Set<string>();
  #connection: Connection | undefined;
  #isAway = false;

  constructor(name: string, nicks: readonly string[], setting: Setting, serving: () => readonly NodeRun[]) {
    const { chance } = setting;
    this.name = name;
    this.#nicks = nicks;
    this.#setting = setting;
    this.#serving = serving;
    this.#key = chance.once(4) ? undefined : `key ${name}`;
    this.#patience = 1_000 + chance.below(8_000);
    this.#pace = chance.pick([100, 400, 1_500]);
    this.#isHasty = chance.once(2);
    this.#channels.add("#lobby");
    this.#next();
  }

  /** The session by which it is here, if it is. */
  get session(): Session | undefined {
    return this.#connection?.isOpen ? this.#connection.session : undefined;
  }

  /** Whether it is here and nothing is left that it asked for. */
  get isQuiet(): boolean {
    return this.session !== undefined && this.#connection?.missing === 0 && this.#waiting.length === 0;
  }

  /** A run of a node is over. */
  crashed(run: NodeRun): void {
    if (this.#connection?.run === run) this.#setting.timeline.after(this.#setting.delay(50), () => this.#dropOf(run));
  }

  #dropOf(run: NodeRun): void {
    if (this.#connection?.run === run) this.#drop();
  }

  #next(): void {
    const { timeline, chance } = this.#setting;
    timeline.after(1 + chance.below(this.#pace * 2), () => {
      this.#act();
      this.#next();
    });
  }

  #act(): void {
    const { timeline, chance, isCalm } = this.#setting;
    const connection = this.#connection;
    if (!connection) {
      if (!this.#isAway || isCalm || chance.once(8)) this.#connect();
      return;
    }
    if (connection.missing > 0 && timeline.now - connection.since > this.#patience) this.#leave();
    else if (!isCalm && connection.isOpen) this.#do(connection);
  }

  #do(connection: Connection): void {
    const { chance } = this.#setting;
    const what = chance.below(44);
    const channel = chance.pick(CHANNELS);
    if (what < 24) this.#say(connection, channel);
    else if (what < 29) this.#join(connection, channel);
    else if (what < 32) {
      this.#channels.delete(channel);
      this.#ask(connection, { type: "part", channel }, () => {});
    } else if (what < 36) this.#ask(connection, { type: "nick", nick: chance.pick(this.#nicks) }, () => {});
    else if (what < 39) this.#ask(connection, { type: "topic", channel, topic: `by ${this.name}` }, () => {});
    else if (what < 41) this.#ask(connection, { type: "typing", to: channel, state: "active" }, () => {});
    else if (what < 43) this.#askBehind(connection, chance.once(2));
    else {
      this.#isAway = true;
      this.#leave();
    }
  }

  #connect(): void {
    const { chance, timeline } = this.#setting;
    const serving = this.#serving();
    if (serving.length === 0) return;
    this.#isAway = false;
    const run = chance.pick(serving);
    const connection: Connection = {
      run,
      isOpen: false,
      isOver: false,
      lastAt: timeline.now,
      missing: 0,
      since: timeline.now,
      toldSeq: 0,
    };
    this.#connection = connection;
    this.#setting.trace(() => `${this.name} comes to ${run.id}`);
    this.#send(connection, () => {
      connection.session = run.hub.connect(() => this.#reader(connection));
    });
    this.#open(connection);
    // Who is in a hurry does not wait to be let in.
    if (this.#isHasty) this.#sayAll(connection);
  }

  #open(connection: Connection): void {
    const nick = this.#setting.chance.pick(this.#nicks);
    const act = openAct(nick, this.#key === undefined ? {} : { key: this.#key });
    this.#ask(connection, act, ({ refusal }) => {
      if (!refusal) {
        connection.isOpen = true;
        this.#sayAll(connection);
      } else if (refusal.code === "nick-in-use") {
        this.#setting.figures.nicksInUse++;
        this.#open(connection);
      } else this.#leave();
    });
  }

  #sayAll(connection: Connection): void {
    for (const channel of this.#channels) this.#join(connection, channel);
    for (const said of this.#waiting) this.#askFor(connection, said);
  }

  #join(connection: Connection, channel: string): void {
    this.#channels.add(channel);
    this.#ask(connection, { type: "join", channel }, () => {});
  }

  #say(connection: Connection, to: string): void {
    const { chance } = this.#setting;
    for (let count = chance.once(5) ? 4 : 1; count > 0; count--) {
      const number = this.said.length + 1;
      const isSure = this.#key !== undefined && !chance.once(5);
      const said: Said = {
        text: `${this.name}-${number}${"!".repeat(chance.once(10) ? 300 : 0)}`,
        to,
        ...(isSure && { ref: String(number) }),
        asked: 0,
        refused: 0,
      };
      this.said.push(said);
      this.#waiting.push(said);
      this.#askFor(connection, said);
    }
  }

  #askFor(connection: Connection, said: Said): void {
    const { text, to, ref } = said;
    if (said.asked > 0) this.#setting.figures.resent++;
    said.asked++;
    this.#ask(connection, { type: "say", to, text, ...(ref !== undefined && { ref }) }, (answer) => {
      this.#setting.trace(() => `${this.name} is answered ${text.slice(0, 12)}: ${answer.refusal?.code ?? answer.seq}`);
      if (answer.refusal) this.#refused(connection, said, answer.refusal.code);
      else this.#acknowledged(said, answer.repeats ?? answer.seq);
    });
  }

  #acknowledged(said: Said, seq: number): void {
    this.#setting.figures.acknowledged++;
    if (said.seq !== undefined && said.seq !== seq) {
      this.#setting.problem(`${said.text} is acknowledged as ${said.seq} and as ${seq}`);
    }
    said.seq = seq;
    this.#forget(said);
  }

  #refused(connection: Connection, said: Said, code: RefusalCode): void {
    said.refused++;
    this.#setting.figures.refused++;
    // It is said again as soon as it may be; without a ref, nobody knows that it is the same.
    if (said.ref === undefined || !(ELSEWHERE.has(code) || LATER.has(code))) this.#forget(said);
    else if (ELSEWHERE.has(code)) this.#leave();
    else if (code === "busy") {
      this.#setting.timeline.after(200, () => {
        if (this.#connection === connection && this.#waiting.includes(said)) this.#askFor(connection, said);
      });
    }
  }

  #forget(said: Said): void {
    this.#waiting = this.#waiting.filter((one) => one !== said);
  }

  #ask(connection: Connection, act: Command | Open | Typing, done: (answer: Answer) => void): void {
    if (connection.isOver) return;
    if (connection.missing++ === 0) connection.since = this.#setting.timeline.now;
    this.#send(connection, () => {
      connection.session?.submit(act, (answer) => {
        if (connection.isOver) return;
        connection.missing--;
        connection.since = this.#setting.timeline.now;
        done(answer);
      });
    });
  }

  /** Asks something that is answered behind all that was asked before, by this client or by everybody. */
  #askBehind(connection: Connection, isWide: boolean): void {
    if (connection.missing++ === 0) connection.since = this.#setting.timeline.now;
    const passed = (): void => {
      connection.missing--;
      connection.since = this.#setting.timeline.now;
    };
    this.#send(connection, () => {
      if (isWide) connection.session?.afterAll(passed);
      else connection.session?.after(passed);
    });
  }

  /** Has something happen at the node, behind all that was sent before. */
  #send(connection: Connection, run: () => void): void {
    const { timeline } = this.#setting;
    connection.lastAt = Math.max(connection.lastAt, timeline.now + this.#setting.delay(5));
    connection.run.turns.after(connection.lastAt - timeline.now, run);
  }

  /** Goes, whether the node hears of it soon or not. */
  #leave(): void {
    const connection = this.#connection;
    if (!connection) return;
    this.#setting.trace(() => `${this.name} leaves ${connection.run.id}`);
    this.#send(connection, () => connection.session?.end("Gone"));
    this.#drop();
  }

  #drop(): void {
    const connection = this.#connection;
    if (!connection) return;
    connection.isOver = true;
    this.#connection = undefined;
    const unsure = this.#waiting.filter(({ ref }) => ref === undefined);
    this.#setting.figures.inDoubt += unsure.length;
    this.#waiting = this.#waiting.filter(({ ref }) => ref !== undefined);
  }

  #reader(connection: Connection): Reader {
    return {
      kind: KIND,
      deliver: () => {},
      tell: (event) => this.#told(connection, event),
      goodbye: (why) => this.#goodbye(connection, why),
    };
  }

  #told(connection: Connection, event: Event): void {
    if (!("seq" in event)) return;
    if (event.seq < connection.toldSeq) this.#setting.problem(`${this.name} is told ${event.seq} late`);
    connection.toldSeq = event.seq;
  }

  #goodbye(connection: Connection, { code }: Goodbye): void {
    if (connection.isOver) return;
    this.#setting.trace(() => `${this.name} is told goodbye: ${code}`);
    this.#drop();
  }
}
