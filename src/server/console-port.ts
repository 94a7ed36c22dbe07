import type { Address } from "../core/commands.ts";

/** What the console is told. */
export interface ConsolePort {
  connected(peer: Address, dialect: string, active: number): void;
  disconnected(peer: Address, active: number): void;
  turnedAway(peer: Address, why: string): void;
  note(peer: Address, dialect: string, text: string): void;
  bug(cause: unknown, what: string): void;
}
