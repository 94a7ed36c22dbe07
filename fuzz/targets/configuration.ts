import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../src/app/config.ts";
import { ConfigError } from "../../src/app/config-error.ts";
import { dashed, SERVE_OPTIONS } from "../../src/app/options.ts";
import { demand, type Target, USUAL } from "../target.ts";

/** Options that name files, which are read. */
const FILES: ReadonlySet<string> = new Set(["config", "motd", "data", "tlsCert", "tlsKey", "oidcSecret"]);

const NAMES: readonly string[] = Object.keys(SERVE_OPTIONS).filter((name) => !FILES.has(name));

const VALUES: readonly string[] = [
  "ack://127.0.0.1:12345/lobby?limit=3",
  "framed://[::1]:1/a%20b?ack=ok&cloak=on",
  "90d,2GB",
  "#help=7d,10MB",
  "files=30d",
  "none",
  "root:sesame",
  "sesame@10.0.0.1",
  "image/*,text/plain",
  "256MB",
  "https://chat.example.org",
  "after-connect",
  "127.0.0.1/8",
  "?access=open",
];

/** What somebody has in their configuration file. */
export const configuration: Target = {
  ...USUAL,
  name: "configuration",
  most: 2_000,
  words: [
    ...NAMES.map(dashed),
    ...VALUES,
    " = ",
    '"""',
    "[table]",
    "[[list]]",
    "2025-01-01T00:00:00Z",
    "0x1f",
    "inf",
    "\\u0000",
  ],
  seeds: [
    'port = 5050\nhost = "127.0.0.1"\nlisten = ["ack://127.0.0.1:12345/lobby?limit=3"]\nclassic = true\n',
    'operators = ["root:sesame"]\nwebirc = ["sesame@10.0.0.1"]\nretention = ["90d,2GB", "#a=7d"]\nfile-size = "10MB"\n',
    'network = "Net"\ndescription = "A server"\nurl = "https://x.example"\nregistration = "none"\npassword-iterations = 10000\n',
  ],
  run(bytes) {
    const text = Buffer.from(bytes).toString("utf8");
    // It could name any file of this machine.
    if (/motd|cert|key|data|secret/i.test(text.replace(/\\./g, ""))) return;
    writeFileSync(path(), bytes);
    check(() => readConfig({ config: path() }, {}), bytes.length);
  },
};

/** What somebody says in the environment: an option and its value on each line. */
export const options: Target = {
  ...USUAL,
  name: "options",
  words: [...NAMES, ...VALUES, "="],
  seeds: VALUES.flatMap((value) => [`listen=${value}`, `retention=${value}`]).concat([
    "operators=a:b\nwebirc=b@::1\nfileSize=1GB\nfileQuota=none\nfileTypes=image/*\nurl=https://a.example/b\nicon=https://a/b",
    "port=none\nlisten=irc://0.0.0.0:1\naccess=open\nnoTls=yes\nname=a.b\nnetwork=N\ndescription=d\n",
  ]),
  run(bytes) {
    const said: Record<string, string> = {};
    for (const line of Buffer.from(bytes).toString("utf8").split("\n")) {
      const [, name = "", value = ""] = /^(\w+)=(.*)$/s.exec(line) ?? [];
      if (NAMES.includes(name)) said[`PARLEY_${dashed(name).replaceAll("-", "_").toUpperCase()}`] = value;
    }
    check(() => readConfig({}, said), bytes.length);
  },
};

/** A configuration is taken, or turned away with a sentence. */
function check(read: () => ReturnType<typeof readConfig>, length: number): void {
  let config: ReturnType<typeof readConfig>;
  try {
    config = read();
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
    demand(cause.message.length <= 2_000 + 2 * length, "a sentence that is too long", String(cause.message.length));
    return;
  }
  for (const { host, port, channel } of config.listeners) {
    demand(host !== "" && port >= 0 && port <= 65_535 && channel.startsWith("#"), "a listener that can't be", {
      host,
      port,
    });
  }
}

let made: string | undefined;

function path(): string {
  made ??= join(mkdtempSync(join(tmpdir(), "parley-fuzz-config-")), "parley.toml");
  return made;
}
