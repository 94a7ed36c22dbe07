import { digest } from "../../src/server/digest.ts";
import { FilesHttp } from "../../src/server/files/files-http.ts";
import { TestStore } from "../../src/server/files/store.fixture.ts";
import { makeHttp } from "../../src/server/http.ts";
import { HttpDoor } from "../../src/server/http-door.ts";
import { Origins } from "../../src/server/origins.ts";
import { Path } from "../../src/server/outbox.ts";
import { Proxies } from "../../src/server/proxies.ts";
import { createWorld, type World } from "../../src/wire/testing.ts";
import { testPasswords, testVerifier } from "../../src/wire/testing-passwords.ts";
import { WrongPasswords } from "../../src/wire/wrong-passwords.ts";
import { inPieces } from "../in-pieces.ts";
import { demand, type Target, USUAL } from "../target.ts";
import { PipeSocket } from "./pipe-socket.ts";

/** Turns of the event loop in which everything has to be answered or closed once the client has said all. */
const TURNS = 400;

const KEY = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
const UPGRADE = `GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${KEY}`;
/** A text frame with a mask of zeros. */
const frame = (text: string): string => `\u0001\u0001${String.fromCharCode(text.length)}\0\0\0\0${text}`;

/** HTTP of the one port: the page, files, and WebSockets, fed as a socket would be. */
export const http: Target = {
  ...USUAL,
  name: "http",
  most: 3_000,
  ms: 500,
  words: [
    ..."GET |POST |PUT |PATCH |DELETE |OPTIONS |HEAD | HTTP/1.1\r\n| HTTP/1.0\r\n|Host: a\r\n|Content-Length: 5\r\n".split(
      "|",
    ),
    ..."Transfer-Encoding: chunked\r\n|0\r\n\r\n|5\r\nhello\r\n|Connection: keep-alive\r\n|Expect: 100-continue\r\n".split(
      "|",
    ),
    ..."Authorization: Bearer ticket\r\n|Upload-Complete: ?1\r\n|Upload-Complete: ?0\r\n|Upload-Offset: 0\r\n".split(
      "|",
    ),
    ..."Content-Type: application/partial-upload\r\n|/files/uploads/|/files/|/health|Origin: http://b\r\n".split("|"),
    "/files/aaaaaaaaaaaaaaaaaaaaaaaaab",
    "Range: bytes=0-1\r\n",
    KEY,
    "Sec-WebSocket-Protocol: text.ircv3.net\r\n",
    "X-Forwarded-For: 192.0.2.1, [2001:db8::1]:80\r\n",
    "X-Forwarded-Proto: https\r\n",
    "/session",
    "/invite/letmein",
    '{"account":"amy","password":"sesame"}',
    "account=bob&password=sesame12&again=sesame12",
    "Content-Type: application/x-www-form-urlencoded\r\n",
    "Content-Type: application/json\r\n",
    "Cookie: parley=parley-1SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSS\r\n",
  ],
  seeds: [
    "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /health HTTP/1.1\r\nHost: a\r\n\r\nGET /x HTTP/1.0\r\n\r\n",
    "OPTIONS /files/ HTTP/1.1\r\nHost: a\r\n\r\nHEAD /files/aaaaaaaaaaaaaaaaaaaaaaaaab HTTP/1.1\r\nHost: a\r\nRange: bytes=0-1\r\n\r\n",
    "POST /files/ HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ticket\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt\r\nContent-Length: 5\r\n\r\nhello",
    "POST /files/ HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ticket\r\nUpload-Complete: ?0\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\nHEAD /files/uploads/aaaaaaaaaaaaaaaaaaaaaaaaac HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ticket\r\n\r\nPATCH /files/uploads/aaaaaaaaaaaaaaaaaaaaaaaaac HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ticket\r\nContent-Type: application/partial-upload\r\nUpload-Offset: 5\r\nUpload-Complete: ?1\r\nContent-Length: 2\r\n\r\nok",
    "PUT /files/a.txt HTTP/1.1\r\nHost: a\r\nAuthorization: Basic YTpi\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nok",
    'POST /session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 37\r\n\r\n{"account":"amy","password":"sesame"}',
    "GET /session HTTP/1.1\r\nHost: a\r\nCookie: parley=x\r\n\r\nDELETE /session HTTP/1.1\r\nHost: a\r\n\r\n",
    "POST /invite/letmein HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 44\r\n\r\naccount=bob&password=sesame12&again=sesame12",
    `${UPGRADE}\r\n${frame("hello")}`,
    `${UPGRADE}Sec-WebSocket-Protocol: text.ircv3.net\r\n\r\n${frame("PING x")}`,
    `${UPGRADE}Origin: http://b\r\n\r\n`,
  ],
  async run(bytes) {
    await serve([bytes]);
    await serve(inPieces(bytes));
  },
};

