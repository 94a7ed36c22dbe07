import { userInfo } from "node:os";
import { isNick } from "../../core/names.ts";

/** The nick of whoever uses this machine: their login name; nothing if that cannot be a nick. */
export function loginNick(login: () => string = () => userInfo().username): string | undefined {
  try {
    const name = login();
    return isNick(name) ? name : undefined;
  } catch {
    // A process may run as somebody who has no name.
    return undefined;
  }
}
