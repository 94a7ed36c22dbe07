import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { closeSocket, openSocket } from "../connect/tcp.ts";
import { UntrustedError } from "./tls-error.ts";
import { fakeTlsServer, selfSigned } from "./tls-server.fixture.ts";
import { openTls } from "./tls-socket.ts";
import { fakeTrust } from "./trust.fixture.ts";

const pair = await selfSigned();

/** A TLS server, of which this fingerprint is known. */
async function scene(fingerprint: string) {
  const server = await fakeTlsServer(pair, () => undefined);
  const address = { host: "localhost", port: server.port };
  const { trust, known } = fakeTrust();
  known.add(address, fingerprint);
  return { server, address, trust };
}

describe("what is written to a TLS socket", () => {
  it("goes out once it is known that the server is the right one", async () => {
    const { server, address, trust } = await scene(pair.fingerprint);
    await using _ = server;
    const events: unknown[] = [];
    const socket = openTls(address, trust, {
      trusted: () => {
        events.push("trusted");
        socket.end();
      },
      failed: (error) => events.push(error),
    });
    socket.write("hello");
    await server.ended;
    expect([server.came(), events]).toEqual(["hello", ["trusted"]]);
  });

  it("does not go out if it is another", async () => {
    const { server, address, trust } = await scene("0".repeat(64));
    await using _ = server;
    const events: unknown[] = [];
    const socket = openTls(address, trust, {
      trusted: () => events.push("trusted"),
      failed: (error) => events.push(error),
    });
    socket.write("secret");
    await Promise.all([server.ended, once(socket, "close")]);
    expect(server.came()).toBe("");
    expect(events).toEqual([expect.any(UntrustedError)]);
  });

  it("does not go out if the socket is closed before it is known", async () => {
    const { server, address, trust } = await scene("0".repeat(64));
    await using _ = server;
    const told: string[] = [];
    const nothing = (): void => undefined;
    const target = { dialect: "json", tls: true, ...address } as const;
    const socket = openSocket(target, trust, {
      opened: () => told.push("opened"),
      bytes: nothing,
      untrusted: nothing,
      closed: () => told.push("closed"),
    });
    socket.once("connect", () => {
      socket.write("secret");
      closeSocket(socket);
    });
    await Promise.all([server.ended, once(socket, "close")]);
    expect([told, server.came()]).toEqual([["closed"], ""]);
  });
});
