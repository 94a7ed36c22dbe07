import type { Connection, ConnectionEvents, Transport } from "../../client/ports.ts";

const SUBPROTOCOL = "parley.v1.json";

/** A way to the server of the page, over WebSocket. @param url `ws:` or `wss:` */
export function webSocketTransport(url: string): Transport {
  return { open: (events) => openSocket(new WebSocket(url, SUBPROTOCOL), events) };
}

function openSocket(socket: WebSocket, events: ConnectionEvents): Connection {
  let isOver = false;
  const over = (why: string): void => {
    if (isOver) return;
    isOver = true;
    events.closed(why);
  };
  socket.addEventListener("open", () => {
    if (!isOver) events.opened();
  });
  socket.addEventListener("message", ({ data }) => {
    if (isOver) return;
    if (typeof data === "string") events.text(data);
    else events.foreign();
  });
  socket.addEventListener("close", () => over(navigator.onLine ? "the server can't be reached" : "you are offline"));
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close() {
      isOver = true;
      socket.close();
    },
  };
}
