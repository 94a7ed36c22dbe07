import { describe, expect, it, vi } from "vitest";
import type { Peer, TestServer } from "./harness.ts";
import { JsonPeer } from "./json-peer.ts";
import { does } from "./people.ts";
import { connection, join, scene } from "./scene.ts";

const PASSWORD = "open-sesame-77";

/** Passwords are worked on quickly here, by servers and by commands. */
vi.stubEnv("PARLEY_PASSWORD_ITERATIONS", "4096");

/** A server with `olivia`, who owns it, and `tom`, who is nobody special. */
async function staffed(...args: readonly string[]): Promise<TestServer> {
  const server = await scene(...args);
  await does(server.data, ["account", "add", "olivia", "--role", "owner"], PASSWORD);
  await does(server.data, ["account", "add", "tom"], PASSWORD);
  return server;
}

/** Somebody who signs in, and is in no channel. */
async function signedIn({ port }: TestServer, account: string): Promise<JsonPeer> {
  const someone = JsonPeer.at(await connection(port));
  await someone.ask({ type: "hello", account, password: PASSWORD });
  return someone;
}

/** Somebody with netcat, who is in the lobby. */
async function withNetcat({ port }: TestServer, ...lines: readonly string[]): Promise<Peer> {
  const peer = await connection(port);
  for (const line of ["", ...lines]) peer.send(`${line}\n`);
  await peer.until("/help lists");
  return peer;
}

/** The id of a session that speaks a dialect. */
async function sessionOf(asker: JsonPeer, dialect: string): Promise<string> {
  const { sessions = [] } = await asker.ask({ type: "sessions" });
  const found = sessions.find((session) => session.dialect === dialect);
  if (!found) throw new Error(`nobody speaks ${dialect}: ${JSON.stringify(sessions)}`);
  return found.session;
}

/** The next that went over a watched connection in one direction, with its text. */
async function frame(
  watcher: JsonPeer,
  direction: "in" | "out",
): Promise<{ readonly text: string; readonly made: readonly string[] }> {
  for (;;) {
    const { bytes, made = [], ...rest } = await watcher.next("wire");
    if (rest.direction === direction) return { text: Buffer.from(bytes, "base64").toString(), made };
  }
}

function metrics({ port }: TestServer, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}/metrics`, { headers });
}

describe("the figures", () => {
  it("count what people do, for an operator and for Prometheus", async () => {
    const server = await staffed();
    const [ada, bob] = [await join(server, "ada"), await join(server, "bob")];
    await ada.say("hello");
    await bob.next("message");
    const olivia = await signedIn(server, "olivia");
    const { figures } = await olivia.ask({ type: "status" });
    expect(figures).toMatchObject({ connections: { json: 3 }, users: 3, messages: 1, refused: 0 });
    // Bob came in before Ada's eyes, and was told what she said.
    expect(figures?.deliveries).toBeGreaterThanOrEqual(2);
    expect(figures?.commits.count).toBeGreaterThan(0);
    expect(figures?.memory.rss).toBeGreaterThan(1_000_000);
    const answer = await metrics(server);
    expect(answer.headers.get("content-type")).toMatch(/^text\/plain; version=0.0.4/);
    const text = await answer.text();
    expect(text).toMatch(/^parley_connections\{dialect="json"\} 3$/m);
    expect(text).toMatch(/^parley_messages_total 1$/m);
    expect(text).toMatch(/^# TYPE parley_commit_seconds histogram$/m);
    expect(text).toMatch(/^parley_commit_seconds_bucket\{le="\+Inf"\} [1-9]/m);
    expect(text).toMatch(/^parley_sent_bytes_total [1-9]/m);
  });

  it("are told each second to who follows them", async () => {
    const server = await staffed();
    const olivia = await signedIn(server, "olivia");
    await olivia.ask({ type: "status", follow: true });
    const first = await olivia.next("status");
    const second = await olivia.next("status");
    expect(second.at).toBeGreaterThan(first.at);
    expect(second).not.toHaveProperty("seq");
    await olivia.ask({ type: "status", follow: false });
  });

  it("are for operators alone", async () => {
    const server = await staffed();
    const tom = await signedIn(server, "tom");
    await expect(tom.ask({ type: "status", follow: true })).rejects.toThrow(/Only an operator/);
    const brought = { "x-forwarded-for": "192.0.2.7" };
    expect((await metrics(server, brought)).status).toBe(401);
    const basic = (name: string, password: string): Record<string, string> => ({
      ...brought,
      authorization: `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`,
    });
    expect((await metrics(server, basic("tom", PASSWORD))).status).toBe(403);
    expect((await metrics(server, basic("olivia", "wrong"))).status).toBe(401);
    expect((await metrics(server, basic("olivia", PASSWORD))).status).toBe(200);
    const olivia = await signedIn(server, "olivia");
    const { token } = await olivia.ask({ type: "device-add", name: "prometheus" });
    expect((await metrics(server, { ...brought, authorization: `Bearer ${token}` })).status).toBe(200);
    expect((await metrics(server, { ...brought, authorization: "Bearer parley-nothing" })).status).toBe(401);
  });
});

describe("the sessions", () => {
  it("are listed with their addresses to operators, a page at a time, and to others their own", async () => {
    const server = await staffed();
    const tom = await signedIn(server, "tom");
    const nc = await withNetcat(server, `/login tom ${PASSWORD}`);
    await nc.until("signed in to tom");
    const olivia = await signedIn(server, "olivia");
    const { sessions = [], more } = await olivia.ask({ type: "sessions" });
    expect(sessions.map(({ nick, dialect }) => `${nick} ${dialect}`)).toEqual([
      "tom json",
      `relay-${nc.localPort} relay`,
      "olivia json",
    ]);
    expect(more).toBe(false);
    expect(sessions[1]).toMatchObject({
      account: "tom",
      address: { host: "127.0.0.1", port: nc.localPort },
      secure: true,
      via: `auto://127.0.0.1:${server.port}`,
    });
    const page = await olivia.ask({ type: "sessions", limit: 1 });
    expect(page).toMatchObject({ sessions: [sessions[0] && { session: sessions[0].session }], more: true });
    const rest = await olivia.ask({ type: "sessions", after: sessions[0]?.session });
    expect(rest.sessions).toHaveLength(2);
    const own = await tom.ask({ type: "sessions" });
    expect(own.sessions?.map(({ dialect, watchable }) => ({ dialect, watchable }))).toEqual([
      { dialect: "json", watchable: true },
      { dialect: "relay", watchable: true },
    ]);
  });
});

