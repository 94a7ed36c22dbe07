import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { Program } from "./harness.ts";
import { folder } from "./scene.ts";
import { Terminal } from "./tmux.ts";

/** Real IRC clients in the hands of a test; each is ended with it. */

/** Room for long pasted lines, and for the answers to many questions. */
const COLUMNS = 230;
const ROWS = 240;

/** An IRC client with a screen, and the words in which it shows things. `#garden` is the channel, `script` the other one. */
export interface Face {
  readonly name: string;
  /** Connects; `nicks` are what is tried, in this order. */
  start(port: number, ...nicks: readonly string[]): Terminal;
  /** Types what joins a channel and keeps all that is shown on one screen. */
  enter(terminal: Terminal, channel: string): void;
  readonly joined: (nick: string, channel?: string) => string;
  /** What it shows once it knows of all who are in `#garden` who they are. */
  readonly knows: string;
  /** What removes all that it shows. */
  readonly clear: string;
  readonly topic: (text: string) => readonly string[];
  readonly names: string;
  readonly listed: (users: number, topic: string) => string;
  readonly said: (sign: string, text: string) => string;
  readonly whois: readonly string[];
  readonly away: string;
  readonly nick: (to: string) => string;
  readonly nickTaken: string;
  readonly othersNick: (from: string, to: string) => string;
  readonly mode: (change: string, by: string) => string;
  readonly modes: string;
  readonly ban: (mask: string, by: string) => string;
  readonly kick: (nick: string, by: string, reason: string) => string;
  readonly invited: (channel: string) => string;
  readonly badKey: string;
  readonly banned: string;
  readonly left: (reason: string) => string;
  /** Types what makes it say when somebody comes to the server or goes. Nobody has the nick yet. */
  watch(terminal: Terminal, nick: string): Promise<void>;
  readonly came: (nick: string) => string;
  readonly gone: (nick: string) => string;
  /** What `/ban script` makes of the name and host that it knows. */
  readonly mask: string;
  readonly quit: (nick: string, reason: string) => string;
}

/** irssi, with everything in one window and without pauses between commands. */
export const IRSSI: Face = {
  name: "irssi",
  start(port, nick = "") {
    const home = folder();
    writeFileSync(
      join(home, "config"),
      `settings = {
        core = {
          real_name = "${nick} of Test"; user_name = "${nick}"; nick = "${nick}"; server_reconnect_time = "1sec";
        };
        "fe-text" = { paste_verify_line_count = "0"; };
        "irc/core" = { cmd_queue_speed = "1msec"; cmds_max_at_once = "1000"; };
        "irc/notifylist" = { notify_check_time = "1sec"; };
        "fe-common/core" = {
          autocreate_windows = "no"; autocreate_own_query = "no"; autocreate_query_level = "NONE";
        };
      };`,
    );
    return terminal(["irssi", `--home=${home}`, "-c", "127.0.0.1", "-p", String(port)]);
  },
  enter: (irssi, channel) => irssi.type(`/join ${channel}`),
  joined: (nick, channel = "#garden") => `${nick} [~ada@127.0.0.1] has joined ${channel}`,
  knows: "Join to #garden was synced",
  clear: "/clear",
  topic: (text) => [`Topic for #garden: ${text}`, "Topic set by script [] ["],
  names: "[@script] [ ada]",
  listed: (users, topic) => `#garden ${users} ${topic}`,
  said: (sign, text) => `<${sign}script> ${text}`,
  whois: [
    "script [json@127.0.0.1]",
    "channels : @#garden",
    "server   : parley.local [A Parley server]",
    "is connected by way of json",
  ],
  away: "away     : gone fishing",
  nick: (to) => `You're now known as ${to}`,
  nickTaken: "Nick script is already in use",
  othersNick: (from, to) => `${from} is now known as ${to}`,
  mode: (change, by) => `mode/#garden [${change}] by ${by}`,
  modes: "mode/#garden [+mnt]",
  ban: (mask, by) => `1 - #garden: ban ${mask} [by ${by}, `,
  kick: (nick, by, reason) => `${nick} was kicked from #garden by ${by} [${reason}]`,
  invited: (channel) => `script invites you to ${channel}`,
  badKey: "Cannot join to channel #locked (Bad channel key)",
  banned: "Cannot join to channel #closed (You are banned)",
  left: (reason) => `script [json@127.0.0.1] has left #garden [${reason}]`,
  async watch(irssi, nick) {
    irssi.type(`/notify ${nick}`);
  },
  came: (nick) => `${nick} [json@127.0.0.1] [] has joined to IRC`,
  gone: (nick) => `${nick} has left IRC`,
  mask: "*!*json@127.0.0.*",
  quit: (nick, reason) => `${nick} [~${nick}@127.0.0.1] has quit [${reason}]`,
};

