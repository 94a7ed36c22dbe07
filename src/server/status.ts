import type { RefusalCode } from "../core/answers.ts";

/** The statuses of HTTP that a refusal may have. */
type Status = 400 | 401 | 403 | 404 | 409 | 410 | 413 | 415 | 422 | 429 | 503 | 507;

/** Those that are not here are the client's mistake. */
const STATUSES: Readonly<Partial<Record<RefusalCode, Status>>> = {
  "wrong-password": 401,
  "account-needed": 403,
  "server-banned": 403,
  muted: 403,
  "not-yours": 403,
  "no-such-file": 404,
  "account-exists": 409,
  "nick-in-use": 409,
  "bad-offset": 409,
  "bad-invite": 410,
  "file-too-large": 413,
  "bad-file-type": 415,
  "false-file-type": 422,
  "too-many-tries": 429,
  "server-full": 503,
  "not-durable": 503,
  busy: 503,
  unavailable: 503,
  "quota-exceeded": 507,
  "disk-full": 507,
};

/** The status of HTTP with which a refusal is answered. */
export function statusOf(code: RefusalCode): Status {
  return STATUSES[code] ?? 400;
}
