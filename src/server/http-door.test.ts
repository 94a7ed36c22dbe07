import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, createServer as createListener, type Socket } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { HttpDoor } from "./http-door.ts";
import { Origins } from "./origins.ts";
import { Proxies } from "./proxies.ts";
import { type Visit, Visits } from "./visits.ts";

/** How many connections the listener takes. */
const MOST = 40;

/** A listener that takes few connections, and answers requests when their bodies are there; not those to `/slow`. */
class Place {
  readonly turnedAway: string[] = [];
  #port = 0;
  #begun = 0;
  #wake: () => void = () => undefined;

  async open(): Promise<this> {
    const http = createServer((request, response) => this.#take(request, response));
    const door = new HttpDoor<Visit>(http, new Origins(new Proxies()), undefined, () => {
      throw new Error("nobody opens a WebSocket");
    });
    const told = {
      turnedAway: (_peer: unknown, why: string) => void this.turnedAway.push(why),
      disconnected: () => undefined,
    };
    const visits = new Visits(told, true, () => 0);
    const reception = visits.listen(MOST);
    const listener = createListener((socket) => {
      socket.on("error", () => undefined);
      onTestFinished(() => void socket.destroy());
      const visit = visits.take(socket, { host: "192.0.2.1", port: 1 }, reception, false, {
        cloak: false,
        via: "auto://here",
      });
      if (visit) door.enter(socket, visit, Buffer.alloc(0));
    });
    listener.listen(0, "127.0.0.1");
    onTestFinished(() => void listener.close());
    await once(listener, "listening");
    const address = listener.address();
    this.#port = typeof address === "object" && address ? address.port : 0;
    return this;
  }

  /** Connects, and sends that. */
  send(text: string): Socket {
    const socket = connect({ port: this.#port, host: "127.0.0.1" }, () => socket.write(text));
    socket.on("error", () => undefined).setEncoding("latin1");
    onTestFinished(() => void socket.destroy());
    return socket;
  }

  /** Fills the listener, one connection after the other, each of which has begun a request. */
  async fill(text: string): Promise<Socket[]> {
    const sockets: Socket[] = [];
    while (sockets.length < MOST) {
      sockets.push(this.send(text));
      while (this.#begun < sockets.length) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
    return sockets;
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    this.#begun++;
    request
      .on("data", () => undefined)
      .on("end", () => {
        if (request.url !== "/slow") response.end("done");
      });
    this.#wake();
  }
}

/** All that comes until the end. */
async function read(socket: Socket): Promise<string> {
  let text = "";
  for await (const piece of socket) text += String(piece);
  return text;
}

const GET = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

it.each([
  ["with a length", "POST /session HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"],
  ["in chunks", "POST /session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"],
])("those whose requests trickle in keep nobody out: bodies %s", async (_how, slow) => {
  const place = await new Place().open();
  const [first, ...others] = await place.fill(slow);
  expect(await read(place.send(GET))).toMatch(/^HTTP\/1\.1 200 .*done$/s);
  expect(await read(first ?? place.send(""))).toBe("");
  expect(others.filter((socket) => socket.readableEnded)).toEqual([]);
  expect(place.turnedAway).toEqual(["it had not said who it is, and its place was needed"]);
});

it.each([
  ["wait for the answer to a whole request", "POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"],
  ["wait for the answer to one without a body", "GET /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"],
  ["send a file, which has rules of its own", "POST /files/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"],
])("those keep their places who %s", async (_what, text) => {
  const place = await new Place().open();
  await place.fill(text);
  expect(await read(place.send(GET))).toBe("");
  expect(new Set(place.turnedAway)).toEqual(new Set(["its listener has as many connections as it takes"]));
});
