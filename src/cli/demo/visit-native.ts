import { type ClientOptions, WebSocket } from "ws";
import type { Connection, Transport } from "../../client/ports.ts";
import { makeLink } from "../connect/make-link.ts";
import { causeOf, tcpTransport } from "../connect/tcp.ts";
import { addressOf, type Target } from "../target.ts";
import { UntrustedError } from "../trust/tls-error.ts";
import { openTls } from "../trust/tls-socket.ts";
import type { Trust } from "../trust/trust.ts";
import { Stay, type Visitor } from "./visitor.ts";

/** A visitor who speaks JSON over a socket. */
export function visitByJson(target: Target, trust: Trust, name: string): Visitor {
  return visitByLink(tcpTransport(target, trust), target, "json", name);
}

/** A visitor who speaks JSON as a browser does. */
export function visitByWebSocket(target: Target, trust: Trust, name: string): Visitor {
  return visitByLink(webSocketTransport(target, trust), target, "websocket", name);
}

/** The native dialect over WebSocket: a JSON object a frame. */
function webSocketTransport(target: Target, trust: Trust): Transport {
  return {
    open(events): Connection {
      const url = `${target.tls ? "wss" : "ws"}://${addressOf(target)}/`;
      const socket = new WebSocket(url, "parley.v1.json", {
        perMessageDeflate: false,
        ...(target.tls && secured(target, trust)),
      });
      let why = "the server hung up";
      socket.on("open", () => events.opened());
      socket.on("message", (data) => events.text(String(data)));
      socket.on("error", (error) => {
        why = causeOf(error);
        if (error instanceof UntrustedError) events.untrusted(error.message);
      });
      socket.on("close", () => events.closed(why));
      return {
        send(text) {
          if (socket.readyState === WebSocket.OPEN) socket.send(text);
        },
        close: () => socket.close(),
      };
    },
  };
}

/** Has a WebSocket say nothing before it is known that the right server is there. */
function secured(target: Target, trust: Trust): Pick<ClientOptions, "createConnection" | "finishRequest"> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  return {
    createConnection: () => openTls(target, trust, { trusted: resolve, failed: reject }, "http/1.1"),
    finishRequest(request) {
      promise.then(
        () => request.end(),
        (cause: unknown) => request.destroy(cause instanceof Error ? cause : new Error(String(cause))),
      );
    },
  };
}

function visitByLink(transport: Transport, target: Target, dialect: string, name: string): Visitor {
  const stay = new Stay();
  let to = target.channel;
  const link = makeLink({
    transport,
    nick: name,
    channels: to === undefined ? undefined : [to],
    keepTrying: false,
    tell(news) {
      if (news.type === "open") to ??= news.welcome.channel;
      if (news.type === "joined") stay.begin();
      if (news.type === "ended" && news.end.why === "untrusted") stay.distrusted(news.end.text);
      else if (news.type === "ended") stay.end(news.end.text);
    },
  });
  link.start();
  return {
    dialect,
    stay,
    get name() {
      return link.nick;
    },
    get isReady() {
      return stay.isHere && link.isOpen;
    },
    say(text) {
      // What the server answers does not matter to a demonstration; `say` never rejects.
      void link.say(to ?? "", text);
    },
    leave: () => link.close("Bye, then"),
  };
}
