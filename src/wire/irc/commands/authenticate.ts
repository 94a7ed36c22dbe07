import type { Row } from "./row.ts";

/** Signing in to an account (IRCv3 sasl-3.1 and 3.2). */
export const AUTHENTICATE: Row = {
  name: "AUTHENTICATE",
  minParams: 1,
  // Some clients do not ask for the capability first.
  turn: "at-once",
  usage: "AUTHENTICATE <mechanism> | <base 64> | + | *",
  text: "Signs you in to your account, in the steps of the mechanism (PLAIN, SCRAM-SHA-256 and others); * gives up.",
  run(call) {
    const [parameter = ""] = call.params;
    call.client.login.take(call, parameter);
  },
};
