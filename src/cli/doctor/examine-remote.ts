import type { Finding } from "../../app/doctor/finding.ts";
import type { Remote } from "./remote.ts";
import { remoteFacts } from "./remote-facts.ts";
import { remoteFindings } from "./remote-findings.ts";

/** Looks at a server somewhere, and says what it finds. */
export async function* examineRemote(remote: Remote): AsyncGenerator<Finding, void, undefined> {
  yield* remoteFindings(await remoteFacts(remote), Date.now());
}
