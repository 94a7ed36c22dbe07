import { LIMITS } from "../core/limits.ts";
import { ClientTalk } from "../wire/client-talk.ts";
import { type ClassroomDialect, makeCodec } from "./join-classroom.ts";
import type { Target } from "./target.ts";
import { closeSocket, openSocket } from "./tcp.ts";
import { timers } from "./timers.ts";
import { Stay, type Visitor } from "./visitor.ts";

/** A visitor who speaks a classroom dialect. Their name is for our own eyes: the server makes another. */
export function visitByClassroom(target: Target, dialect: ClassroomDialect, name: string): Visitor {
  const stay = new Stay();
  let isReady = false;
  const talk = new ClientTalk(makeCodec(dialect, {}), {
    send: (piece) => {
      if (socket.writable) socket.write(piece.slice());
    },
    show: () => undefined,
    ready: () => {
      isReady = true;
    },
    close: () => closeSocket(socket),
    timer: timers.after,
  });
  const socket = openSocket(target, {
    opened() {
      stay.begin();
      talk.start();
    },
    bytes: (bytes) => talk.feed(bytes),
    closed(why) {
      talk.closed();
      stay.end(why);
    },
  });
  return {
    dialect,
    name,
    arrived: stay.arrived,
    gone: stay.gone,
    get isReady() {
      return stay.isHere && isReady;
    },
    say(text) {
      isReady = false;
      talk.line(text);
    },
    leave() {
      talk.endOfInput();
      socket.setTimeout(LIMITS.goodbyeMs, () => socket.destroy());
    },
  };
}
