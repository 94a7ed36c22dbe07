import { AckClient } from "../../src/wire/ack/client.ts";
import type { ClientCodec, Shown } from "../../src/wire/client.ts";
import { FramedClient } from "../../src/wire/framed/client.ts";
import { RelayClient } from "../../src/wire/relay/client.ts";
import { bench, texts } from "../../src/wire/testing-client.ts";
import { TurnsClient } from "../../src/wire/turns/client.ts";
import { inPieces } from "../in-pieces.ts";
import { demand, demandSame, type Target, USUAL } from "../target.ts";

/** A read ends, a line is typed, time passes: bytes that are never in UTF-8 say so. */
const [READ, LINE, PAUSE] = [0xfe, 0xfd, 0xfc];

const CODECS: readonly (() => ClientCodec)[] = [
  () => new FramedClient(),
  () => new FramedClient({ ack: "Message received" }),
  () => new AckClient(),
  () => new AckClient({ ack: "" }),
  () => new RelayClient(),
  () => new TurnsClient(),
];

const RELAY = 4;
const LINES = ["hello", "get notes.txt", "get a b", "status all", "list", "grüße"];

/** The clients of the classroom dialects, whose server says anything. The first byte says which client it is. */
export const clients: Target = {
  ...USUAL,
  name: "clients",
  words: ["Msg received", "Message received", "ACK", "Client01", "notes.txt 9\n", "helloACK", "Goodbye, Chat Room!"],
  seeds: [
    "\u0000Msg received",
    "\u0001Message received",
    "\u0002Client01helloACKnotes.txt 9\n123456789status\n",
    "\u0003Client02hello",
    "\u0004one\r\ntwo \u001b[31m\nthree",
    "\u0005Welcome\nGoodbye, Chat Room!",
  ],
  run(input) {
    const which = (input[0] ?? 0) % CODECS.length;
    const make = CODECS[which];
    if (!make) return;
    const shown = talk(make(), input.subarray(1));
    const size = shown.reduce((sum, one) => sum + (one.type === "text" ? one.text.length : 20), 0);
    demand(size <= 200 + 60 * input.length, "more is shown than came", String(size));
    for (const text of texts(shown)) {
      demand(!/(?![\t\n])[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(text), "a control character", text);
    }
    if (which === RELAY) {
      const bytes = input.subarray(1).filter((byte) => byte < PAUSE);
      const whole = texts(feed(new RelayClient(), [bytes]));
      demandSame(whole.join("\n"), texts(feed(new RelayClient(), inPieces(bytes))).join("\n"), "a split shows");
    }
  },
};

function talk(codec: ClientCodec, script: Uint8Array): readonly Shown[] {
  const { talk: one, shown, runOut } = bench(codec);
  one.start();
  one.line("hello");
  let from = 0;
  for (let at = 0; at <= script.length; at++) {
    const byte = script[at] ?? READ;
    if (byte !== READ && byte !== LINE && byte !== PAUSE) continue;
    if (at > from) one.feed(script.slice(from, at));
    if (byte === LINE) one.line(LINES[at % LINES.length] ?? "");
    if (byte === PAUSE) runOut(200);
    from = at + 1;
  }
  one.endOfInput();
  runOut(2_000);
  one.closed();
  return shown;
}

function feed(codec: ClientCodec, pieces: readonly Uint8Array[]): readonly Shown[] {
  const shown = pieces.flatMap((piece) => codec.feed(piece));
  return [...shown, ...codec.end()];
}