async function serve(pieces: readonly Uint8Array[]): Promise<void> {
  const bugs: unknown[] = [];
  const [first = new Uint8Array(0), ...rest] = pieces;
  const { socket, world } = connect(bugs, Buffer.from(first));
  for (const piece of rest) {
    await turn();
    if (socket.destroyed) break;
    socket.push(Buffer.from(piece));
  }
  if (!socket.destroyed) socket.push(null);
  for (let left = TURNS; left > 0 && !socket.destroyed && !socket.writableFinished; left--) {
    world.commit();
    await turn();
  }
  const isOver = socket.destroyed || socket.writableFinished;
  const answer = socket.sent.toString("latin1");
  socket.destroy();
  // What is done about it takes a while.
  for (let left = 5; left > 0; left--) await turn();
  if (bugs.length > 0) throw new Error("a request met a bug", { cause: bugs[0] });
  demand(isOver, "the connection is left open though the client has said all", answer);
  demand(answer.length <= 200_000, "the answer is too long", String(answer.length));
  checkAnswers(answer);
}

/** A connection to a server that has just started, on which something has come. */
function connect(bugs: unknown[], first: Buffer): { readonly socket: PipeSocket; readonly world: World } {
  const proxies = new Proxies();
  proxies.add("10.0.0.0/8");
  const origins = new Origins(proxies);
  const world = createWorld();
  const session = world.hub.connect(() => NOBODY);
  session.submit(
    { type: "open", nick: "fuzz", made: false, ident: "f", realname: "f", host: "h", dialect: "test" },
    () => {},
  );
  const register = { type: "register", account: "amy", verifier: testVerifier("sesame"), role: "owner" } as const;
  world.hub.run(register, () => {});
  world.commit();
  world.hub.run({ type: "invite-add", id: "i", digest: digest("letmein"), uses: 2 }, () => {});
  world.commit();
  const store = new TestStore({ size: 100_000 });
  store.put("somebody", "a.txt", "text/plain", Buffer.from("hello"));
  const shared = {
    hub: world.hub,
    passwords: testPasswords(),
    wrong: new WrongPasswords(true),
    clock: () => world.clock.now(),
    wait: async () => {},
    origins,
  };
  const files = new FilesHttp({
    ...shared,
    tickets: { sessionOf: (ticket) => (ticket === "ticket" ? session.id : undefined) },
    files: store,
    taking: { size: 100_000, types: [] },
    links: "all",
    rateLimits: true,
    address: () => "http://parley.test:1",
    bug: (cause) => bugs.push(cause),
  });
  const bug = (cause: unknown): void => void bugs.push(cause);
  const people = { ...shared, base: () => "http://parley.test:1", trouble: bug };
  const facts = { version: "0", base: () => "http://parley.test:1", sessions: () => 0, isWritable: () => true, bug };
  const door = new HttpDoor(makeHttp(facts, files, people), origins, undefined, (_name, channel) => ({
    feed: (bytes) => {
      demand(bytes.at(-1) === 10, "a message that is no line");
      channel.send(new Path("answer\r\n"));
    },
    closed: () => undefined,
  }));
  const socket = new PipeSocket();
  origins.note(socket, { peer: { host: "10.0.0.1", port: 1 }, secure: false, encrypted: false, proxied: false });
  door.enter(socket, { place: { settled: () => undefined, waits: () => undefined } }, first);
  return { socket, world };
}

/** Whatever is answered is HTTP, up to where it becomes a WebSocket. */
function checkAnswers(answer: string): void {
  let rest = answer;
  while (rest !== "") {
    const end = rest.indexOf("\r\n\r\n");
    demand(/^HTTP\/1\.1 \d{3} /.test(rest) && end > 0, "not an answer of HTTP", rest);
    const head = rest.slice(0, end + 2);
    rest = rest.slice(end + 4);
    if (head.startsWith("HTTP/1.1 101")) return;
    const isLast = !head.startsWith("HTTP/1.1 1");
    demand(
      !isLast || /^x-content-type-options: nosniff\r$/im.test(head),
      "an answer that browsers may guess about",
      head,
    );
    demand(!/^(?:access-control-|server:|x-powered-by:)/im.test(head), "a header that is not to be", head);
    const length = Number(/^content-length: (\d+)\r$/im.exec(head)?.[1] ?? 0);
    // An answer to HEAD says how long it would be.
    if (!rest.startsWith("HTTP/1.1 ")) rest = rest.slice(bodyEnd(head, rest, length));
  }
}

function bodyEnd(head: string, rest: string, length: number): number {
  if (/^transfer-encoding: chunked\r$/im.test(head)) return rest.indexOf("0\r\n\r\n") + 5;
  return /^content-length:/im.test(head) ? length : rest.length;
}

const NOBODY = { kind: { render: () => "" }, deliver: () => {}, goodbye: () => {} };

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
