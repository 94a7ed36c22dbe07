import { REFUSALS } from "../src/core/answers.ts";
import type { ClusterNode } from "./cluster.ts";
import { Peer, Program } from "./harness.ts";
import type { Ledger } from "./ledger.ts";
import { WebSocketPeer } from "./web-socket-peer.ts";

/** Clients of every dialect that say things one after the other, and know what became of each. */

/** How long a client waits for an answer before it tries another node. */
export const STUCK_MS = 3_000;

/** A connection that has come into the lobby. */
export interface Speaker {
  /** How NAMES has it, as `labelOf` makes it. */
  readonly label: string;
  /** Says texts, and tells the ledger of each what was answered. @throws (rejects) if the connection is of no use any more */
  say(texts: readonly string[], ledger: Ledger): Promise<void>;
  close(): void;
}

/** A dialect, and how one speaks it. */
export interface SpeakerType {
  readonly name: string;
  /** How many texts are on their way at a time. */
  readonly burst: number;
  /** Whether what was refused, or not answered, is said again: who can't say that it is the same has to leave it. */
  readonly repeats: boolean;
  /**
   * Comes in by a node.
   * @param name of whoever speaks, which stays the same from connection to connection
   * @param count of connections that it has had
   */
  open(node: ClusterNode, name: string, count: number): Promise<Speaker>;
}

/** A nick as it can be foretold: those that a dialect gives have a number that is the server's to choose. */
export function labelOf(nick: string): string {
  return nick.replace(/^(Client|framed|turns|relay).*/, "$1");
}

type JsonWire = Pick<Peer, "command" | "until" | "close">;

interface Line {
  readonly type: string;
  readonly ref?: string;
  readonly seq?: number;
  readonly code?: string;
  readonly text?: string;
}

function parse(line: string): Line {
  return JSON.parse(line);
}

/** Refusals that mean that nothing was said, and may be another time. */
const NOT_NOW = ["not-durable", "busy", "node-lost"] as const;

class JsonSpeaker implements Speaker {
  readonly label: string;
  readonly #wire: JsonWire;

  constructor(wire: JsonWire, nick: string) {
    this.#wire = wire;
    this.label = nick;
  }

  async enter(client: string): Promise<void> {
    this.#wire.command({ type: "hello", nick: this.label, client, ref: "hello" });
    await this.#answer("hello");
    this.#wire.command({ type: "join", channel: "#lobby", ref: "join" });
    await this.#answer("join");
  }

  async say(texts: readonly string[], ledger: Ledger): Promise<void> {
    // A text is its own ref, so that who says it again says so.
    for (const text of texts) this.#wire.command({ type: "say", to: "#lobby", text, ref: text });
    const open = new Set(texts);
    while (open.size > 0) {
      const { type, ref = "", seq, code = "", text = "" } = await this.#line();
      if (type === "message" && seq !== undefined) ledger.saw(text, seq);
      if (!open.delete(ref)) continue;
      if (type === "ok") ledger.ok(ref, seq);
      else if (NOT_NOW.some((one) => one === code)) ledger.no(ref);
      else throw new Error(`"${ref}" was refused: ${text}`);
    }
  }

  close(): void {
    this.#wire.close();
  }

  async #answer(ref: string): Promise<void> {
    for (;;) {
      const line = await this.#line();
      if (line.ref !== ref) continue;
      if (line.type === "ok") return;
      throw new Error(`${ref} was refused: ${line.text}`);
    }
  }

  async #line(): Promise<Line> {
    const line = parse(await this.#wire.until("\n", STUCK_MS));
    if (line.type === "goodbye") throw new Error(`goodbye: ${line.text}`);
    return line;
  }
}

function jsonType(name: string, burst: number, connect: (node: ClusterNode) => Promise<JsonWire>): SpeakerType {
  return {
    name,
    burst,
    repeats: true,
    async open(node, who) {
      const wire = await connect(node);
      const speaker = new JsonSpeaker(wire, who);
      return entered(wire, speaker.enter(`a secret of the client ${who}`), speaker);
    },
  };
}

/** Waits for somebody to come in, and hangs up if that fails. */
async function entered<T>(wire: { close(): void }, entering: Promise<unknown>, speaker: T): Promise<T> {
  try {
    await entering;
    return speaker;
  } catch (cause) {
    wire.close();
    throw cause;
  }
}

/** How a dialect of texts is written, and which answer means what. */
interface Answers {
  encode(text: string): string;
  yes(text: string): RegExp;
  readonly no: RegExp;
  /** An answer that is longer may be cut, and says nothing then: a refusal may come with the next one. */
  readonly most?: number;
}

/** A speaker of text whose next answer says what became of the last text. */
function textSpeaker(
  peer: Peer,
  label: string,
  { encode, yes, no, most = Number.POSITIVE_INFINITY }: Answers,
): Speaker {
  let wasCut = false;
  return {
    label,
    async say(texts, ledger) {
      for (const text of texts) {
        peer.send(encode(text));
        const answer = await peer.until(new RegExp(`${yes(text).source}|${no.source}`), STUCK_MS);
        const isRefusal = no.test(answer);
        const isKnown = answer.length <= most && !(isRefusal && wasCut);
        wasCut = answer.length > most;
        if (!isKnown) continue;
        if (isRefusal) ledger.no(text);
        else ledger.ok(text);
      }
    },
    close: () => peer.close(),
  };
}

