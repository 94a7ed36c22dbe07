import type { MsgHdrs } from "@nats-io/transport-node";

/** A message of a stream. */
export interface Pulled {
  /** Its place in the stream. */
  readonly place: number;
  /** When the stream took it, in milliseconds since 1970. */
  readonly at: number;
  /** How many of those that are read are behind it just now. */
  readonly left: number;
  readonly subject: string;
  readonly headers: MsgHdrs | undefined;
  readonly data: Uint8Array;
}
