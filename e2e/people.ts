import process from "node:process";
import { expect } from "vitest";
import { PARLEY, Peer, Program } from "./harness.ts";
import { JsonPeer } from "./json-peer.ts";

/** The verbs about people, and people. */

/** What a command wrote, and its exit status. */
export interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a command on a data folder; `input` is piped in. */
export async function parley(data: string, words: readonly string[], input = ""): Promise<Ran> {
  const program = new Program(process.execPath, [PARLEY, ...words, "--data", data]);
  if (input !== "") program.type(input);
  program.closeInput();
  const out = await program.untilOver();
  return { status: await program.exit, out, err: program.errors };
}

/** The same, which has to succeed. @returns what it wrote */
export async function does(data: string, words: readonly string[], input = ""): Promise<string> {
  const { status, out, err } = await parley(data, words, input);
  expect({ status, err }).toEqual({ status: 0, err: "" });
  return out;
}

/** Says a command of JSON to a server. @returns what is wrong with it, if it is refused */
export async function says(port: number, ...commands: readonly object[]): Promise<string | undefined> {
  const peer = JsonPeer.at(await Peer.to(port));
  try {
    for (const command of commands) await peer.ask(command);
    return undefined;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  } finally {
    peer.peer.close();
  }
}

/** What `parley account list` has in its first two columns. */
export async function accounts(data: string): Promise<string[]> {
  const list = await does(data, ["account", "list"]);
  return list
    .split("\n")
    .slice(0, -1)
    .map((line) => line.split("\t").slice(0, 2).join(" ").trim());
}
