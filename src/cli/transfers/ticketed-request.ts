import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import { type HttpRequest, httpRequest } from "../connect/http-request.ts";
import type { TransferParts } from "./transfer-parts.ts";

/** A request that shows a ticket. */
export interface TicketedRequest {
  readonly method: HttpRequest["method"];
  readonly headers: OutgoingHttpHeaders;
  /** Makes what is sent along. */
  readonly body?: () => AsyncIterable<Uint8Array>;
}

/**
 * Makes a request that shows who asks; with another ticket, if the server does not take the first any more.
 * @throws Error (rejects) as `httpRequest` and `Tickets.get` do
 */
export async function ticketedRequest(
  { tickets, trust, signal }: Pick<TransferParts, "tickets" | "trust" | "signal">,
  url: URL,
  { method, headers, body }: TicketedRequest,
): Promise<IncomingMessage> {
  const ask = async (): Promise<IncomingMessage> => {
    const authorization = `Bearer ${await tickets.get()}`;
    const shown = { ...headers, authorization };
    return httpRequest(url, { method, headers: shown, ...(body && { body: body() }), trust, signal });
  };
  const answer = await ask();
  if (answer.statusCode !== 401) return answer;
  answer.destroy();
  tickets.renew();
  return ask();
}
