import type { SessionFacts } from "../../wire/json/status-facts.ts";

/** By what sessions can be sorted. */
export type SortKey = "nick" | "dialect" | "address" | "since" | "bytes";

/** The order in which they are shown. */
export interface Order {
  readonly by: SortKey;
  readonly isDown: boolean;
}

const COLLATOR = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

const COMPARE: { readonly [K in SortKey]: (one: SessionFacts, other: SessionFacts) => number } = {
  nick: (one, other) => COLLATOR.compare(one.nick ?? "", other.nick ?? ""),
  dialect: (one, other) => COLLATOR.compare(one.dialect, other.dialect),
  address: (one, other) => COLLATOR.compare(addressText(one), addressText(other)),
  since: (one, other) => one.since - other.since,
  bytes: (one, other) => one.bytesIn + one.bytesOut - other.bytesIn - other.bytesOut,
};

/** The sessions in that order; those that are alike in the order in which they came. */
export function sortedSessions(sessions: readonly SessionFacts[], { by, isDown }: Order): readonly SessionFacts[] {
  const compare = COMPARE[by];
  return sessions.toSorted((one, other) => (isDown ? compare(other, one) : compare(one, other)));
}

/** The order once a column's head is pressed: turned round if it was by that, and upwards if not. */
export function pressed(order: Order, by: SortKey): Order {
  return { by, isDown: order.by === by && !order.isDown };
}

/** Where a session comes from. */
export function addressText({ address: { host, port } }: SessionFacts): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
