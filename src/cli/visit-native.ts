import { WebSocket } from "ws";
import type { Connection, Transport } from "../client/ports.ts";
import { makeLink } from "./make-link.ts";
import { addressOf, type Target } from "./target.ts";
import { causeOf, tcpTransport } from "./tcp.ts";
import { Stay, type Visitor } from "./visitor.ts";

/** A visitor who speaks JSON over a socket. */
export function visitByJson(target: Target, name: string): Visitor {
  return visitByLink(tcpTransport(target), target, "json", name);
}

/** A visitor who speaks JSON as a browser does. */
export function visitByWebSocket(target: Target, name: string): Visitor {
  return visitByLink(webSocketTransport(target), target, "websocket", name);
}

/** The native dialect over WebSocket: a JSON object a frame. */
export function webSocketTransport(target: Target): Transport {
  return {
    open(events): Connection {
      const url = `${target.tls ? "wss" : "ws"}://${addressOf(target)}/`;
      const socket = new WebSocket(url, "parley.v1.json", { perMessageDeflate: false });
      let why = "the server hung up";
      socket.on("open", () => events.opened());
      socket.on("message", (data) => events.text(String(data)));
      socket.on("error", (error) => {
        why = causeOf(error);
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
      if (news.type === "ended") stay.end(news.end.text);
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