describe("the wire view", () => {
  it("shows somebody in the page the bytes of their own netcat, and what became of them", async () => {
    const server = await staffed();
    const tom = await signedIn(server, "tom");
    const nc = await withNetcat(server, `/login tom ${PASSWORD}`);
    await nc.until("signed in to tom");
    await tom.ask({ type: "wire", session: await sessionOf(tom, "relay") });
    nc.send("hello\n");
    expect(await frame(tom, "in")).toEqual({ text: "hello\n", made: ['say {"to":"#lobby","form":"message"}'] });
    const ada = await join(server, "ada");
    await ada.say("good morning");
    const seen: string[] = [];
    while (!seen.at(-1)?.includes("good morning")) seen.push((await frame(tom, "out")).text);
    expect(seen.join("")).toBe(await nc.until(/good morning\n/).then((text) => text.slice(text.indexOf("[ada]"))));
    nc.send(`/login tom ${PASSWORD}\n`);
    expect((await frame(tom, "in")).text).toBe("/login ********\n");
    nc.close();
    expect((await tom.next("wire-end")).text).toMatch(/closed/);
  });

  it("shows what an event made of it, and halves of characters as they came", async () => {
    const server = await staffed();
    const tom = await signedIn(server, "tom");
    const nc = await withNetcat(server, `/login tom ${PASSWORD}`);
    await nc.until("signed in to tom");
    await tom.ask({ type: "wire", session: await sessionOf(tom, "relay") });
    const ada = await join(server, "ada");
    await ada.say("tea");
    let told = await frame(tom, "out");
    while (!told.text.includes("tea")) told = await frame(tom, "out");
    expect(told.made).toEqual(['message {"from":"ada","to":"#lobby","form":"message"}']);
    nc.send(Buffer.from([0xc3]));
    expect(Buffer.from((await tom.next("wire")).bytes, "base64")).toEqual(Buffer.from([0xc3]));
  });

  it("is closed to others without leave, and those who give it are told when somebody watches", async () => {
    const server = await staffed();
    const nc = await withNetcat(server, "/wire");
    await nc.until("only if you say /wire allow");
    const eve = await join(server, "eve");
    const olivia = await signedIn(server, "olivia");
    const session = await sessionOf(olivia, "relay");
    await expect(eve.ask({ type: "wire", session })).rejects.toThrow(/Only an operator/);
    await expect(olivia.ask({ type: "wire", session })).rejects.toThrow(/have not said/);
    nc.send("/wire allow\n");
    await nc.until("may watch your connections");
    await olivia.ask({ type: "wire", session });
    await nc.until(
      /\(server\) \(to you\) at .*olivia watches from now on what comes and goes over your connection \(relay\)/,
    );
    const { events = [] } = await olivia.ask({ type: "moderation" });
    expect(events.at(-1)).toMatchObject({ action: "wire", from: { account: "olivia" }, reason: "relay" });
    nc.send("in the open\n");
    expect((await frame(olivia, "in")).text).toBe("in the open\n");
    nc.send("/wire forbid\n");
    expect((await olivia.next("wire-end")).text).toMatch(/have not said/);
    nc.send("alone again\n");
    await eve.fence();
    await olivia.fence();
    await expect(olivia.ask({ type: "wire", session })).rejects.toThrow(/have not said/);
  });

  it("takes leave from IRC's user mode W, and hides what IRC's secrets are", async () => {
    const server = await staffed();
    const irc = await connection(server.port);
    irc.send("NICK ira\r\nUSER ira 0 * :Ira\r\nMODE ira +W\r\n");
    await irc.until(/MODE ira \+W/);
    const olivia = await signedIn(server, "olivia");
    await olivia.ask({ type: "wire", session: await sessionOf(olivia, "irc") });
    await irc.until(/:\(server\) NOTICE ira :olivia watches from now on/);
    irc.send("OPER boss Planted");
    expect((await frame(olivia, "in")).text).toBe("OPER ********");
    irc.send("Secret\r\nPING x\r\n");
    expect((await frame(olivia, "in")).text).toBe("\r\nPING x\r\n");
    expect((await frame(olivia, "out")).text).toMatch(/ 464 |PONG/);
  });

  it("shows others nothing of what is said to who is watched alone, now or when they look it up; and them all of it", async () => {
    const server = await staffed("--wire-view", "guests");
    const irc = await connection(server.port);
    irc.send("CAP REQ :draft/chathistory batch\r\nNICK ira\r\nUSER ira 0 * :Ira\r\nCAP END\r\n");
    await irc.until(/ 376 | 422 /);
    const gus = await join(server, "gus");
    const olivia = await signedIn(server, "olivia");
    const tom = await signedIn(server, "tom");
    const sessions = (await olivia.ask({ type: "sessions" })).sessions ?? [];
    for (const one of sessions.filter((session) => session.account === undefined)) {
      await olivia.ask({ type: "wire", session: one.session });
    }
    const own = (await gus.ask({ type: "sessions", own: true })).sessions?.[0]?.session;
    await gus.ask({ type: "wire", session: own });
    await tom.ask({ type: "say", to: "gus", text: "Planted in a talk" });
    await tom.ask({ type: "say", to: "ira", text: "Planted in another" });
    await irc.until("Planted in another");
    await gus.ask({ type: "history", with: "tom" });
    await gus.ask({ type: "search", text: "Planted" });
    irc.send("CHATHISTORY LATEST tom * 10\r\n");
    await irc.until(/BATCH -/);
    await gus.ask({ type: "say", to: "tom", text: "no secret of tom's" });
    irc.send("PING over\r\n");
    await irc.until("PONG");
    const seen: string[] = [];
    while (!seen.join("").includes("PONG") || !seen.join("").includes("no secret")) {
      seen.push(Buffer.from((await olivia.next("wire")).bytes, "base64").toString());
    }
    expect(seen.join("")).not.toContain("Planted in");
    expect(seen.join("")).toContain("********");
    let shown = "";
    while (!shown.includes("Planted in a talk")) {
      shown = Buffer.from((await gus.next("wire")).bytes, "base64").toString();
    }
  });

  it("shows who watches nothing of what it tells them, and so comes to an end", async () => {
    const server = await staffed();
    const olivia = await signedIn(server, "olivia");
    const { sessions = [] } = await olivia.ask({ type: "sessions" });
    await olivia.ask({ type: "wire", session: sessions[0]?.session });
    expect((await frame(olivia, "out")).text).toMatch(/^\{"type":"ok","ref":"\d+"\}\n$/);
    await olivia.fence();
    expect((await frame(olivia, "in")).text).toMatch(/"ping"/);
    expect((await frame(olivia, "out")).text).toMatch(/^\{"type":"ok","ref":"\d+"\}\n$/);
    await olivia.fence();
    expect((await frame(olivia, "in")).text).toMatch(/"ping"/);
  });

  it("shows operators guests where whoever runs the server says so, and guests are told when they come", async () => {
    const server = await staffed("--wire-view", "guests");
    const nc = await withNetcat(server);
    await nc.until("Operators of this server may watch");
    const irc = await connection(server.port);
    irc.send("NICK ira\r\nUSER ira 0 * :Ira\r\n");
    await irc.until(/NOTICE ira :Operators of this server may watch/);
    const guest = JsonPeer.at(await connection(server.port));
    expect((await guest.ask({ type: "hello", nick: "gus" })).access).toMatchObject({ watched: true });
    const olivia = await signedIn(server, "olivia");
    await olivia.ask({ type: "wire", session: await sessionOf(olivia, "relay") });
    await nc.until("olivia watches from now on");
    const tom = await signedIn(server, "tom");
    const own = await tom.ask({ type: "sessions" });
    await expect(olivia.ask({ type: "wire", session: own.sessions?.[0]?.session })).rejects.toThrow(/have not said/);
  });
});
