import { execFileSync } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";

/** A real terminal, run by tmux, for programs that want one. */
export class Terminal {
  readonly #socket: string;
  static #counter = 0;

  /** Runs a command in a terminal of so many columns and rows. */
  constructor(command: readonly string[], columns = 100, rows = 30) {
    this.#socket = `parley-${process.pid}-${++Terminal.#counter}`;
    // In one go, so that the screen of a command that ends at once stays too.
    const remain = ["set-option", "-g", "remain-on-exit", "on"];
    const session = ["new-session", "-d", "-x", String(columns), "-y", String(rows), "--", ...command];
    this.#tmux("-f", "/dev/null", ...remain, ";", ...session);
  }

  /** Types a line and presses Enter. */
  type(line: string): void {
    this.#tmux("send-keys", "-l", line);
    this.press("Enter");
  }

  /** Pastes text, which may have several lines, as a terminal does: in brackets if the program has asked for them. */
  paste(text: string): void {
    this.#tmux("set-buffer", text);
    this.#tmux("paste-buffer", "-p", "-d");
  }

  /** Presses a key by tmux's name for it. */
  press(key: string): void {
    this.#tmux("send-keys", key);
  }

  /** What is on the screen. */
  screen(): string {
    return this.#tmux("capture-pane", "-p");
  }

  /** Waits until the screen shows it. A terminal tells nobody when it changes, so it is looked at again and again. */
  async until(what: string | RegExp): Promise<string> {
    const deadline = Date.now() + 20_000;
    for (;;) {
      const screen = this.screen();
      if (typeof what === "string" ? screen.includes(what) : what.test(screen)) return screen;
      if (Date.now() > deadline) throw new Error(`waited in vain for ${what} on this screen:\n${screen}`);
      await delay(20);
    }
  }

  /** Ends the terminal and what runs in it. */
  close(): void {
    this.#tmux("kill-server");
  }

  #tmux(...args: string[]): string {
    // Characters beyond ASCII are typed and shown as they are, whatever the tests' own locale.
    return execFileSync("env", ["LC_ALL=C.UTF-8", "tmux", "-L", this.#socket, ...args], { encoding: "utf8" });
  }
}
