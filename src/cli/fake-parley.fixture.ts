import type { Socket } from "node:net";

/** A command, as it came. */
export type Came = Readonly<Record<string, unknown>>;

/**
 * A Parley server as one client sees it: it lets everybody in, and adds what `answer` says to its answers. What it is asked
 * is in `came`, of all connections.
 */
export class FakeParley {
  readonly came: Came[] = [];
  readonly #answer: (command: Came) => object;

  constructor(answer: (command: Came) => object = () => ({})) {
    this.#answer = answer;
  }

  readonly serve = (socket: Socket): void => {
    let rest = "";
    socket.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.#obey(socket, JSON.parse(line));
    });
  };

  /** The commands of a type. */
  of(type: string): readonly Came[] {
    return this.came.filter((command) => command["type"] === type);
  }

  #obey(socket: Socket, command: Came): void {
    this.came.push(command);
    const { type, ref } = command;
    const welcome = { nick: "bob", server: "s", version: "1", epoch: "e", channel: "#lobby", joined: [] };
    const answer = { type: "ok", ref, seq: 1, ...(type === "hello" && welcome), ...this.#answer(command) };
    socket.write(`${JSON.stringify(answer)}\n`);
    if (type === "bye") socket.end();
  }
}
