import { ConfigError } from "../app/config-error.ts";
import { SourceError } from "../app/import/source-error.ts";
import { CannotCreate } from "../store/part-file.ts";
import { StoreError } from "../store/store-error.ts";
import { EXIT } from "./exit.ts";
import { complain, type Io } from "./io.ts";

/**
 * Says why a verb that works on data can't go on.
 * @returns an exit status
 * @throws what nobody has foreseen
 */
export function explainFailure(cause: unknown, io: Pick<Io, "stderr">): number {
  const status = statusOf(cause);
  if (status === undefined || !(cause instanceof Error)) throw cause;
  complain(io, cause.message);
  return status;
}

function statusOf(cause: unknown): number | undefined {
  if (cause instanceof CannotCreate) return EXIT.cannotCreate;
  if (cause instanceof StoreError) return EXIT.io;
  if (cause instanceof SourceError) return EXIT.data;
  return cause instanceof ConfigError ? EXIT.usage : undefined;
}
