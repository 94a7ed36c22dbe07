import type { Event } from "../../core/events.ts";
import type { Kind } from "../../core/ports.ts";
import type { Session } from "../../core/session.ts";
import type { Line } from "../conversation.ts";
import type { Guesses } from "../guesses.ts";
import type { Turnstile } from "../turnstile.ts";
import type { Call } from "./call.ts";
import type { Cap } from "./caps.ts";
import type { ClientBatches } from "./client-batch.ts";
import type { Row } from "./commands/row.ts";
import type { Login } from "./login.ts";
import type { Subscriptions } from "./metadata.ts";
import type { Monitor } from "./monitor.ts";
import type { Registration } from "./registration.ts";
import type { Server } from "./server.ts";

/** One IRC connection, as its commands see it. */
export interface Client {
  readonly session: Session;
  readonly line: Line;
  readonly server: Server;
  readonly registration: Registration;
  readonly login: Login;
  /** Its wrong passwords. */
  readonly guesses: Guesses;
  readonly turnstile: Turnstile;
  /** Every command that there is, by its name. */
  readonly commands: ReadonlyMap<string, Row>;
  /** The capabilities that are on. */
  caps: ReadonlySet<Cap>;
  /** How events are shown to it. */
  readonly kind: Kind;
  /** The highest version of CAP LS that the client has said it knows; 0 if none. */
  capVersion: number;
  /** The batch that the client is sending, if it is. */
  readonly batches: ClientBatches;
  /** The nicks that it monitors. */
  readonly monitor: Monitor;
  /** The keys of metadata that it wants to be told of. */
  readonly subscriptions: Subscriptions;
  /** The nick that the client goes by, or `*` before it has one. */
  readonly nick: string;
  has(cap: Cap): boolean;
  /** Shows an event whose look depends on who the client is; as a part of the answer to a call, if there is one. */
  tell(event: Event, call?: Call): void;
  /** Writes whole lines that are no answer. */
  write(text: string): void;
  /** Takes nothing more from the client, which is going. */
  deafen(): void;
  /** Ends the connection with an ERROR. */
  close(text: string): void;
}
