import process from "node:process";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished } from "vitest";
import { makeFolder, PARLEY, Peer, Program, removeFolder, startServer, type TestServer } from "./harness.ts";
import { JsonPeer } from "./json-peer.ts";
import { freePorts } from "./ports.ts";

/** What one test sets up, each part taken down when the test is over. */

/** A server of the test's own, which must not have met a bug when the test is over. */
export function scene(...args: readonly string[]): Promise<TestServer> {
  return sceneWith([], ...args);
}

/** The same, with flags for the runtime. */
export async function sceneWith(nodeFlags: readonly string[], ...args: readonly string[]): Promise<TestServer> {
  const server = await startServer(args, undefined, nodeFlags);
  onTestFinished(() => removeFolder(server.data));
  return untilSceneEnds(server);
}

/** The same as `scene`, at a port that nobody else comes by while the server is down: for who starts it `again`. */
export async function lastingScene(...args: readonly string[]): Promise<TestServer> {
  return scene("--port", String(await freePort()), ...args);
}

/** Starts a server that has ended again, at the same port and with the same data. */
export async function again({ port, data }: TestServer, ...args: readonly string[]): Promise<TestServer> {
  return untilSceneEnds(await startServer(["--port", String(port), ...args], data));
}

function untilSceneEnds(server: TestServer): TestServer {
  onTestFinished(async () => {
    await server.stop();
    expect(server.log()).not.toContain("a bug");
  });
  return server;
}

/** The dialects that a listener may be of its own for. */
export const DIALECTS: readonly string[] = ["framed", "ack", "relay", "turns", "json", "irc"];

/** Arguments for a listener of each dialect, on ports that the system chooses. */
export const EVERY_LISTENER: readonly string[] = DIALECTS.flatMap((name) => [
  "--listen",
  `${name}://127.0.0.1:0/lobby${name === "ack" ? "?limit=0" : ""}`,
]);

/** A folder of the test's own. */
export function folder(): string {
  const path = makeFolder();
  onTestFinished(() => removeFolder(path));
  return path;
}

/** Somebody in the channel who speaks JSON. */
export async function join(server: TestServer, nick: string, channel?: string): Promise<JsonPeer> {
  const someone = await JsonPeer.enter(server.port, nick, channel);
  onTestFinished(() => someone.peer.close());
  return someone;
}

/** A bare connection. */
export async function connection(port: number): Promise<Peer> {
  const peer = await Peer.to(port);
  onTestFinished(() => peer.close());
  return peer;
}

/** One of the classroom's clients, which connects to a port of this machine. */
export function classroomClient(name: string, port: number, ...options: readonly string[]): Program {
  return classroom(name, port, options);
}

/** One of the classroom's servers that listens, and its port. */
export interface ClassroomServer {
  readonly program: Program;
  readonly port: number;
}

/** One of the classroom's servers, once it listens on a port that the system chose. */
export function classroomServer(name: string, ...options: readonly string[]): Promise<ClassroomServer> {
  return classroomServerAt(0, name, ...options);
}

/** One of the classroom's servers, once it listens on this port. */
export async function classroomServerAt(
  port: number,
  name: string,
  ...options: readonly string[]
): Promise<ClassroomServer> {
  const program = classroom(name, port, options);
  const said = await program.until(/(listens on 127\.0\.0\.1:|activated on port )\d+\n/);
  return { program, port: Number(/(\d+)\n$/.exec(said)?.[1]) };
}

/** A port on which nobody listens. */
export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}

/** Parley's own client. */
export function parley(args: readonly string[], cwd?: string): Program {
  return untilTestEnds(new Program(process.execPath, [PARLEY, ...args], cwd === undefined ? {} : { cwd }));
}

function classroom(name: string, port: number, options: readonly string[]): Program {
  const path = fileURLToPath(new URL(`classroom/${name}.py`, import.meta.url));
  return untilTestEnds(new Program("python3", ["-X", "utf8", path, "127.0.0.1", String(port), ...options]));
}

function untilTestEnds(program: Program): Program {
  onTestFinished(() => program.kill());
  return program;
}
