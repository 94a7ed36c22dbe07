import type { Role } from "../../core/account-commands.ts";
import { toBase64 } from "../base64.ts";
import type { Settings } from "../conversation.ts";
import { type Connection, type ConnectOptions, createWorld, testDigest, type World } from "../testing.ts";
import { testVerifier } from "../testing-passwords.ts";
import { irc } from "./irc.ts";

/** An IRC client for tests: sends lines, and gives back what came as lines. */
export interface TestClient {
  readonly connection: Connection;
  /** Sends lines in one piece, lets the server do its work, and gives back all that came since it was last looked. */
  send(...lines: string[]): readonly string[];
  /** As `send`, and waits for passwords to be worked on, and then `ms` milliseconds longer. */
  settled(lines: readonly string[], ms?: number): Promise<readonly string[]>;
  /** What came in the meantime. */
  lines(): readonly string[];
}

/** A server with one IRC listener. */
export interface IrcWorld {
  readonly world: World;
  /** A connection that has said nothing yet. */
  connect(options?: ConnectOptions): TestClient;
  /** A registered client, whose welcome has been read. */
  join(nick: string, caps?: string): TestClient;
  /** A registered client that has become an operator of the server by the name `root`. */
  operator(nick: string, caps?: string): TestClient;
  /** Makes an account with the password `sesame`, as the server itself. */
  account(name: string, role?: Role): void;
  /** As `join`, signed in to the account of that name, which there is. */
  signIn(name: string, caps?: string, options?: ConnectOptions): Promise<TestClient>;
}

/** The line by which a client signs in with PLAIN. */
export function plain(account: string, password: string): string {
  return `AUTHENTICATE ${toBase64(new TextEncoder().encode(`\0${account}\0${password}`))}`;
}

/** The command or numeric of each line, whatever tags and source stand in front of it. */
export function codes(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/^(?:@\S+ )?(?::\S+ )?/, "").split(" ")[0] ?? "");
}

/** The lines without their tags. */
export function untagged(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/^@\S+ /, ""));
}

/**
 * @param channel the server's own channel
 * @param settings what the listener is told that is not as usual; of `options` only those that are not
 */
export function createIrcWorld(channel = "#lobby", settings: Partial<Settings> = {}): IrcWorld {
  const world = createWorld();
  const { options, ...others } = settings;
  const operators = new Map([["root", testDigest("sesame")]]);
  const dialect = world.listen(irc, options, channel, { operators, ...others });
  const connect = (also: ConnectOptions = {}): TestClient => {
    const connection = world.connect(dialect, { cloaked: true, ...also });
    const lines = (): readonly string[] => connection.take().split("\r\n").slice(0, -1);
    const send = (...sent: string[]): readonly string[] => {
      connection.send(sent.map((line) => `${line}\r\n`).join(""));
      world.commit();
      return lines();
    };
    return {
      connection,
      lines,
      send,
      async settled(sent, ms = 0) {
        const heard = [...send(...sent)];
        // One after the other, for each of them that had to wait.
        for (const _line of sent) {
          await world.settle();
          world.clock.advance(0);
          world.commit();
        }
        world.clock.advance(ms);
        world.commit();
        return [...heard, ...lines()];
      },
    };
  };
  const join = (nick: string, caps?: string): TestClient => {
    const client = connect();
    if (caps !== undefined) client.send(`CAP REQ :${caps}`);
    client.send(`NICK ${nick}`, `USER ${nick} 0 * :${nick} of Test`, "CAP END");
    return client;
  };
  return {
    world,
    connect,
    join,
    operator(nick, caps) {
      const client = join(nick, caps);
      client.send("OPER root sesame");
      return client;
    },
    account(account, role) {
      const act = { type: "register", account, verifier: testVerifier("sesame"), ...(role && { role }) } as const;
      world.hub.run(act, () => {});
      world.commit();
    },
    async signIn(account, caps = "", also = {}) {
      const client = connect(also);
      await client.settled([`CAP REQ :sasl ${caps}`, "AUTHENTICATE PLAIN", plain(account, "sesame")]);
      client.send(`NICK ${account}`, `USER ${account} 0 * :${account} of Test`, "CAP END");
      return client;
    },
  };
}
