import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import process from "node:process";

/** What Parley's clients take from the environment: secrets, since everybody on a machine can read its command lines. */
export interface ClientEnvironment {
  /** Where they keep which servers they know, and the tokens by which they are signed in. */
  readonly configFolder: string;
  /** The password of the account that is named. */
  readonly password?: string;
  /** A device's token. */
  readonly token?: string;
}

/** Reads `XDG_CONFIG_HOME`, `PARLEY_PASSWORD` and `PARLEY_TOKEN`. What is empty is not there. */
export function clientEnvironment(
  variables: Readonly<Record<string, string | undefined>> = process.env,
  home: () => string = homedir,
): ClientEnvironment {
  const { XDG_CONFIG_HOME: base = "", PARLEY_PASSWORD: password, PARLEY_TOKEN: token } = variables;
  return {
    // A path that is not absolute is to be passed over (XDG Base Directory Specification).
    configFolder: join(isAbsolute(base) ? base : join(home(), ".config"), "parley"),
    ...(password && { password }),
    ...(token && { token }),
  };
}

/** All of the environment, for the verbs that read a server's configuration. */
export function processEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}
