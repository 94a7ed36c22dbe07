import { JetStreamApiError } from "@nats-io/jetstream";
import {
  AuthorizationError,
  NoRespondersError,
  TimeoutError,
  UserAuthenticationExpiredError,
} from "@nats-io/transport-node";

/** Error codes of the JetStream API that mean something here. */
const CODES = {
  insufficientResources: 10_023,
  noSuitablePeers: 10_005,
  notEnabledForAccount: 10_039,
  noMessage: 10_037,
  streamNotFound: 10_059,
  nameInUse: 10_058,
  wrongLast: 10_071,
  wrongLastUnknown: 10_164,
  replicasNotSupported: 10_074,
  notEnabled: 10_076,
} as const;

/** What NATS answered, if it was the JetStream API that refused. */
export function isAnswer(cause: unknown, ...names: readonly (keyof typeof CODES)[]): boolean {
  return cause instanceof JetStreamApiError && names.some((name) => cause.code === CODES[name]);
}

/** Whether nobody knows if it happened: no answer came, or none that tells. */
export function isUnknown(cause: unknown): boolean {
  return !(cause instanceof JetStreamApiError) && !isNobody(cause);
}

/** Whether there is nobody who answers: JetStream is off, or just now has no leader. */
function isNobody(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false;
  return cause instanceof NoRespondersError || cause.name === "JetStreamNotEnabled" || isNobody(cause.cause);
}

/** Whether NATS does not let us in. */
export function isShutOut(cause: unknown): boolean {
  return cause instanceof AuthorizationError || cause instanceof UserAuthenticationExpiredError;
}

/** Whether it makes no sense to try again: somebody has to change something first. */
export function isFinal(cause: unknown): boolean {
  return (
    cause instanceof NatsTrouble ||
    isShutOut(cause) ||
    isAnswer(cause, "notEnabledForAccount", "notEnabled", "replicasNotSupported")
  );
}

/** Something is wrong with NATS that people have to mend. */
export class NatsTrouble extends Error {
  override readonly name = "NatsTrouble";
}

/** What went wrong, as a sentence for people. @param doing such as "open the stream parley-log" */
export function troubleOf(cause: unknown, doing: string): NatsTrouble {
  if (cause instanceof NatsTrouble) return cause;
  return new NatsTrouble(`Could not ${doing}: ${sentence(cause)}`, { cause });
}

function sentence(cause: unknown): string {
  if (isShutOut(cause)) return "NATS does not take the user name, password or credentials.";
  if (isAnswer(cause, "notEnabledForAccount", "notEnabled")) {
    return "JetStream is not enabled on the NATS server, or not for this account: it needs a jetstream block in its configuration.";
  }
  if (isNobody(cause)) {
    return "JetStream does not answer: it is not enabled on the NATS servers, or too few of them are up.";
  }
  if (isAnswer(cause, "replicasNotSupported", "insufficientResources", "noSuitablePeers")) {
    return "there are not enough NATS servers, or they have not enough room, for the replicas that are asked for.";
  }
  if (cause instanceof TimeoutError) return "NATS did not answer in time.";
  return cause instanceof Error ? cause.message : String(cause);
}
