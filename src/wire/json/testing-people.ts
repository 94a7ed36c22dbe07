import type { Role } from "../../core/account-commands.ts";
import type { Dialect, Settings } from "../conversation.ts";
import { type Connection, type ConnectOptions, createWorld, testDigest, type World } from "../testing.ts";
import { type TestPasswords, testPasswords } from "../testing-passwords.ts";
import { WrongPasswords } from "../wrong-passwords.ts";
import { type ControlConversation, controlConversation } from "./control.ts";
import { json } from "./json.ts";
import { tell, took } from "./testing.ts";

/** For tests of accounts in the native dialect: a world with some, whose passwords are `NAME's password`. */
export interface People {
  readonly world: World;
  readonly passwords: TestPasswords;
  connect(options?: ConnectOptions): Connection;
  /** Sends commands, waits until nothing happens any more without time passing, and gives all that came. */
  ask(connection: Connection, ...commands: readonly object[]): Promise<Record<string, unknown>[]>;
  /** The last that came of it. */
  answer(connection: Connection, ...commands: readonly object[]): Promise<Record<string, unknown>>;
  /** Somebody who has come in: signed in, if the nick is that of an account. */
  enter(nick: string, options?: ConnectOptions): Promise<Connection>;
  /** Asks as whoever runs the server. */
  control(...commands: readonly object[]): Promise<Record<string, unknown>[]>;
  /** Waits until nothing happens any more without time passing. */
  settle(): Promise<void>;
}

const ROLES: Readonly<Record<string, Role | undefined>> = {
  alice: undefined,
  bob: undefined,
  ann: "admin",
  olga: "owner",
};

/** What the accounts are opened with. */
export function passwordOf(account: string): string {
  return `${account}'s password`;
}

/** A world with the accounts alice and bob, ann, who is an admin, and olga, an owner. */
export async function gather(
  settings: Partial<Settings> = {},
  more: Parameters<typeof createWorld>[0] = {},
): Promise<People> {
  const world = createWorld(more);
  const passwords = testPasswords();
  const shared = { passwords, wrong: new WrongPasswords(true), ...settings };
  const dialect: Dialect = world.listen(json, {}, "#lobby", shared);
  for (const [account, role] of Object.entries(ROLES)) {
    const verifier = await passwords.make(passwordOf(account), "127.0.0.1");
    if (verifier === "busy") throw new Error("nothing else is worked on");
    world.hub.run({ type: "register", account, verifier, ...(role && { role }) }, () => {});
  }
  world.commit();
  const settle = async (): Promise<void> => {
    // What was worked on outside goes on in a turn of its own, and may lead to more.
    for (let turn = 0; turn < 5; turn++) {
      await world.settle();
      world.clock.advance(0);
    }
  };
  const connect = (options?: ConnectOptions): Connection => world.connect(dialect, options);
  const ask: People["ask"] = async (connection, ...commands) => {
    tell(connection, ...commands);
    await settle();
    return took(connection);
  };
  return {
    world,
    passwords,
    connect,
    ask,
    settle,
    async answer(connection, ...commands) {
      return (await ask(connection, ...commands)).at(-1) ?? {};
    },
    async enter(nick, options) {
      const connection = connect(options);
      const signIn = nick in ROLES && { account: nick, password: passwordOf(nick) };
      await ask(connection, { type: "hello", nick, ...signIn });
      return connection;
    },
    async control(...commands) {
      let text = "";
      const talk = controlOf(world, passwords, (more) => {
        text += more;
      });
      const lines = commands.map((command) => `${JSON.stringify(command)}\n`).join("");
      talk.feed(new TextEncoder().encode(lines));
      await settle();
      return text
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line));
    },
  };
}

/** A talk of whoever runs the server of a world. */
export function controlOf(
  { hub, clock }: World,
  passwords: TestPasswords,
  write: (text: string) => void,
): ControlConversation {
  return controlConversation({
    state: hub.state,
    history: hub.history,
    run: (act, done) => hub.run(act, done),
    passwords,
    digest: testDigest,
    now: () => clock.now(),
    write,
    linkFor: (code) => `https://parley.test/invite/${code}`,
    bug(cause) {
      throw cause;
    },
  });
}

/** The token of a new device of Alice's. */
export async function tokenOf(people: People): Promise<string> {
  const [answer] = await people.control({ type: "device-add", account: "alice", name: "phone" });
  return String(answer?.["token"]);
}
