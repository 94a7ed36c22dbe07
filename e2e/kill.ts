import { expect } from "vitest";
import { makeFolder, Peer, removeFolder, startServer, type TestServer } from "./harness.ts";

/**
 * Kills a server again and again in the middle of traffic, and looks after each start for what it lost: everything that
 * was acknowledged is in the history, once and in the same order, and nobody was shown anything that is not there.
 */
export async function killMany(times: number): Promise<{ readonly acknowledged: number; readonly shown: number }> {
  const data = makeFolder();
  const witness = new Witness();
  for (let round = 0; round < times; round++) {
    const server = await startServer(["--no-rate-limits"], data);
    await witness.check(server);
    await traffic(server, witness, round);
  }
  const last = await startServer([], data);
  await witness.check(last);
  await last.stop();
  removeFolder(data);
  expect(witness.acknowledged.size).toBeGreaterThan(times);
  return { acknowledged: witness.acknowledged.size, shown: witness.shown.size };
}

/** What was promised so far, and what the history says. */
class Witness {
  /** Texts that somebody got an acknowledgement for. */
  readonly acknowledged = new Set<string>();
  /** Texts that somebody saw, in the order in which they were seen. */
  readonly shown = new Set<string>();
  /** JSON messages without an answer, by their refs: to be sent again. */
  readonly unanswered = new Map<string, string>();
  readonly history: { readonly seq: number; readonly text: string }[] = [];

  async check(server: TestServer): Promise<void> {
    const peer = await Peer.to(server.port);
    await tell(peer, { type: "hello", nick: "witness" });
    await tell(peer, { type: "join", channel: "#lobby" });
    for (;;) {
      const after = this.history.at(-1)?.seq ?? 0;
      const page = parse(await tell(peer, { type: "history", channel: "#lobby", after, limit: 1000 }));
      this.history.push(...(page.messages ?? []));
      if (!page.more) break;
    }
    peer.close();
    const texts = this.history.map((message) => message.text);
    const kept = new Set(texts);
    expect(texts.length).toBe(kept.size);
    expect([...this.acknowledged].filter((text) => !kept.has(text))).toEqual([]);
    expect([...this.shown].filter((text) => !kept.has(text))).toEqual([]);
    // Sets keep the order of adding, so what was shown must be the history with nothing but gaps.
    expect([...this.shown]).toEqual(texts.filter((text) => this.shown.has(text)));
  }
}

const CLIENT = "a secret of the client that comes back";

/** Everybody talks at once until enough was acknowledged, then the server dies. */
async function traffic(server: TestServer, witness: Witness, round: number): Promise<void> {
  const enough = 20 + ((round * 37) % 200);
  const died = new AbortController();
  const seen = await listen(server, witness);
  const speakers = [json(server, witness, round), irc(server, witness, round), framed(server, witness, round)];
  const ended = Promise.allSettled(speakers);
  await seen(enough);
  await server.kill();
  died.abort();
  await ended;
}

/** A reader who notes all that it sees. Resolves when it is in the channel, with a way to wait for so many messages. */
async function listen(server: TestServer, witness: Witness): Promise<(count: number) => Promise<void>> {
  const peer = await Peer.to(server.port);
  await tell(peer, { type: "hello", nick: "reader" });
  await tell(peer, { type: "join", channel: "#lobby" });
  const first = witness.shown.size;
  let wake: () => void = () => undefined;
  const reading = (async () => {
    for (;;) {
      const line = parse(await peer.until("\n"));
      if (line.type === "message" && line.text !== undefined) witness.shown.add(line.text);
      wake();
    }
  })().catch(() => wake());
  return async (count) => {
    while (witness.shown.size - first < count && !peer.isOver) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    void reading;
  };
}

/** Says what was not answered last time again, with the same refs, then goes on. */
async function json(server: TestServer, witness: Witness, round: number): Promise<void> {
  const peer = await Peer.to(server.port);
  await tell(peer, { type: "hello", nick: "json", client: CLIENT });
  await tell(peer, { type: "join", channel: "#lobby" });
  for (let i = 0; i < 100; i++) witness.unanswered.set(`${round}-${i}`, `json ${round} ${i}`);
  for (const [ref, text] of witness.unanswered) peer.command({ type: "say", to: "#lobby", text, ref });
  for (;;) {
    const answer = parse(await peer.until("\n"));
    const text = answer.type === "ok" && answer.ref !== undefined ? witness.unanswered.get(answer.ref) : undefined;
    if (text === undefined) continue;
    witness.acknowledged.add(text);
    witness.unanswered.delete(answer.ref ?? "");
  }
}

async function irc(server: TestServer, witness: Witness, round: number): Promise<void> {
  const peer = await Peer.to(server.port);
  peer.send("CAP REQ :echo-message\r\nNICK irc\r\nUSER irc 0 * :irc\r\nCAP END\r\nJOIN #lobby\r\n");
  await peer.until(" 366 ");
  for (let i = 0; ; i++) {
    const text = `irc ${round} ${i}`;
    peer.send(`PRIVMSG #lobby :${text}\r\n`);
    await peer.until(`PRIVMSG #lobby :${text}\r\n`);
    witness.acknowledged.add(text);
  }
}

async function framed(server: TestServer, witness: Witness, round: number): Promise<void> {
  const peer = await Peer.to(server.port);
  for (let i = 0; ; i++) {
    const text = `framed ${round} ${i}`;
    peer.send(String(text.length).padEnd(64));
    peer.send(text);
    await peer.until("Msg received");
    witness.acknowledged.add(text);
  }
}

interface Line {
  readonly type: string;
  readonly ref?: string;
  readonly text?: string;
  readonly more?: boolean;
  readonly messages?: readonly { readonly seq: number; readonly text: string }[];
}

function parse(line: string): Line {
  return JSON.parse(line);
}

/** Sends a command and waits for its answer, which is the last line of what it gives. */
async function tell(peer: Peer, command: object): Promise<string> {
  peer.command({ ...command, ref: "tell" });
  return (await peer.until(/\{"type":"(ok|refused)","ref":"tell".*\n/)).trimEnd().split("\n").at(-1) ?? "";
}
