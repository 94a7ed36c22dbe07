import type { IncomingMessage } from "node:http";
import { isPassing, problemIn } from "../../client/http-errors.ts";
import { LIMITS } from "../../core/limits.ts";
import { harmless } from "../../wire/lines.ts";
import { textOf } from "../connect/http-request.ts";
import { EXIT } from "../exit.ts";

/** A transfer is over and will not be whole. Its message is a sentence for a person. */
export class TransferError extends Error {
  /** The exit status for it. */
  readonly status: number;

  constructor(text: string, status: number) {
    super(text);
    this.status = status;
  }
}

/** A transfer did not get on, and may the next time. Its message is a clause. */
export class PassingError extends Error {}

/** What is said of whatever ended a transfer, and the exit status for it. */
export function failureOf(cause: unknown): readonly [status: number, text: string] {
  if (cause instanceof TransferError) return [cause.status, cause.message];
  return [EXIT.io, cause instanceof Error ? cause.message : String(cause)];
}

/**
 * What is thrown for an answer that is not the one that was wanted. Its content is read.
 * @returns PassingError if trying again may help, and otherwise a TransferError with what the server says
 */
export async function errorOf(answer: IncomingMessage): Promise<Error> {
  const { statusCode = 0 } = answer;
  const problem = problemIn(await textOf(answer, LIMITS.httpErrorBytes));
  const said = problem === undefined ? undefined : harmless(problem);
  if (isPassing(statusCode)) return new PassingError(said ?? `the server answers ${statusCode}`);
  return new TransferError(said ?? `The server answers ${statusCode}, which is not understood here.`, EXIT.data);
}
