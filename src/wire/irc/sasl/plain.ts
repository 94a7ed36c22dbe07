import { nickKey } from "../../../core/names.ts";
import { decodeUtf8 } from "../../lines.ts";
import { preparePassword } from "../../passwords.ts";
import type { Mechanism, Step } from "./mechanism.ts";

/** What a client says with PLAIN. */
interface Plain {
  readonly account: string;
  readonly password: string;
}

/** PLAIN (RFC 4616): the name and the password themselves. */
export class PlainMechanism implements Mechanism {
  take(message: Uint8Array): Step {
    const said = parsePlain(message);
    if (!said) return { type: "malformed" };
    const password = preparePassword(said.password);
    return password === undefined ? { type: "wrong" } : { type: "password", account: said.account, password };
  }
}

/**
 * Reads `[authzid] NUL authcid NUL passwd`. Nothing if it is not that, or if the client wants to be somebody else than
 * whose password it has.
 */
export function parsePlain(message: Uint8Array): Plain | undefined {
  const parts = decodeUtf8(message)?.split("\0") ?? [];
  const [asked = "", account = "", password = ""] = parts;
  if (parts.length !== 3 || account === "" || password === "") return undefined;
  return asked === "" || nickKey(asked) === nickKey(account) ? { account, password } : undefined;
}
