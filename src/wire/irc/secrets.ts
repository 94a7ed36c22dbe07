import type { Spotter } from "../masks/mask.ts";
import { TokenSpotter } from "../masks/tokens.ts";
import { WordSpotter } from "../masks/words.ts";

const [LF, CR, SPACE, COLON, AT] = [10, 13, 32, 58, 64];

/** All parameters are shown, or none. */
const [SHOWN, SECRET] = [Number.POSITIVE_INFINITY, 0];

/** What is no command of the server's. */
const OTHERS: readonly (readonly [command: string, shown: number])[] = [
  // What only the server says, and what clients say without an answer.
  ["ACCOUNT", SHOWN],
  ["FAIL", SHOWN],
  ["WARN", SHOWN],
  ["NOTE", SHOWN],
  // Passwords for services that are elsewhere.
  ["IDENTIFY", SECRET],
  ["LOGIN", SECRET],
  ["NICKSERV", SECRET],
  ["NS", SECRET],
];

/**
 * How many parameters of each command may be shown; what comes then is a secret, or stands beside one. All that the server
 * knows are here, by their names in capitals. Of another one nothing is shown, since it may be one of these, misspelt; but
 * numbers are those of answers.
 */
export const PARAMETERS: ReadonlyMap<string, number> = new Map([
  ...OTHERS,
  ["PASS", SECRET],
  ["AUTHENTICATE", SECRET],
  ["OPER", SECRET],
  ["REGISTER", SECRET],
  ["VERIFY", SECRET],
  ["PASSWD", SECRET],
  ["UNREGISTER", SECRET],
  ["WEBIRC", SECRET],
  ["FILEHOST", SECRET],
  // A channel's key.
  ["JOIN", 1],
  ["CAP", SHOWN],
  ["NICK", SHOWN],
  ["USER", SHOWN],
  ["PING", SHOWN],
  ["PONG", SHOWN],
  ["ERROR", SHOWN],
  ["QUIT", SHOWN],
  ["LOGOUT", SHOWN],
  ["CERT", SHOWN],
  ["DEVICE", SHOWN],
  ["PERSISTENCE", SHOWN],
  ["PRIVMSG", SHOWN],
  ["NOTICE", SHOWN],
  ["TAGMSG", SHOWN],
  ["BATCH", SHOWN],
  ["SETNAME", SHOWN],
  ["RENAME", SHOWN],
  ["REDACT", SHOWN],
  ["EDIT", SHOWN],
  ["RELAYMSG", SHOWN],
  ["PART", SHOWN],
  ["TOPIC", SHOWN],
  ["NAMES", SHOWN],
  ["LIST", SHOWN],
  ["KICK", SHOWN],
  ["INVITE", SHOWN],
  // But for the parameters of modes: see `MODES`.
  ["MODE", SHOWN],
  ["WHO", SHOWN],
  ["WHOIS", SHOWN],
  ["AWAY", SHOWN],
  ["USERHOST", SHOWN],
  ["ISON", SHOWN],
  ["WHOWAS", SHOWN],
  ["MONITOR", SHOWN],
  ["MARKREAD", SHOWN],
  ["CHATHISTORY", SHOWN],
  ["SEARCH", SHOWN],
  ["METADATA", SHOWN],
  ["KILL", SHOWN],
  ["WALLOPS", SHOWN],
  ["CHGHOST", SHOWN],
  ["UBAN", SHOWN],
  ["KLINE", SHOWN],
  ["UNKLINE", SHOWN],
  ["DLINE", SHOWN],
  ["UNDLINE", SHOWN],
  ["REPORT", SHOWN],
  ["MODLOG", SHOWN],
  ["LINKS", SHOWN],
  ["MAP", SHOWN],
  ["STATS", SHOWN],
  ["MOTD", SHOWN],
  ["LUSERS", SHOWN],
  ["VERSION", SHOWN],
  ["ISUPPORT", SHOWN],
  ["TIME", SHOWN],
  ["ADMIN", SHOWN],
  ["INFO", SHOWN],
  ["HELP", SHOWN],
  ["HELPOP", SHOWN],
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
  /** How many of its parameters may be shown. */
  #shown = SECRET;
  /** Which parameter this is, from 0 on. */
  #index = -1;
  #word = "";
  #isInWord = false;
  /** The rest of the line is a secret. */
  #isRest = false;

  begin(): void {
    this.#part = "start";
    this.#command = "";
    this.#shown = SECRET;
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
    if (this.#part === "params" && this.#index >= this.#shown) this.#isRest = true;
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
    this.#shown = PARAMETERS.get(this.#command) ?? (/^\d{3}$/.test(this.#command) ? SHOWN : SECRET);
    if (this.#shown === 0) this.#isRest = true;
  }

  #paramEnds(): void {
    const index = MODES.get(this.#command);
    // Modes that stand elsewhere are a mistake.
    const isModes = index !== undefined && (this.#index === index || /^[+-]/.test(this.#word));
    if (isModes && (this.#word.includes("k") || this.#word.length >= LONGEST)) this.#isRest = true;
    // What is said to services (NickServ and the like) are commands with passwords.
    const isSaid = this.#command === "PRIVMSG" || this.#command === "NOTICE" || this.#command === "SQUERY";
    if (isSaid && this.#index === 0 && /serv(?:[@,]|$)/i.test(this.#word)) this.#isRest = true;
  }
}

/** What finds the secrets of IRC. */
export function ircSecrets(): readonly Spotter[] {
  // Lines need not be UTF-8 here.
  return [new LineSpotter(), new WordSpotter(), new TokenSpotter()];
}
