import { REFUSALS } from "../../core/answers.ts";
import { LIMITS } from "../../core/limits.ts";
import { isNick, spareNick } from "../../core/names.ts";
import { ClientTalk } from "../../wire/client-talk.ts";
import { closeSocket, openSocket } from "../connect/tcp.ts";
import { timers } from "../connect/timers.ts";
import { type ClassroomDialect, makeCodec } from "../join/join-classroom.ts";
import type { Target } from "../target.ts";
import type { Trust } from "../trust/trust.ts";
import { Stay, type Visitor } from "./visitor.ts";

/** How a visitor gets to know its nick from what the server shows. */
interface Introduction {
  /** What to say first, to have a nick. */
  readonly first?: string;
  /** The nick if this says it, or what to say to it; nothing if it is about something else. */
  hear(shown: string): { readonly nick: string } | { readonly say: string } | undefined;
}

/** An ack server says first what it calls its client. */
const ACK: Introduction = {
  hear(shown) {
    const nick = /^Connected as (\S+)$/.exec(shown)?.[1];
    return nick === undefined ? undefined : { nick };
  },
};

/** A relay server is asked for a nick, as somebody with netcat would. */
function relayIntroduction(wanted: string): Introduction {
  let attempt = 1;
  return {
    first: `/nick ${wanted}`,
    hear(shown) {
      const nick = /^You are (\S+) now\.$/.exec(shown)?.[1];
      if (nick !== undefined) return { nick };
      if (shown !== REFUSALS["nick-in-use"] || attempt >= LIMITS.linkNicks) return undefined;
      return { say: `/nick ${spareNick(wanted, ++attempt, isNick)}` };
    },
  };
}

/** A visitor who speaks lines, and has the nick that is wanted or one like it. */
export function visitByRelay(target: Target, trust: Trust, wanted: string): Visitor {
  return visit(target, trust, "relay", relayIntroduction(wanted));
}

/** A visitor who speaks another classroom dialect. They have the nick that the server makes. */
export function visitByClassroom(target: Target, trust: Trust, dialect: Exclude<ClassroomDialect, "relay">): Visitor {
  return visit(target, trust, dialect, dialect === "ack" ? ACK : undefined);
}

function visit(
  target: Target,
  trust: Trust,
  dialect: ClassroomDialect,
  introduction: Introduction | undefined,
): Visitor {
  const stay = new Stay();
  let name: string = dialect;
  let isReady = false;
  const talk = new ClientTalk(makeCodec(dialect, {}), {
    send: (piece) => {
      if (socket.writable) socket.write(piece.slice());
    },
    show(shown) {
      const heard = shown.type === "text" && !stay.isHere ? introduction?.hear(shown.text) : undefined;
      if (!heard) return;
      if ("say" in heard) {
        talk.line(heard.say);
        return;
      }
      name = heard.nick;
      stay.begin();
    },
    ready: () => {
      isReady = true;
    },
    close: () => closeSocket(socket),
    timer: timers.after,
  });
  const socket = openSocket(target, trust, {
    opened() {
      // What Parley calls a connection that has not said how it is called.
      name = `${dialect}-${socket.localPort}`;
      if (!introduction) stay.begin();
      talk.start();
      if (introduction?.first !== undefined) talk.line(introduction.first);
    },
    bytes: (bytes) => talk.feed(bytes),
    untrusted: (text) => stay.distrusted(text),
    closed(why) {
      talk.closed();
      stay.end(why);
    },
  });
  return {
    dialect,
    stay,
    get name() {
      return name;
    },
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
