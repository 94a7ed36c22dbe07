import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { connect } from "node:tls";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { offersHttp } from "./client-hello.ts";
import { sniff } from "./sniff.ts";

/** What a TLS client says first. */
async function helloOf(options: { ALPNProtocols?: string[]; maxVersion?: "TLSv1.2" } = {}): Promise<Uint8Array> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const client = connect({ port, host: "127.0.0.1", servername: "parley.test", ...options });
  client.on("error", () => undefined);
  const [socket]: Socket[] = await once(server, "connection");
  const [bytes]: Buffer[] = socket ? await once(socket, "data") : [];
  client.destroy();
  server.close();
  return new Uint8Array(bytes ?? []);
}

/** The same message in records that hold no more than so much of it. */
function inRecords(hello: Uint8Array, size: number): Uint8Array {
  const message = hello.subarray(5);
  const records: number[] = [];
  for (let at = 0; at < message.length; at += size) {
    const piece = message.subarray(at, at + size);
    records.push(22, 3, 1, piece.length >> 8, piece.length & 0xff, ...piece);
  }
  return new Uint8Array(records);
}

describe("offersHttp", () => {
  it.each([
    [{ ALPNProtocols: ["h2", "http/1.1"] }, true],
    [{ ALPNProtocols: ["http/1.1"], maxVersion: "TLSv1.2" as const }, true],
    [{ ALPNProtocols: ["irc", "h3"] }, true],
    [{ ALPNProtocols: ["irc", "ftp"] }, false],
    [{ maxVersion: "TLSv1.2" as const }, false],
    [{}, false],
  ])("tells what %j offers, and not before all of it is there", async (options, offers) => {
    const hello = await helloOf(options);
    expect(sniff(hello)).toBe("tls");
    expect(offersHttp(hello)).toBe(offers);
    for (let length = 0; length < hello.length; length++) expect(offersHttp(hello.subarray(0, length))).toBeUndefined();
  });

  it("reads a message that is cut into any records, and nothing behind it", async () => {
    const hello = await helloOf({ ALPNProtocols: ["http/1.1"] });
    for (const size of [1, 3, 7, 100, 600]) {
      const cut = inRecords(hello, size);
      expect(offersHttp(cut)).toBe(true);
      expect(offersHttp(cut.subarray(0, -1))).toBeUndefined();
      expect(offersHttp(new Uint8Array([...cut, 1, 2, 3]))).toBe(true);
    }
  });

  it("waits for no more than it may take, and for nothing that can't become a ClientHello", async () => {
    const endless = new Uint8Array([22, 3, 1, 0xff, 0xff, 1, 0xff, 0xff, 0xff, ...new Array(LIMITS.helloBytes)]);
    expect(offersHttp(endless.subarray(0, LIMITS.helloBytes - 1))).toBeUndefined();
    expect(offersHttp(endless.subarray(0, LIMITS.helloBytes))).toBe(false);
    for (const bytes of [
      [22, 3, 1, 0, 0],
      [22, 2, 1, 0, 9],
      [21, 3, 1, 0, 2],
      [22, 3, 1, 0, 4, 2, 0, 0, 0],
    ]) {
      expect(offersHttp(new Uint8Array(bytes))).toBe(false);
    }
  });

  it("takes any bytes", async () => {
    const hello = await helloOf({ ALPNProtocols: ["h2"] });
    const spoilt = fc
      .array(fc.tuple(fc.nat(hello.length - 1), fc.nat(255)), { maxLength: 20 })
      .map((changes) => changes.reduce((bytes, [at, byte]) => bytes.with(at, byte), hello));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), spoilt), fc.nat(600), (bytes, length) => {
        expect([true, false, undefined]).toContain(offersHttp(bytes.subarray(0, length)));
      }),
      { numRuns: 2_000 },
    );
  });
});
