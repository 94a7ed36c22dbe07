import type { Connection, ConnectionEvents, Transport } from "../../client/ports.ts";

const SUBPROTOCOL = "parley.v1.json";
const OFFLINE = "you are offline";

/** A way to the server of the page, over WebSocket. @param url `ws:` or `wss:` */
export function webSocketTransport(url: string): Transport {
  return { open: (events) => openSocket(new WebSocket(url, SUBPROTOCOL), events) };
}

function openSocket(socket: WebSocket, events: ConnectionEvents): Connection {
  let isOver = false;
  const end = (): void => {
    isOver = true;
    window.removeEventListener("offline", offline);
    socket.close();
  };
  const over = (why: string): void => {
    if (isOver) return;
    end();
    events.closed(why);
  };
  // Without it a browser keeps a connection on which nothing comes any more until something else finds out.
  const offline = (): void => over(OFFLINE);
  window.addEventListener("offline", offline);
  socket.addEventListener("open", () => {
    if (!isOver) events.opened();
  });
  socket.addEventListener("message", ({ data }) => {
    if (isOver) return;
    if (typeof data === "string") events.text(data);
    else events.foreign();
  });
  socket.addEventListener("close", () => over(navigator.onLine ? "the server can't be reached" : OFFLINE));
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: end,
  };
}
