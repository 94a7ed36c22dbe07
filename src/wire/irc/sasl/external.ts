import { nickKey } from "../../../core/names.ts";
import { decodeUtf8 } from "../../lines.ts";
import type { Mechanism, Step } from "./mechanism.ts";

/** EXTERNAL (RFC 4422, appendix A): the client's certificate is the proof. */
export class ExternalMechanism implements Mechanism {
  readonly #find: () => string | undefined;

  /** @param find whose certificate it is that the client has shown */
  constructor(find: () => string | undefined) {
    this.#find = find;
  }

  /** Takes the name to act for, which may be left out. */
  take(message: Uint8Array): Step {
    const asked = decodeUtf8(message);
    if (asked === undefined || asked.includes("\0")) return { type: "malformed" };
    const account = this.#find();
    const isMeant = account !== undefined && (asked === "" || nickKey(asked) === nickKey(account));
    return isMeant ? { type: "proved", account } : { type: "unknown" };
  }
}
