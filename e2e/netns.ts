import { execFileSync } from "node:child_process";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";

/**
 * Machines for tests: network namespaces of this one, joined by a bridge that has a namespace too, so that no rule for
 * this machine's own traffic is in its way. Each has a second link to this machine, by which tests reach it whether it is
 * cut off from the others or not. The addresses are of those for measuring networks (RFC 2544), which nobody has.
 * They need root and iproute2.
 */
export interface Netns {
  readonly machines: readonly Machine[];
  /** Cuts a machine off from the others: what is sent between them is lost, and neither end is told. */
  cutOff(index: number): void;
  /** Joins it again. */
  join(index: number): void;
  /** Ends what still runs in them, and takes them away. */
  remove(): void;
}

/** A network namespace that stands for a machine. */
export interface Machine {
  /** What goes before a command to run it there. */
  readonly prefix: readonly string[];
  /** Where this machine reaches it. */
  readonly host: string;
  /** Where the others reach it. */
  readonly peerHost: string;
}

/** How many machines a network has at most: its addresses are sixteen, four for each link to this machine. */
const MACHINES_MAX = 4;

/** How many networks there are addresses for. */
const NETWORKS = 4096;

/** How long links may take to come up. */
const PATIENCE_MS = 10_000;

const AGAIN_MS = 20;

let made = 0;

/** Makes some machines, and waits until they reach each other. @throws if it may not, or `ip` and `bridge` (iproute2) are missing */
export async function makeNetns(count: number): Promise<Netns> {
  if (count > MACHINES_MAX) throw new Error(`at most ${MACHINES_MAX} machines`);
  removeLeftovers();
  made += 1;
  const name = `parley-${process.pid}-${made}`;
  const hub = `${name}-hub`;
  const slot = (process.pid * 7 + made) % NETWORKS;
  try {
    addNamespace(hub);
    ip("-n", hub, "link", "add", "bridge", "type", "bridge", "forward_delay", "0");
    ip("-n", hub, "link", "set", "bridge", "up");
    const machines = Array.from({ length: count }, (_, index) => addMachine(`${name}-${index}`, hub, slot, index));
    await linksUp([hub, ...machines.map((_, index) => `${name}-${index}`)]);
    return {
      machines,
      // The bridge no longer passes anything on. A link that goes down would be noticed, and takes a second to come up.
      cutOff: (index) => setPort(hub, index, "disabled"),
      join: (index) => setPort(hub, index, "forwarding"),
      remove: () => removeNamespaces((other) => other.startsWith(`${name}-`)),
    };
  } catch (cause) {
    removeNamespaces((other) => other.startsWith(`${name}-`));
    throw cause;
  }
}

function addMachine(name: string, hub: string, slot: number, index: number): Machine {
  const first = slot * MACHINES_MAX * 4 + index * 4;
  const [here, there] = [address(first + 1), address(first + 2)];
  const peerHost = `198.19.${slot % 256}.${index + 1}`;
  // Names of links are short, and those of this machine's ends are not in a namespace of ours.
  const [outside, inside] = [`pt${slot}-${index}`, "tests"];
  addNamespace(name);
  ip("link", "add", outside, "type", "veth", "peer", "name", inside, "netns", name);
  ip("addr", "add", `${here}/30`, "dev", outside);
  ip("link", "set", outside, "up");
  ip("-n", name, "addr", "add", `${there}/30`, "dev", inside);
  ip("-n", name, "link", "set", inside, "up");
  ip("-n", name, "link", "add", "peers", "type", "veth", "peer", "name", `port${index}`, "netns", hub);
  ip("-n", name, "addr", "add", `${peerHost}/24`, "dev", "peers");
  ip("-n", name, "link", "set", "peers", "up");
  ip("-n", hub, "link", "set", `port${index}`, "master", "bridge", "up");
  return { prefix: ["ip", "netns", "exec", name], host: there, peerHost };
}

/** Waits until all links carry something: it takes the kernel up to a second to see that both ends are up. */
async function linksUp(names: readonly string[]): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  const isDown = (name: string): boolean => / (DOWN|LOWERLAYERDOWN) /.test(ip("-n", name, "-br", "link"));
  while (names.some(isDown)) {
    if (Date.now() > deadline) throw new Error("the links between the namespaces do not come up");
    await delay(AGAIN_MS);
  }
}

function setPort(hub: string, index: number, state: "disabled" | "forwarding"): void {
  run("bridge", "-n", hub, "link", "set", "dev", `port${index}`, "state", state);
}

function addNamespace(name: string): void {
  ip("netns", "add", name);
  ip("-n", name, "link", "set", "lo", "up");
}

/** An address of 198.18.0.0/16 by its number. */
function address(number: number): string {
  return `198.18.${number >> 8}.${number & 255}`;
}

/** Removes what a run left behind that ended before it could. */
function removeLeftovers(): void {
  removeNamespaces((name) => {
    const [, pid] = /^parley-(\d+)-/.exec(name) ?? [];
    return pid !== undefined && !isRunning(Number(pid));
  });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A namespace takes its links with it, at both ends, but only once nothing runs there. */
function removeNamespaces(isMeant: (name: string) => boolean): void {
  const names = ip("netns", "list")
    .split("\n")
    .map((line) => line.split(" ")[0] ?? "");
  for (const name of names.filter(isMeant)) {
    for (const pid of ip("netns", "pids", name).split("\n").filter(Boolean)) killQuietly(Number(pid));
    ip("netns", "delete", name);
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

function ip(...args: readonly string[]): string {
  return run("ip", ...args);
}

function run(command: "ip" | "bridge", ...args: readonly string[]): string {
  try {
    return execFileSync(command, args, { encoding: "utf8" });
  } catch (cause) {
    throw new Error(`${command} ${args.join(" ")} failed: network namespaces need root and iproute2`, { cause });
  }
}
