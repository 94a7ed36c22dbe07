import { LIMITS } from "../../core/limits.ts";
import { LineSplitter } from "../../wire/lines.ts";
import { closeSocket, openSocket } from "../connect/tcp.ts";
import type { Target } from "../target.ts";
import type { Trust } from "../trust/trust.ts";
import { Stay, type Visitor } from "./visitor.ts";

/** A visitor who speaks IRC, and no more of it than that takes. */
export function visitByIrc(target: Target, trust: Trust, wanted: string): Visitor {
  const stay = new Stay();
  let name = wanted;
  const channel = target.channel ?? "#lobby";
  const send = (line: string): void => {
    if (socket.writable) socket.write(`${line}\r\n`);
  };
  const lines = new LineSplitter(LIMITS.lineBytes, obey, () => undefined);
  const socket = openSocket(target, trust, {
    opened() {
      send(`NICK ${name}`);
      send(`USER ${name} 0 * :A visitor`);
    },
    bytes: (bytes) => lines.feed(bytes),
    untrusted: (text) => stay.distrusted(text),
    closed: (why) => stay.end(why),
  });

  function obey(line: string): void {
    const [, command = "", rest = ""] = /^(?:@\S+ +)?(?::\S+ +)?(\S+) *(.*)$/.exec(line) ?? [];
    if (command === "PING") send(`PONG ${rest}`);
    else if (command === "001") send(`JOIN ${channel}`);
    else if (command === "366") stay.begin();
    else if (command === "433") {
      name = `${wanted}${Math.floor(Math.random() * 1_000)}`;
      send(`NICK ${name}`);
    }
  }

  return {
    dialect: "irc",
    stay,
    get name() {
      return name;
    },
    get isReady() {
      return stay.isHere;
    },
    say: (text) => send(`PRIVMSG ${channel} :${text}`),
    leave() {
      send("QUIT :Bye, then");
      closeSocket(socket);
    },
  };
}
