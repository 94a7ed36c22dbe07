import { codes, type IrcWorld, type TestClient } from "../testing.ts";

/** What tests of CHATHISTORY share. */

/** What a client asks for that can take all of it. */
export const FULL: string = "batch message-tags server-time echo-message labeled-response draft/chathistory";

/** Asks, and gives what came once it was looked up. */
export async function ask(irc: IrcWorld, client: TestClient, ...lines: string[]): Promise<readonly string[]> {
  const atOnce = client.send(...lines);
  await irc.world.settle();
  return [...atOnce, ...client.lines()];
}

/**
 * The texts that were shown, in order.
 * @throws Error if there is no batch around them
 */
export function textsIn(lines: readonly string[]): string {
  const ends = [codes(lines).at(0), codes(lines).at(-1)];
  if (lines.length < 2 || ends.some((code) => code !== "BATCH")) throw new Error(`no batch: ${lines.join("\n")}`);
  const shown = lines.map((line) => / :(.*)$/.exec(line.replace(/^@\S+ :\S+ /, ""))?.[1] ?? "");
  return shown.slice(1, -1).join(" ");
}
