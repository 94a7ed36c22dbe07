import { World } from "../../core/testing.ts";
import { ControlSocket } from "../../server/control.ts";
import { controlConversation } from "../../wire/json/control.ts";
import { testPasswords } from "../../wire/testing-passwords.ts";

/** A server that is asked over its control socket, and has all it knows in memory. */
export interface FakeControl extends AsyncDisposable {
  readonly world: World;
  /** What links begin with; nothing if that is not known. */
  base: string | undefined;
}

/** Has one listen in a data folder. */
export async function fakeControl(data: string): Promise<FakeControl> {
  const world = new World();
  const { hub } = world;
  const passwords = testPasswords();
  const server: FakeControl = {
    world,
    base: "http://localhost:5050",
    [Symbol.asyncDispose]: () => socket.close(),
  };
  const socket = await ControlSocket.open({
    data,
    open(line) {
      const talk = controlConversation({
        state: hub.state,
        history: hub.history,
        run(act, done) {
          hub.run(act, done);
          setImmediate(() => world.commit());
        },
        passwords,
        digest: (secret) => Buffer.from(secret).toString("base64url").slice(0, 22).padEnd(22, "0"),
        now: Date.now,
        write: (text) => line.write(text),
        linkFor: (code) => (server.base === undefined ? undefined : `${server.base}/invite/${code}`),
        bug(cause) {
          throw cause;
        },
      });
      return { feed: (bytes) => talk.feed(bytes), end: () => talk.end(() => line.hangUp()) };
    },
    bug: (cause) => {
      throw cause;
    },
  });
  return server;
}