/** WeeChat, with the server and the channel in one view and without pauses between commands. */
export const WEECHAT: Face = {
  name: "WeeChat",
  start(port, ...nicks) {
    const commands = [
      "/set weechat.bar.nicklist.hidden on",
      '/set weechat.look.buffer_time_format ""',
      "/set weechat.look.prefix_align none",
      "/set irc.look.buffer_open_before_join on",
      // Lines that come faster than a person types are no paste to be asked about.
      "/set weechat.look.paste_max_lines -1",
      "/set irc.server_default.anti_flood_prio_high 0",
      "/set irc.server_default.anti_flood_prio_low 0",
      "/set irc.server_default.autoreconnect_delay 1",
      `/server add parley 127.0.0.1/${port} -notls -nicks=${nicks.join(",")} -username=${nicks[0]}`,
      `/set irc.server.parley.realname "${nicks[0]} of Test"`,
      "/connect parley",
    ];
    return terminal(["weechat", "--temp-dir", "--plugins", "irc", ...commands.flatMap((each) => ["-r", each])]);
  },
  enter(weechat, channel) {
    weechat.type(`/join ${channel}`);
    weechat.type("/buffer merge 1");
  },
  joined: (nick, channel = "#garden") => `${nick} (ada of Test) (~ada@127.0.0.1) has joined ${channel}`,
  knows: "Channel #garden: 2 nicks",
  clear: "/buffer clear -merged",
  topic: (text) => [`Topic for #garden is "${text}"`, "Topic set by script on "],
  names: "Nicks #garden: [@script ada]",
  listed: (users, topic) => `#garden(${users}): ${topic}`,
  said: (sign, text) => `${sign}script ${text}`,
  whois: [
    "[script] (json@127.0.0.1)",
    "[script] @#garden",
    "[script] parley.local (A Parley server)",
    "[script] is connected by way of json",
  ],
  away: "[eva] is away: gone fishing",
  nick: (to) => `You are now known as ${to}`,
  nickTaken: "script: Somebody else has that nick.",
  othersNick: (from, to) => `${from} is now known as ${to}`,
  mode: (change, by) => `Mode #garden [${change}] by ${by}`,
  modes: "Mode #garden [+mnt]",
  ban: (mask, by) => `[1] ${mask} banned by ${by} on `,
  kick: (nick, by, reason) => `${by} has kicked ${nick} (${reason})`,
  invited: (channel) => `You have been invited to ${channel} by script`,
  badKey: "#locked: That channel has a key, and it is not the one you gave.",
  banned: "#closed: You are banned from that channel.",
  left: (reason) => `script (json@127.0.0.1) has left #garden (${reason})`,
  async watch(weechat, nick) {
    weechat.type(`/notify add ${nick} parley`);
    await weechat.until(`notify: ${nick} is offline`);
  },
  came: (nick) => `notify: ${nick} (json@127.0.0.1) has connected`,
  gone: (nick) => `notify: ${nick} has quit`,
  mask: "*!json@127.0.0.1",
  quit: (nick, reason) => `${nick} (~${nick}@127.0.0.1) has quit (${reason})`,
};

/** ii: a folder with two files for the server and for each channel or person, one to write to, one to read. */
export class Ii {
  readonly #root: string;
  readonly #inputs = new Map<string, number>();
  /** Its exit status, once it has ended. */
  readonly exit: Promise<number | null>;

  /** @param path a folder, which may have what it wrote in an earlier life */
  constructor(port: number, nick: string, path: string = folder()) {
    this.#root = join(path, "127.0.0.1");
    const program = new Program("ii", ["-s", "127.0.0.1", "-p", String(port), "-n", nick, "-f", "Test", "-i", path]);
    this.exit = program.exit;
    onTestFinished(async () => {
      for (const input of this.#inputs.values()) closeSync(input);
      await program.kill();
    });
  }

  /** Writes a line to a channel's input, to a person's, or with "" to the server's. ii must have made it already. */
  type(where: string, line: string): void {
    const input = this.#inputs.get(where) ?? openSync(join(this.#root, where, "in"), "w");
    this.#inputs.set(where, input);
    writeSync(input, `${line}\n`);
  }

  /** Waits until ii has written it. A file tells nobody that it grew, so it is looked at again and again. */
  async until(where: string, what: string | RegExp): Promise<void> {
    const deadline = Date.now() + 15_000;
    for (;;) {
      const seen = read(join(this.#root, where, "out"));
      if (typeof what === "string" ? seen.includes(what) : what.test(seen)) return;
      if (Date.now() > deadline) throw new Error(`waited in vain for ${what}; ii wrote: ${seen}`);
      await delay(20);
    }
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function terminal(command: readonly string[]): Terminal {
  const started = new Terminal(command, COLUMNS, ROWS);
  onTestFinished(() => started.close());
  return started;
}
