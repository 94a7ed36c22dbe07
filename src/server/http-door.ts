import type { Server as HttpServer, IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Place } from "./admissions.ts";
import type { Channel, Connection } from "./connection.ts";
import { Deadline } from "./deadline.ts";
import { isAboutFiles } from "./files/exchange.ts";
import type { Origins } from "./origins.ts";
import { type Caller, WebSocketDoor } from "./websocket.ts";

/** What comes with a socket, whatever else that is. */
interface WithPlace {
  readonly place: Pick<Place, "settled" | "waits">;
}

/** Makes the connection of a WebSocket that is open; `visit` is what came with its socket. */
export type OpenUpgraded<V> = (
  name: "json" | "irc",
  channel: Channel,
  socket: Socket,
  visit: V,
  caller: Caller,
) => Pick<Connection, "feed" | "closed">;

/** Gives sockets to an HTTP server, which listens to none itself, and takes them back when they become WebSockets. */
export class HttpDoor<V extends WithPlace> {
  readonly #http: HttpServer;
  /** What is known of the sockets that HTTP has, until they are upgraded. */
  readonly #known = new Map<Duplex, { readonly socket: Socket; readonly visit: V; readonly deadline: Deadline }>();

  /** @param url what the server is called from outside, if that was said */
  constructor(http: HttpServer, origins: Pick<Origins, "of">, url: string | undefined, open: OpenUpgraded<V>) {
    this.#http = http;
    const door = new WebSocketDoor(origins, url, (name, channel, socket, caller) => {
      const known = this.#known.get(socket);
      if (!known) throw new Error("a WebSocket on a socket that did not come through the door");
      this.#known.delete(socket);
      known.deadline.stop();
      return open(name, channel, socket, known.visit, caller);
    });
    http.on("upgrade", (request, stream, head) => {
      const known = this.#known.get(stream);
      if (known) door.upgrade(request, stream, known.socket, head);
      else stream.destroy();
    });
    // Node looks after the time that requests take only for servers that listen, which this one does not.
    http.on("request", (request, response) => {
      const asked = this.#known.get(request.socket)?.deadline.begin();
      if (!asked) return;
      if (!hasBody(request) || isAboutFiles(request)) asked.whole();
      else request.once("end", asked.whole);
      response.once("close", asked.end);
    });
  }

  /** Has HTTP spoken on a socket on which `first` has come. */
  enter(socket: Socket, visit: V, first: Buffer): void {
    this.#known.set(socket, { socket, visit, deadline: new Deadline(socket, visit.place) });
    socket.once("close", () => this.#known.delete(socket));
    socket.unshift(first);
    this.#http.emit("connection", socket);
    socket.resume();
  }
}

/** Whether something comes behind the head of a request (RFC 9112, 6). */
function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}
