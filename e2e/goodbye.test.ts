import { expect, it, onTestFinished } from "vitest";
import { ownTime } from "./contention.ts";
import { Peer, type TestServer } from "./harness.ts";
import { scene } from "./scene.ts";

const STOPPING = "The server is stopping. Come back in a moment.";

/** What somebody says on coming, until what they know that they are in, and their last line. */
const CLINGING = [
  {
    comes: (nick: string) => `NICK ${nick}\r\nUSER ada 0 * :Ada\r\n`,
    in: / 376 .*\r\n/,
    last: `ERROR :${STOPPING}\r\n`,
  },
  {
    comes: (nick: string) => `{"type":"hello","nick":"${nick}","ref":"1"}\n`,
    in: /"ok".*\n/,
    last: `{"type":"goodbye","code":"shutdown","text":"${STOPPING}"}\n`,
  },
  { comes: (nick: string) => `/nick ${nick}\n`, in: /\n/, last: STOPPING },
] as const;

/** Somebody who never hangs up, in one of the dialects. @returns what they are sent from here on, until the end */
async function cling({ port }: TestServer, number: number): Promise<{ readonly peer: Peer; readonly last: string }> {
  const kind = CLINGING[number % CLINGING.length] ?? CLINGING[0];
  const peer = await Peer.to(port, "127.0.0.1", false);
  onTestFinished(() => peer.close());
  peer.send(kind.comes(`ada${number}`));
  await peer.until(kind.in);
  return { peer, last: kind.last };
}

it("waits for nobody who has said nothing, or who has left and does not hang up", async () => {
  const server = await scene();
  const silent = await Peer.to(server.port, "127.0.0.1", false);
  const leaver = await Peer.to(server.port, "127.0.0.1", false);
  onTestFinished(() => {
    silent.close();
    leaver.close();
  });
  leaver.send("NICK leaver\r\nUSER leaver 0 * :Leaver\r\nQUIT\r\n");
  await leaver.until(/ERROR .*\r\n/);
  const { result: status, ms } = await ownTime(() => server.stop());
  expect(status).toBe(0);
  expect(ms).toBeLessThan(500);
});

it("leaves within half a second of SIGTERM, whoever holds on to it, and says goodbye to everybody", async () => {
  const server = await scene();
  const people = await Promise.all(Array.from({ length: 50 }, (_, number) => cling(server, number)));
  const { result: status, ms } = await ownTime(() => server.stop());
  expect(status).toBe(0);
  expect(ms).toBeLessThan(500);
  for (const { peer, last } of people) expect(await peer.untilOver()).toContain(last);
});
