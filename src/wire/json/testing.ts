import { type Connection, createWorld, type World } from "../testing.ts";
import { json } from "./json.ts";

/** For tests of the native dialect: two people in a world of their own. */
export interface Meeting {
  readonly world: World;
  readonly alice: Connection;
  readonly bob: Connection;
}

/** Two conversations in JSON that have only just begun. */
export function meet(): Meeting {
  const world = createWorld();
  const dialect = world.listen(json);
  return { world, alice: world.connect(dialect), bob: world.connect(dialect) };
}

/** The same once both are in `#tea`, which alice operates, with nothing left unread. */
export function meetForTea(): Meeting {
  const meeting = meet();
  for (const nick of ["alice", "bob"] as const) {
    tell(meeting[nick], { type: "hello", nick, client: `a secret of ${nick}, long enough` });
    tell(meeting[nick], { type: "join", channel: "#tea" });
    meeting.world.commit();
  }
  took(meeting.alice);
  took(meeting.bob);
  return meeting;
}

/** Sends commands in one piece. */
export function tell(connection: Connection, ...commands: readonly object[]): void {
  connection.send(commands.map((command) => `${JSON.stringify(command)}\n`).join(""));
}

/** All that came since it was last asked for, parsed. */
export function took(connection: Connection): Record<string, unknown>[] {
  return connection
    .take()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

/** Sends commands, waits until nothing happens any more, and gives all that came. */
export async function ask(
  { world }: Pick<Meeting, "world">,
  connection: Connection,
  ...commands: readonly object[]
): Promise<Record<string, unknown>[]> {
  tell(connection, ...commands);
  await world.settle();
  return took(connection);
}
