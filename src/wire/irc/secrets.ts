import type { Spotter } from "../masks/mask.ts";
import { textSecrets } from "../masks/text-secrets.ts";

const [LF, CR, SPACE, COLON, AT] = [10, 13, 32, 58, 64];

/** All parameters of these are secrets, or stand beside one. */
const SECRET: ReadonlySet<string> = new Set([
  "PASS",
  "AUTHENTICATE",
  "OPER",
  "REGISTER",
  "VERIFY",
  "PASSWD",
  "UNREGISTER",
  "WEBIRC",
  "FILEHOST",
  "IDENTIFY",
  "LOGIN",
  "NICKSERV",
  "NS",
]);

/** Behind how many parameters a secret comes, if there is one. */
const BEHIND: ReadonlyMap<string, number> = new Map([
  // A channel's key.
  ["JOIN", 1],
]);

/** Parameters of what a channel's modes are told with, in front of their letters. */
const MODES: ReadonlyMap<string, number> = new Map([
  ["MODE", 1],
  ["324", 2],
]);

/** More characters than any command has that is looked for, and any name of a service. */
const LONGEST = 128;

/** Finds the secrets of IRC's lines, in either direction. */
class LineSpotter implements Spotter {
  #part: "start" | "tags" | "source" | "command" | "params" = "start";
  #command = "";
  /** Which parameter this is, from 0 on. */
  #index = -1;
  #word = "";
  #isInWord = false;
  /** The rest of the line is a secret. */
  #isRest = false;

  begin(): void {
    this.#part = "start";
    this.#command = "";
    this.#index = -1;
    this.#word = "";
    this.#isInWord = false;
    this.#isRest = false;
  }

  isSecret(byte: number): boolean {
    if (byte === LF) {
      this.begin();
      return false;
    }
    if (byte === CR) return false;
    if (byte === SPACE) {
      const isSecret = this.#isRest;
      this.#wordEnds();
      return isSecret;
    }
    if (!this.#isInWord) this.#wordBegins(byte);
    if (this.#word.length < LONGEST) this.#word += String.fromCharCode(byte);
    return this.#isRest && this.#part === "params";
  }

  #wordBegins(byte: number): void {
    this.#isInWord = true;
    this.#word = "";
    if (this.#part === "start" && byte === AT) this.#part = "tags";
    else if ((this.#part === "start" || this.#part === "tags") && byte === COLON) this.#part = "source";
    else if (this.#part !== "params" && this.#part !== "command") this.#part = "command";
    if (this.#part === "params") this.#index++;
    if (this.#part === "params" && this.#index >= (BEHIND.get(this.#command) ?? Number.POSITIVE_INFINITY)) {
      this.#isRest = true;
    }
  }

  #wordEnds(): void {
    if (!this.#isInWord) return;
    this.#isInWord = false;
    switch (this.#part) {
      case "tags":
        // A source or the command may follow.
        return;
      case "source":
        this.#part = "command";
        return;
      case "command":
        this.#commandEnds();
        return;
      case "start":
      case "params":
        this.#paramEnds();
    }
  }

  #commandEnds(): void {
    this.#command = this.#word.toUpperCase();
    this.#part = "params";
    if (SECRET.has(this.#command)) this.#isRest = true;
  }

  #paramEnds(): void {
    const isModes = this.#index === MODES.get(this.#command);
    if (isModes && (this.#word.includes("k") || this.#word.length >= LONGEST)) this.#isRest = true;
    // What is said to services (NickServ and the like) are commands with passwords.
    const isSaid = this.#command === "PRIVMSG" || this.#command === "NOTICE" || this.#command === "SQUERY";
    if (isSaid && this.#index === 0 && /serv(?:[@,]|$)/i.test(this.#word)) this.#isRest = true;
  }
}

/** What finds the secrets of IRC. */
export function ircSecrets(): readonly Spotter[] {
  return [new LineSpotter(), ...textSecrets()];
}