/** What they say in dialects that have no codes. */
const NO = new RegExp(NOT_NOW.map((code) => REFUSALS[code].replaceAll(".", "\\.")).join("|"));

const IRC: SpeakerType = {
  name: "irc",
  burst: 1,
  repeats: false,
  async open(node, name, count) {
    const peer = await Peer.to(node.port, node.host);
    // The nick of a connection that broke may be in use for a while.
    const nick = `${name}-${count}`;
    peer.send(`CAP REQ :echo-message\r\nNICK ${nick}\r\nUSER irc 0 * :irc\r\nCAP END\r\nJOIN #lobby\r\n`);
    const speaker = textSpeaker(peer, nick, {
      encode: (text) => `PRIVMSG #lobby :${text}\r\n`,
      yes: (text) => new RegExp(`:${nick}!\\S* PRIVMSG #lobby :${text}\r\n`),
      no: / (263|ERROR) [^\n]*\n/,
    });
    return entered(peer, peer.until(" 366 ", STUCK_MS), speaker);
  },
};

const FRAMED: SpeakerType = {
  name: "framed",
  burst: 1,
  repeats: false,
  async open(node) {
    const peer = await Peer.to(node.port, node.host);
    const speaker = textSpeaker(peer, "framed", {
      encode: (text) => String(text.length).padEnd(64) + text,
      yes: () => /Msg received/,
      no: NO,
    });
    // It is in the lobby once the door has seen a header; an empty message is answered at once.
    peer.send("0".padEnd(64));
    return entered(peer, peer.until("Msg received", STUCK_MS), speaker);
  },
};

const ACK: SpeakerType = {
  name: "ack",
  burst: 1,
  repeats: false,
  async open(node) {
    const peer = await Peer.to(node.server.ports["ack"] ?? 0, node.host);
    const yes = (text: string): RegExp => new RegExp(`${text}ACK`);
    const speaker = textSpeaker(peer, "Client", { encode: (text) => text, yes, no: NO });
    const entering = async (): Promise<void> => {
      await peer.until(/^Client\d\d/, STUCK_MS);
      // The name comes before it is in the log; what comes of a command is said after that.
      peer.send("status");
      await peer.until("\n", STUCK_MS);
    };
    return entered(peer, entering(), speaker);
  },
};

const TURNS: SpeakerType = {
  name: "turns",
  burst: 1,
  repeats: false,
  async open(node) {
    const peer = await Peer.to(node.server.ports["turns"] ?? 0, node.host);
    // That it is its turn again says that its text is on disk, for nothing is said to it before.
    const yes = (): RegExp => /^[a-zA-Z][\s\S]*: [\s\S]*/;
    const speaker = textSpeaker(peer, "turns", { encode: (text) => text, yes, no: NO, most: 1_900 });
    return entered(peer, peer.until("Your turn.", STUCK_MS), speaker);
  },
};

/** What others say. Nobody there learns what became of what they said themselves, unless it was refused. */
const SOMETHING = /[\s\S]*\n/;

const RELAY: SpeakerType = {
  name: "relay",
  burst: 1,
  repeats: false,
  async open(node) {
    const peer = await Peer.to(node.server.ports["relay"] ?? 0, node.host);
    return {
      label: "relay",
      async say(texts) {
        for (const text of texts) peer.send(`${text}\n`);
        await peer.until(SOMETHING, STUCK_MS);
      },
      close: () => peer.close(),
    };
  },
};

const NETCAT: SpeakerType = {
  name: "nc",
  burst: 1,
  repeats: false,
  async open(node, name, count) {
    const program = new Program("nc", [node.host, String(node.port)]);
    const nick = `${name}-${count}`;
    const close = (): void => void program.kill();
    program.type("");
    program.type(`/nick ${nick}`);
    const speaker: Speaker = {
      label: nick,
      async say(texts) {
        for (const text of texts) program.type(text);
        await program.until(SOMETHING, STUCK_MS);
      },
      close,
    };
    const entering = async (): Promise<void> => {
      // nc stays when the server has hung up.
      const answer = await program.until(new RegExp(`You are ${nick} now|${NO.source}`), STUCK_MS);
      if (NO.test(answer)) throw new Error(answer);
    };
    return entered({ close }, entering(), speaker);
  },
};

/** Every dialect, and JSON by WebSocket and in bursts too. */
export const SPEAKERS: readonly SpeakerType[] = [
  jsonType("json", 1, (node) => Peer.to(node.port, node.host)),
  jsonType("burst", 8, (node) => Peer.to(node.port, node.host)),
  jsonType("ws", 2, (node) => WebSocketPeer.to(node.port, node.host)),
  IRC,
  FRAMED,
  ACK,
  TURNS,
  RELAY,
  NETCAT,
];
