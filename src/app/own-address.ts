import { networkInterfaces } from "node:os";

/** The address by which other machines are most likely to reach this one; `localhost` if it has none. */
export function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const usable = all.filter(({ internal, address }) => !internal && !/^fe80:/i.test(address));
  const first = usable.find(({ family }) => family === "IPv4") ?? usable[0];
  return first?.address ?? "localhost";
}

/** Whether an address to listen on stands for all that a machine has. */
export function isWildcard(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}
