import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { expect, it, onTestFinished } from "vitest";
import { makeFolder, PARLEY, Peer, removeFolder, startServer, type TestServer } from "./harness.ts";
import { JsonPeer } from "./json-peer.ts";

/** Secrets that are told to a server in each way in which it is told any. None of these words may ever come back. */
const PLANTED = {
  operator: "PlantedOperator7f3a",
  gateway: "PlantedGateway9c1d",
  listener: "PlantedListenera90c",
  provider: "PlantedProviderb775",
  password: "PlantedPassword4e20",
  second: "PlantedSecond61bb",
  wrong: "PlantedWrongd1f8",
  badToken: "parley-PlantedToken22aa",
  clientKey: "PlantedClientKey8e8e",
  channelKeyGuess: "PlantedKeyGuess5d5d",
};

/** Where a browser is told, and by which keys: the server keeps that, and shows it to nobody. */
const BROWSER = {
  endpoint: "https://127.0.0.1:1/PlantedEndpoint03fe",
  keys: { p256dh: `BPlantedPoint55a1${"p".repeat(70)}`, auth: "PlantedAuth77c0aaaaaaa" },
};

let folder: string;
/** All that clients were answered. */
let answers = "";

async function start(): Promise<TestServer> {
  folder = makeFolder();
  onTestFinished(() => removeFolder(folder));
  const config = join(folder, "parley.toml");
  writeFileSync(
    config,
    `operators = ["ada:${PLANTED.operator}"]
webirc = ["${PLANTED.gateway}@127.0.0.1"]
listen = ["irc://127.0.0.1:0?password=${PLANTED.listener}"]
oidc = "http://127.0.0.1:1"
oidc-client = "parley"
oidc-secret = "${PLANTED.provider}"
password-iterations = 4096
push-contact = "mailto:admin@example.org"
`,
  );
  const server = await startServer(["--config", config, "--log-messages"], join(folder, "data"));
  onTestFinished(async () => void (await server.stop()));
  return server;
}

/** Says lines to a port, and waits for all of what they lead to. */
async function says(port: number, ...lines: readonly string[]): Promise<void> {
  const peer = await Peer.to(port);
  for (const line of lines) peer.send(`${line}\r\n`);
  peer.send("PING fence\r\n");
  answers += await peer.until(/PONG .*fence|ERROR/);
  peer.send("QUIT\r\n");
  answers += await peer.untilOver();
}

async function asks(peer: JsonPeer, command: object): Promise<Awaited<ReturnType<JsonPeer["ask"]>> | undefined> {
  try {
    const ok = await peer.ask(command);
    answers += JSON.stringify(ok);
    return ok;
  } catch (cause) {
    answers += String(cause);
    return undefined;
  }
}

function plain(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** The files in a folder and below, with what is in them. */
function filesIn(dir: string): { readonly path: string; readonly bytes: Buffer; readonly mode: number }[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, bytes: readFileSync(path), mode: statSync(path).mode & 0o777 }));
}

function parley(...args: readonly string[]): string {
  return execFileSync(process.execPath, [PARLEY, ...args], { encoding: "utf8" });
}

it("says no secret again: in no log, error, process list, file or backup", async () => {
  const server = await start();
  const irc = server.ports["irc"] ?? 0;
  const greeting = ["NICK ada", "USER ada 0 * :Ada"];
  await says(irc, `PASS ${PLANTED.listener}`, ...greeting, `OPER ada ${PLANTED.operator}`, "JOIN #a", "MODE #a +k k");
  await says(irc, `PASS ${PLANTED.wrong}`, ...greeting);
  await says(server.port, ...greeting, `OPER ada ${PLANTED.wrong}`);
  await says(server.port, `WEBIRC ${PLANTED.gateway} gate host 192.0.2.1`, ...greeting);
  await says(server.port, `WEBIRC ${PLANTED.wrong} gate host 192.0.2.1`, ...greeting);
  await says(server.port, ...greeting, `JOIN #a ${PLANTED.channelKeyGuess}`);
  await says(server.port, ...greeting, `REGISTER ada * ${PLANTED.password}`);
  await says(
    server.port,
    ...greeting,
    "CAP REQ sasl",
    "AUTHENTICATE PLAIN",
    `AUTHENTICATE ${plain(`\0ada\0${PLANTED.wrong}`)}`,
  );
  await says(
    server.port,
    ...greeting,
    "CAP REQ sasl",
    "AUTHENTICATE PLAIN",
    `AUTHENTICATE ${plain(`\0ada\0${PLANTED.password}`)}`,
  );
  await says(
    server.port,
    ...greeting,
    `REGISTER ada * ${PLANTED.password} ${PLANTED.wrong}`,
    `REGISTER x ${PLANTED.second}`,
  );

  const json = await JsonPeer.enter(server.port, "bob");
  await asks(json, { type: "register", account: "bob", password: PLANTED.second });
  await asks(json, { type: "login", account: "ada", password: PLANTED.wrong });
  await asks(json, { type: "login", token: PLANTED.badToken });
  await asks(json, { type: "passwd", current: PLANTED.second, password: PLANTED.password, extra: PLANTED.wrong });
  const device = await asks(json, { type: "device-add", name: "phone" });
  const { token = "" } = device ?? {};
  expect(token).toMatch(/^parley-/);
  answers = answers.replaceAll(token, "");
  await asks(json, { type: "push-add", ...BROWSER });
  const other = JsonPeer.at(await Peer.to(server.port));
  await asks(other, { type: "hello", client: PLANTED.clientKey, token });
  await asks(other, { type: "account" });
  await fetch(`http://127.0.0.1:${server.port}/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ account: "ada", password: PLANTED.wrong }),
  }).then(async (answer) => (answers += await answer.text()));
  await fetch(`http://127.0.0.1:${server.port}/login/oidc`).then(async (answer) => (answers += await answer.text()));
  const commandLines = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8");
      } catch {
        return "";
      }
    });
  parley("backup", "--data", server.data, join(folder, "backup.db"));
  parley("backup", "--secrets", "--data", server.data, join(folder, "full.db"));
  const exported = parley("export", "--data", server.data, "--events", "--talks", "--hosts");
  await json.fence();

  const places: Record<string, string | Buffer> = { answers, log: server.log(), exported, ps: commandLines.join("\n") };
  for (const { path, bytes } of filesIn(server.data)) places[path] = bytes;
  for (const name of ["backup.db", "full.db"]) places[name] = readFileSync(join(folder, name));
  const secrets = [...Object.values(PLANTED), token];
  const found = Object.entries(places).flatMap(([place, text]) =>
    secrets
      .filter((secret) => text.includes(secret) || text.includes(plain(secret)))
      .map((secret) => `${secret} in ${place}`),
  );
  expect(found).toEqual([]);
  const shown = [answers, server.log(), exported, commandLines.join("\n"), readFileSync(join(folder, "backup.db"))];
  for (const secret of [BROWSER.endpoint, BROWSER.keys.p256dh, BROWSER.keys.auth]) {
    expect(shown.map((text) => text.includes(secret))).toEqual(shown.map(() => false));
    expect(readFileSync(join(folder, "full.db")).includes(secret)).toBe(true);
  }
  // That all of it was really tried.
  const tried = [
    "You are now logged in as ada",
    "464 ada",
    "Password incorrect",
    " 904 ",
    "475 ada #a",
    "wrong-password",
  ];
  for (const seen of tried) expect(answers).toContain(seen);
  // Who may read the files is nobody but the server's user.
  expect(filesIn(server.data).filter(({ mode }) => (mode & 0o077) !== 0)).toEqual([]);
}, 60_000);
