import { fileURLToPath } from "node:url";
import { makeFolder, Peer, Program, removeFolder, startServer, type TestServer } from "./harness.ts";
import { Terminal } from "./tmux.ts";

/** One participant's view of a conversation: what stood on their screen at the end. */
export interface View {
  readonly name: string;
  /** How they came in. */
  readonly command: string;
  readonly screen: string;
}

const program = (name: string): string => fileURLToPath(new URL(`classroom/${name}.py`, import.meta.url));

/** Where a conversation is held: one server, or the nodes of a cluster, over which those who talk are spread. */
export interface Venue {
  readonly servers: readonly Pick<TestServer, "port" | "ports">[];
  close(): Promise<void>;
}

/** A server that is alone. */
async function oneServer(): Promise<Venue> {
  const server = await startServer([
    "--listen=ack://127.0.0.1:0/lobby",
    "--listen=relay://127.0.0.1:0/lobby",
    "--listen=turns://127.0.0.1:0/lobby",
  ]);
  return {
    servers: [server],
    async close() {
      await server.stop();
      removeFolder(server.data);
    },
  };
}

/**
 * A conversation in one channel of real servers: a WebSocket client, irssi, netcat, a JSON script, and a Python program
 * for each classroom dialect. Nobody goes on before everybody who should has seen what was said, so that it returns at
 * all shows that they did.
 */
export async function hold(open: () => Promise<Venue> = oneServer): Promise<readonly View[]> {
  const venue = await open();
  const [one] = venue.servers;
  if (!one) throw new Error("there is no server");
  const other = venue.servers.at(-1) ?? one;
  const irssiHome = makeFolder();
  const irssi = new Terminal(
    ["irssi", `--home=${irssiHome}`, "-c", "127.0.0.1", "-p", String(one.port), "-n", "grace"],
    78,
    22,
  );
  try {
    return await talk(one, other, irssi);
  } finally {
    irssi.close();
    await venue.close();
    removeFolder(irssiHome);
  }
}

type Place = Venue["servers"][number];

/** Half of them are at one place, half at the other. */
async function talk(one: Place, other: Place, irssi: Terminal): Promise<readonly View[]> {
  const views: View[] = [];

  const script = await Peer.to(one.port);
  script.command({ type: "hello", nick: "script" });
  script.command({ type: "join", channel: "#lobby", ref: "in" });
  let seen = await script.until(/"ref":"in".*\n/);

  const browser = await WebSocketUser.open(other.port, "ada");

  await irssi.until("End of /MOTD");
  irssi.type("/join #lobby");
  await irssi.until("Irssi: #lobby: Total of");

  const netcat = new Program("nc", ["127.0.0.1", String(other.port)]);
  netcat.type("");
  let onNetcat = `> \n${await netcat.until("can do.\n")}`;
  netcat.type("/nick linus");
  onNetcat += "> /nick linus\n";
  await browser.until('"nick":"linus"');

  const relay = new Program("python3", [program("relay_client"), "127.0.0.1", String(one.ports["relay"])]);
  await browser.until('"nick":"relay-');
  const ack = new Program("python3", [program("ack_client"), "127.0.0.1", String(other.ports["ack"])]);
  let onAck = await ack.until("Connected as Client01");
  const turns = new Program("python3", [program("turns_client"), "127.0.0.1", String(one.ports["turns"])]);
  let onTurns = await turns.until("Welcome to #lobby");
  const framed = new Program("python3", [program("framed_client"), "127.0.0.1", String(other.port)]);

  const everybody = async (text: string, but: string): Promise<void> => {
    if (but !== "browser") await browser.until(text);
    if (but !== "script") seen += await script.until(`${text}"`);
    if (but !== "irssi") await irssi.until(text);
    if (but !== "netcat") onNetcat += await netcat.until(text);
    if (but !== "relay") await relay.until(text);
  };

  browser.say("Good morning by WebSocket");
  await everybody("Good morning by WebSocket", "browser");
  irssi.type("Morning! irssi here");
  await everybody("Morning! irssi here", "irssi");
  netcat.type("netcat can do that too");
  onNetcat += "\n> netcat can do that too";
  await everybody("netcat can do that too", "netcat");
  script.command({ type: "say", to: "#lobby", text: "beep, says the script", ref: "1" });
  await script.until('"type":"ok","ref":"1"');
  await everybody("beep, says the script", "script");
  framed.type("a header of 64 bytes, then this");
  const onFramed = await framed.until("Msg received");
  await everybody("a header of 64 bytes, then this", "");
  ack.type("acknowledge me");
  onAck += await ack.until("acknowledge meACK");
  await everybody("acknowledge me", "");
  relay.type("relayed, with my address");
  await everybody("relayed, with my address", "relay");
  turns.type("my turn at last");
  onTurns += await turns.until("relayed, with my address");
  await everybody("my turn at last", "");

  views.push(
    { name: "IRC", command: "irssi -c localhost -p 5050", screen: irssi.screen() },
    { name: "netcat", command: "nc localhost 5050", screen: onNetcat },
    { name: "JSON script", command: "a socket, and JSON lines", screen: seen },
    { name: "WebSocket", command: "ws://localhost:5050", screen: browser.seen },
    { name: "turns", command: "python3 turns_client.py localhost 2000", screen: onTurns },
    { name: "ack", command: "python3 ack_client.py localhost 12345", screen: onAck },
    { name: "framed", command: "python3 framed_client.py localhost 5050", screen: onFramed },
  );

  framed.closeInput();
  turns.closeInput();
  ack.closeInput();
  for (const one of [netcat, relay]) one.process.kill();
  await Promise.all([framed, turns, ack, netcat, relay].map((one) => one.exit));
  browser.close();
  script.close();
  return views;
}

/** The native dialect over WebSocket, as a page in a browser speaks it. */
class WebSocketUser {
  readonly #socket: WebSocket;
  #heard = "";
  #from = 0;
  #wake: () => void = () => undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", (event) => {
      this.#heard += `${String(event.data)}\n`;
      this.#wake();
    });
  }

  static async open(port: number, nick: string): Promise<WebSocketUser> {
    const tab = new WebSocketUser(new WebSocket(`ws://127.0.0.1:${port}/`, "parley.v1.json"));
    await new Promise((resolve, reject) => {
      tab.#socket.addEventListener("open", resolve);
      tab.#socket.addEventListener("error", reject);
    });
    tab.#send({ type: "hello", nick });
    tab.#send({ type: "join", channel: "#lobby", ref: "in" });
    await tab.until('"ref":"in"');
    return tab;
  }

  get seen(): string {
    return this.#heard;
  }

  say(text: string): void {
    this.#send({ type: "say", to: "#lobby", text });
  }

  /** Waits for something to come that has not been waited for before. */
  async until(what: string): Promise<void> {
    for (;;) {
      const at = this.#heard.indexOf(what, this.#from);
      if (at >= 0) {
        this.#from = at + what.length;
        return;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  close(): void {
    this.#socket.close();
  }

  #send(command: object): void {
    this.#socket.send(JSON.stringify(command));
  }
}
