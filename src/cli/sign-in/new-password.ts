import { EXIT } from "../exit.ts";
import { complain, type Io } from "../io.ts";
import { Asker } from "../terminal/asker.ts";
import { linesOf } from "../terminal/lines-of.ts";

/** A password, or with which exit status there is none; the person knows why. */
export type NewPassword = { readonly password: string } | { readonly status: number };

/** What is said to those who write a password where everybody can read it. */
export const NO_ARGUMENT: string =
  "a password is no argument: others on this machine can read command lines. It is asked for, or read from the input's " +
  "first line.";

/** Takes a password that is to be set: a person is asked twice, without seeing it; a program writes it as the first line. */
export async function takeNewPassword(account: string, io: Io): Promise<NewPassword> {
  const asker = Asker.at(io);
  if (asker) {
    try {
      const password = await askTwice(asker, `New password of ${account}: `);
      return password === undefined ? { status: EXIT.tempFail } : { password };
    } finally {
      asker.close();
    }
  }
  if (io.stdin.isTTY) {
    complain(io, "the password is asked for where one can answer: leave the output on the terminal, or pipe it in.");
    return { status: EXIT.usage };
  }
  for await (const line of linesOf(io.stdin, io.signal)) {
    if (line.problem === undefined && line.text !== "") return { password: line.text };
    break;
  }
  complain(io, "there is no password in the first line of the input.");
  return { status: EXIT.usage };
}

/** Asks for a password that is to be set until it was said twice alike; nothing if the person gives up. */
export async function askTwice(asker: Asker, prompt: string): Promise<string | undefined> {
  for (;;) {
    const password = await asker.secret(prompt);
    if (password === undefined) return undefined;
    if (password === "") continue;
    const again = await asker.secret("The same password again: ");
    if (again === undefined) return undefined;
    if (again === password) return password;
    asker.tell("Those are two different ones.");
  }
}
