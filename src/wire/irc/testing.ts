import { type Connection, createWorld, type World } from "../testing.ts";
import { irc } from "./irc.ts";

/** An IRC client for tests: sends lines, and gives back what came as lines. */
export interface TestClient {
  readonly connection: Connection;
  /** Sends lines in one piece, lets the server do its work, and gives back all that came since it was last looked. */
  send(...lines: string[]): readonly string[];
  /** What came in the meantime. */
  lines(): readonly string[];
}

/** A server with one IRC listener. */
export interface IrcWorld {
  readonly world: World;
  /** A connection that has said nothing yet. */
  connect(): TestClient;
  /** A registered client, whose welcome has been read. */
  join(nick: string, caps?: string): TestClient;
}

/** @param channel the server's own channel */
export function createIrcWorld(channel = "#lobby"): IrcWorld {
  const world = createWorld();
  const dialect = world.listen(irc, {}, channel);
  const connect = (): TestClient => {
    const connection = world.connect(dialect, { cloaked: true });
    const lines = (): readonly string[] => connection.take().split("\r\n").slice(0, -1);
    return {
      connection,
      lines,
      send(...sent) {
        connection.send(sent.map((line) => `${line}\r\n`).join(""));
        world.commit();
        return lines();
      },
    };
  };
  return {
    world,
    connect,
    join(nick, caps) {
      const client = connect();
      if (caps !== undefined) client.send(`CAP REQ :${caps}`);
      client.send(`NICK ${nick}`, `USER ${nick} 0 * :${nick} of Test`, "CAP END");
      return client;
    },
  };
}
